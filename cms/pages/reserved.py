"""First segments of addresses that belong to Kho itself."""

RESERVED = frozenset({
    "api",
    "bo-tai-lieu",
    "feeds",
    "giao-dien",
    "healthz",
    "kiem-tra",
    "metrics",
    "nhung",
    "oembed",
    "phat-thanh",
    "q",
    "quan-tri",
    "readyz",
    "static",
    "tai-lieu",
    "tai-ve",
    "tim-kiem",
})  # fmt: skip

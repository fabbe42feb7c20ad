"""How fast the embedded engine is: `python tests/benchmarks/bench_search.py [variants]` (default 20,000).

Synthetic variants with a Zipf-like vocabulary of Vietnamese syllables; prints p50 and p95 with all facets, highlights
and a page of 20. Not a test: figures depend on the machine.
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings.test")

from search.documents import FACETS, Document  # noqa: E402
from search.engines.embedded.engine import EmbeddedEngine  # noqa: E402
from search.index import feed  # noqa: E402
from search.query import Query  # noqa: E402
from search.text import fold  # noqa: E402
from tests.search.corpus import procedures, texts  # noqa: E402

FACET_NAMES = tuple(FACETS)
KINDS = ("video", "audio", "infographic", "poster", "handbook", "sms")
LANGUAGES = ("vi", "vi", "vi", "km", "blt-tavt", "rad", "hmn", "tyz")


def variants(count, seed=7):
    """`count` documents of about 160 syllables; about 1.6 languages a material."""
    chance = random.Random(seed)
    sentences = [sentence for text in texts() for sentence in text.body.split(". ")]
    syllables = sorted({word for sentence in sentences for word in sentence.lower().split()})
    for number in range(count):
        material = f"m{number * 5 // 8}"
        language = LANGUAGES[number % len(LANGUAGES)]
        own = chance.choices(syllables, k=60)
        yield Document(
            key=f"{material}/{language}-{number}",
            version=1,
            public_id=material,
            language=language,
            kind=KINDS[number % 6],
            title=f"{chance.choice(sentences)[:60]} {' '.join(own[:4])}",
            summary=chance.choice(sentences),
            body=". ".join((*chance.choices(sentences, k=5), " ".join(own))),
            topics=(f"III.{chance.randint(1, 6)}",),
            audiences=(f"a{chance.randint(1, 12)}",),
            provinces=(f"{chance.randint(1, 34):02}",),
            agency=f"H{chance.randint(1, 60):02}",
            campaign=f"c{chance.randint(1, 40)}",
            year=chance.randint(2020, 2026),
            published_at=1_600_000_000 + number,
        )


def timed(engine, queries, **options):
    """Milliseconds of each query, rising."""
    times = []
    for text in queries:
        began = time.perf_counter()
        engine.search(Query(text, facets=FACET_NAMES, **options))
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    questions = [row["question"] for row in procedures()]
    short = [" ".join(question.split()[:size]) for question in questions for size in (1, 2, 3, 4)]
    with tempfile.TemporaryDirectory() as directory:
        engine = EmbeddedEngine(Path(directory))
        began = time.perf_counter()
        feed(engine, variants(count), 1, size=1000)
        seconds = time.perf_counter() - began
        size = (Path(directory) / "index.sqlite3").stat().st_size / 1e6
        print(f"{count} variants, {seconds:.1f} s to index ({count / seconds:.0f}/s), {size:.0f} MB")
        began = time.perf_counter()
        engine.search(Query(""))
        print(f"first search of a process (facets read): {(time.perf_counter() - began) * 1000:.0f} ms")
        engine.search(Query("dịch vụ công"))
        for label, queries, options in (
            ("1–4 syllables", short, {}),
            ("questions", questions, {}),
            ("questions, no marks", [fold(question) for question in questions], {}),
            ("browse", [""] * 20, {}),
            ("filtered", short, {"filters": {"kind": ("video", "audio"), "province": ("08",)}}),
        ):
            times = timed(engine, queries, **options)
            print(f"{label:20} p50 {times[len(times) // 2]:6.1f} ms   p95 {times[int(len(times) * 0.95)]:6.1f} ms")
        engine.close()


if __name__ == "__main__":
    main()

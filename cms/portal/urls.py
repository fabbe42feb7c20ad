"""The public addresses of the portal (the public contract: rename only with a redirect)."""

from django.urls import path

from .converters import register
from .gate import packs, streams
from .gate import views as gate
from .views import check, health, materials, oembed, radio, search, short, wellknown

register()

app_name = "portal"
urlpatterns = [
    path("tim-kiem/", search.search, name="search"),
    path("tai-lieu/<public_id:public_id>/", materials.of_material, name="material"),
    path("tai-lieu/<public_id:public_id>/<language:language>/", materials.in_language, name="variant"),
    path("tai-lieu/<public_id:public_id>/<language:language>/<name:slug>/", materials.page, name="page"),
    path("nhung/<public_id:public_id>/", materials.embed, name="embed"),
    path("oembed", oembed.oembed, name="oembed"),
    path("q/<public_id:public_id>", short.link, name="short"),
    path("q/<public_id:public_id>.svg", short.qr, {"form": "svg"}, name="qr-svg"),
    path("q/<public_id:public_id>.png", short.qr, {"form": "png"}, name="qr-png"),
    path("kiem-tra/", check.check, name="check"),
    path("phat-thanh/", radio.radio, name="radio"),
    path("tai-ve/<public_id:public_id>.zip", packs.material, name="pack"),
    path("bo-tai-lieu/<slug:slug>.zip", packs.kit, name="kit-pack"),
    path("tai-ve/<public_id:public_id>/<language:language>/hls/<token:token>/<name:name>", streams.hls, name="hls"),
    path(
        "tai-ve/<public_id:public_id>/<language:language>/a<edition:edition>/<name:place>/<name:filename>",
        gate.pinned,
        name="pinned-download",
    ),
    path(
        "tai-ve/<public_id:public_id>/<language:language>/<name:place>/<name:filename>", gate.current, name="download"
    ),
    path("giao-dien.css", wellknown.theme, name="theme"),
    path("robots.txt", wellknown.robots, name="robots"),
    path("sitemap.xml", wellknown.sitemap, name="sitemap"),
    path(".well-known/security.txt", wellknown.security, name="security"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

"""Published materials with files for the tests of feeds, API and index, without running the media worker."""

import hashlib
import itertools
import json
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from cms.library import actions
from cms.library.models import LanguageVariant, Material
from cms.taxonomy.models import Agency, Province
from media_pipeline import recipes, storage
from media_pipeline.models import Build, MediaFile, Rendition
from search.sources import synonyms
from tests.cms.conftest import make_material, make_variant

NUMBERS = itertools.count(1)
FACTS = {
    "audio": ("audio/mpeg", {"seconds": 12.4, "audio": [{"codec": "mp3", "channels": 1, "sample_rate": 44100}]}),
    "image": ("image/jpeg", {"width": 1400, "height": 1000}),
    "document": ("application/pdf", {"pages": 2}),
    "captions": ("text/vtt", {"cues": 2}),
    "video": (
        "video/mp4",
        {
            "seconds": 8.0,
            "video": {"width": 1280, "height": 720, "frame_rate": "25/1", "interlaced": False, "codec": "h264"},
            "audio": [{"codec": "aac", "channels": 2, "sample_rate": 48000}],
        },
    ),
}
FAMILY = {"audio": "audio", "video": "video", "handbook": "document", "infographic": "image", "poster": "image"}
TYPES = {"mp3": "audio/mpeg", "jpeg": "image/jpeg", "webp": "image/webp", "page": "image/jpeg", "cover": "image/jpeg",
         "text": "application/json", "vtt": "text/vtt", "mp4": "video/mp4", "rung": "video/mp4", "voice": "audio/mp4",
         "poster-webp": "image/webp", "poster": "image/jpeg", "original": "application/pdf"}  # fmt: skip
PAGES = {
    "pages": [
        {"number": 1, "text": "Trang một: mở ứng dụng VNeID."},
        {"number": 2, "text": "Trang hai: nộp hồ sơ."},
    ],
    "title": "",
    "language": "vi",
}
VTT = """WEBVTT

NOTE người viết: tổ công nghệ số

1
00:00:00.000 --> 00:00:02.000
<v Mai>Chào <i>bà con</i>

2
00:00:02.000 --> 00:00:04.000 line:90%
Hôm nay ta học &amp; làm.
"""
# Bytes of the renditions that somebody reads; all others hold anything.
CONTENT: dict[str, bytes] = {"text": json.dumps(PAGES, ensure_ascii=False).encode(), "vtt": VTT.encode()}


def media_file(family: str, content: bytes | None = None) -> MediaFile:
    """An original that the door has accepted; its bytes are what nobody asks for here."""
    media_type, facts = FACTS[family]
    sha256 = hashlib.sha256(content or f"original {next(NUMBERS)}".encode()).hexdigest()
    key = storage.key_of(storage.ORIGINALS, sha256)
    return MediaFile.objects.create(
        sha256=sha256, bytes=1000, media_type=media_type, family=family, facts=facts, key=key
    )


def finish_builds(content: Mapping[str, bytes] | None = None) -> int:
    """Complete every waiting build with small files, as a worker would."""
    waiting = list(Build.objects.filter(completed_at__isnull=True).order_by("pk"))
    for build in waiting:
        facts = {each.role: _facts(each.file) for each in build.inputs.all() if each.file_id}
        for name in recipes.get(build.recipe).expected(facts, build.params):
            _rendition(build, name, {**CONTENT, **(content or {})}.get(name))
        build.completed_at = build.created_at
        build.save(update_fields=["completed_at"])
        build.runs.all().delete()
    return len(waiting)


def _facts(file: MediaFile) -> dict:
    facts = file.facts
    return {**facts, "image": facts, "document": facts, **facts}


def _rendition(build: Build, name: str, content: bytes | None) -> None:
    data = content or f"{name} of {build.pk}".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    key = storage.key_of(storage.RENDITIONS, sha256)
    if not storage.media().exists(key):
        storage.media().save(key, ContentFile(data))
    kind = name if name in TYPES else name.split("-")[0]
    width = int(name.rpartition("-")[2]) if kind in ("jpeg", "webp") else None
    seconds = 12.4 if kind == "mp3" else 8.0 if kind in ("mp4", "voice", "rung") else None
    height = width * 5 // 7 if width else 360 if kind == "mp4" else None
    Rendition.objects.create(
        build=build, name=name, sha256=sha256, key=key, bytes=len(data), media_type=TYPES[kind],
        width=width or (640 if kind == "mp4" else None), height=height, seconds=seconds,
    )  # fmt: skip


def shelve(
    editor, reviewer, agency: Agency, kind: str = "sms", *, language: str = "vi", material: Material | None = None,
    title: str = "Nhắc hạn nộp hồ sơ", summary: str = "", text: str = "", provinces: tuple[str, ...] = (),
    captions: bool = False, many: dict | None = None, publish: bool = True, fields: dict | None = None,
    **options: object,
) -> LanguageVariant:  # fmt: skip
    """One published language of a material of this kind, with complete builds. ``options`` go to ``approve``."""
    if material is None:
        many = {**(many or {})}
        if provinces:
            many["provinces"] = Province.objects.filter(code__in=provinces)
        material = make_material(editor, agency, kind, name=title, many=many, **(fields or {}))
    text = text or ("Lời tin nhắn." if kind == "sms" else "")
    variant = make_variant(material, editor, language, title=title, summary=summary, text=text)
    families = [FAMILY[kind]] if kind in FAMILY else []
    for family in [*families, *(["captions"] if captions else [])]:
        variant = LanguageVariant.objects.get(pk=variant.pk)
        original = media_file(family)
        version = actions.store_file(original, name=f"tep.{family}", agency=agency, actor=editor)
        actions.attach(variant, version, actor=editor)
    variant = LanguageVariant.objects.get(pk=variant.pk)
    if publish:
        actions.submit(variant, actor=editor)
        actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer, **options)
        finish_builds()
        actions.promote_pending()
    return LanguageVariant.objects.get(pk=variant.pk)


def own_folders(django_settings, tmp_path: Path) -> None:
    """Feeds, media and index in a folder of this test; search asks this test's database for synonyms."""
    synonyms.forget()
    options = {name: dict(value) for name, value in settings.STORAGES.items()}
    options["feeds"]["OPTIONS"] = {"location": tmp_path / "feeds", "allow_overwrite": True}
    options["media"]["OPTIONS"] = {"location": tmp_path / "media"}
    django_settings.STORAGES = options
    django_settings.KHO_SEARCH_DIR = tmp_path / "search"

"""Six kinds of materials made by the real pipeline from real files, once for a module."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from cms.accounts.models import User
from cms.library import actions
from cms.library.models import LanguageVariant, Material
from cms.taxonomy.models import Agency, Topic
from media_pipeline.worker import drain
from tests.cms.conftest import make_material, make_user, make_variant
from tests.media_pipeline import media_samples as samples

CAPTIONS = (
    "WEBVTT\n\n00:00.000 --> 00:01.000\nXin chào bà con & cô bác.\n\n00:01.000 --> 00:02.000\nMở VNeID <trước>.\n"
)


@dataclass(frozen=True)
class Shelf:
    """Variants by name: ``video``, ``video-km`` (same picture, own voice), ``audio``, ``infographic`` …"""

    variants: dict[str, LanguageVariant]

    def __getitem__(self, name: str) -> LanguageVariant:
        return self.variants[name]


class _Undo(Exception):
    """Leaves the transaction of the module."""


@contextmanager
def filled(folder: Path) -> Iterator[Shelf]:
    """Everything in one transaction that is undone at the end; the tests of the module stand in savepoints of it."""
    try:
        with transaction.atomic():
            yield Shelf(_fill(folder))
            raise _Undo
    except _Undo:
        return


def _fill(folder: Path) -> dict[str, LanguageVariant]:
    agency = Agency.objects.get(code="G06")
    editor, reviewer = make_user("ke-bien", agency, "editor"), make_user("ke-duyet", agency, "reviewer")
    captions = folder / "loi.vtt"
    captions.write_text(CAPTIONS.replace("<trước>", "&lt;trước&gt;").replace(" & ", " &amp; "), encoding="utf-8")
    film = samples.clip(640, 480, 3.0)
    topic = Topic.objects.filter(code="III.2")

    def material(kind: str, name: str) -> Material:
        return make_material(editor, agency, kind, name=name, many={"topics": topic})

    video = material("video", "Đăng ký khai sinh")
    waiting = {
        "video": _variant(video, editor, "vi", "Đăng ký khai sinh trực tuyến", (film, ""), (captions, "")),
        "video-km": _variant(
            video, editor, "km", "Bản tiếng Khmer", (film, "picture"), (samples.sound(".mp3", 2.5, 1), "voice")
        ),
        "audio": _variant(material("audio", "Bản tin"), editor, "vi", "Lịch trả lương hưu", (samples.sound(), "")),
        "infographic": _variant(
            material("infographic", "5 bước"), editor, "vi", "5 bước khai sinh",
            (samples.picture(".png", 1400, 2000), ""), (samples.handbook(1), "print"),
        ),
        "poster": _variant(
            material("poster", "Đừng bấm"), editor, "vi", "Đường liên kết lạ? Đừng bấm", (samples.camera_jpeg(), "")
        ),
        "handbook": _variant(
            material("handbook", "Sổ tay"), editor, "vi", "Sổ tay dịch vụ công", (samples.handbook(3), "")
        ),
        "sms": _variant(material("sms", "Nhắc hạn"), editor, "vi", "Nhắc hạn nộp hồ sơ"),
    }  # fmt: skip
    for variant in waiting.values():
        actions.submit(variant, actor=editor)
        actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
    assert drain(300), "the pipeline did not finish"
    assert actions.promote_pending() >= 0
    return {name: LanguageVariant.objects.get(pk=variant.pk) for name, variant in waiting.items()}


def _variant(material: Material, editor: User, language: str, title: str, *files: tuple[Path, str]) -> LanguageVariant:
    text = "Bước 1. Mở VNeID.\nBước 2. Chọn “Đăng ký khai sinh”."
    variant = make_variant(material, editor, language, title=title, summary=f"Về: {title}.", text=text)
    for path, role in files:
        version = actions.receive_file(path, name=path.name, agency=material.agency, actor=editor)
        actions.attach(LanguageVariant.objects.get(pk=variant.pk), version, actor=editor, role=role)
    return LanguageVariant.objects.get(pk=variant.pk)

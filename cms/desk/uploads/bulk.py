"""Many files at once, each a material of its own: the page, and what becomes of one file."""

import re
from pathlib import Path
from typing import Any, BinaryIO

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.desk.forms import editable_agencies
from cms.desk.guard import forbidden
from cms.desk.intake import Taken
from cms.library import actions
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import Kind, LanguageVariant
from cms.taxonomy.models import Agency, Language, Licence
from media_pipeline.messages import Refused
from media_pipeline.names import clean_name

KIND_OF_FAMILY = {
    "video": Kind.VIDEO,
    "audio": Kind.AUDIO,
    "image": Kind.INFOGRAPHIC,
    "document": Kind.HANDBOOK,
}
BY_FILE = [("", "Theo loại tệp")]
KINDS = [(kind.value, kind.label) for kind in Kind if kind != Kind.SMS]
CAPTIONS_ALONE = "Phụ đề đi kèm một video. Hãy mở bản ngôn ngữ của video đó rồi tải tệp “{name}” lên ở đó."
FILES_AT_ONCE = 50
DEFAULT_LICENCE = "chuong-trinh"
TITLE_LENGTH = 250


class BulkForm(forms.Form):
    """What all files of one drop have in common."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Cơ quan", to_field_name="code", empty_label=None)
    language = forms.ModelChoiceField(Language.objects.none(), label="Ngôn ngữ", to_field_name="code", empty_label=None)
    kind = forms.ChoiceField(
        label="Loại tài liệu",
        choices=BY_FILE + KINDS,
        required=False,
        help_text="“Theo loại tệp”: video và âm thanh giữ nguyên, hình thành infographic, PDF thành sổ tay.",
    )
    licence = forms.ModelChoiceField(Licence.objects.none(), label="Giấy phép", to_field_name="code", empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["agency"].queryset = editable_agencies(user)
        self.fields["language"].queryset = Language.objects.all()
        self.fields["licence"].queryset = Licence.objects.all()
        self.fields["language"].initial = "vi"
        self.fields["licence"].initial = DEFAULT_LICENCE
        for name, field in self.fields.items():
            wanted = f"Hãy chọn {field.label.lower()}."
            field.error_messages |= {"required": wanted, "invalid_choice": wanted}
            field.widget.attrs["data-kho-field"] = name

    def clean(self) -> dict[str, Any]:
        """The pair of agency and language must be the user's own."""
        data = super().clean()
        agency, language = data.get("agency"), data.get("language")
        if agency and language and not may(self.user, "edit", agency.pk, language.pk):
            raise ValidationError(f"Bạn không có quyền thêm bản {language} cho {agency}.")
        return data

    def codes(self) -> dict[str, str]:
        """The choices as codes, which survive a restart."""
        data = self.cleaned_data
        chosen = {name: data[name].code for name in ("agency", "language", "licence")}
        return chosen | {"kind": data["kind"]}


def title_of(name: str) -> str:
    """A title from a file's name: marks stay, underscores become spaces, the ending goes.

    >>> title_of("Cách_nộp hồ_sơ.final.pdf")
    'Cách nộp hồ sơ.final'
    """
    cleaned = clean_name(name)
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 5 or " " in ending:
        stem = cleaned
    return re.sub(r"\s+", " ", stem.replace("_", " ")).strip()[:TITLE_LENGTH] or cleaned


def take_as_material(
    source: BinaryIO | Path, name: str, actor: User, chosen: dict[str, str]
) -> tuple[Taken, LanguageVariant | None]:
    """One file through the ingest door to a material with a first variant, both drafts; nothing is made of a file
    that is refused. ``chosen`` is ``BulkForm.codes()``. Never raises for what a person can cause."""
    agency = Agency.objects.get(code=chosen["agency"])
    try:
        file = actions.receive_file(source, name=name, agency=agency, actor=actor)
    except Refused as refusal:
        return Taken(name, False, refusal.vi, code=refusal.code), None
    except NotAllowed as refusal:
        return Taken(name, False, str(refusal), code="not_allowed"), None
    try:
        kind = chosen["kind"] or KIND_OF_FAMILY.get(file.media_file.family)
        if kind is None:
            raise Conflict(CAPTIONS_ALONE.format(name=file.name))
        with transaction.atomic():
            variant = _draft(file.name, kind, actor, agency, chosen)
            actions.attach(variant, file, actor=actor)
    except (Conflict, NotAllowed) as refusal:
        return Taken(name, False, str(refusal), file=file, code="conflict"), None
    except ValidationError as refusal:
        return Taken(name, False, " ".join(refusal.messages), file=file, code="conflict"), None
    return Taken(file.name, True, f"Đã nhận tệp “{file.name}” thành tài liệu nháp.", file=file), variant


def _draft(name: str, kind: str, actor: User, agency: Agency, chosen: dict[str, str]) -> LanguageVariant:
    title = title_of(name)
    licence = Licence.objects.get(code=chosen["licence"])
    material = actions.create_material(actor=actor, agency=agency, kind=kind, name=title, licence=licence)
    language = Language.objects.get(code=chosen["language"])
    return actions.create_variant(material=material, language=language, actor=actor, title=title)


def page(request: HttpRequest) -> HttpResponse:
    """The page; without scripts the same form posts the files whole."""
    if not (may(request.user, "upload") and may(request.user, "edit")):
        return forbidden(request)
    form = BulkForm(request.POST if request.method == "POST" else None, user=request.user)
    rows: list[dict[str, Any]] = []
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if not files:
            form.add_error(None, "Chưa có tệp nào. Hãy chọn tệp rồi bấm “Tải lên”.")
        elif len(files) > FILES_AT_ONCE:
            form.add_error(None, f"Mỗi lần tải lên nhiều nhất {FILES_AT_ONCE} tệp. Hãy chia thành nhiều lần.")
        elif form.is_valid():
            rows = [_row(file, request.user, form.codes()) for file in files]
    return render(request, "desk/uploads/bulk.html", {"form": form, "rows": rows})


def _row(file: Any, user: User, chosen: dict[str, str]) -> dict[str, Any]:
    taken, variant = take_as_material(file, file.name or "tep", user, chosen)
    edit = "wagtailsnippets_library_languagevariant:edit"
    return {"taken": taken, "url": reverse(edit, args=[variant.pk]) if variant else ""}

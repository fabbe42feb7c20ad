"""``import_materials``: what a folder and its sheet become."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from cms.library.importing.sheet import COLUMNS
from cms.library.models import FileVersion, LanguageVariant, Material, Publication

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BASE = {"material": "m1", "kind": "infographic", "language": "vi", "agency": "G06", "licence": "cc-by-4.0"}


def write(folder: Path, rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> None:
    with (folder / "materials.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def picture(path: Path, colour: str = "navy") -> str:
    Image.new("RGB", (400, 300), colour).save(path, "JPEG")
    return path.name


def run(folder: Path, *arguments: str) -> tuple[int, list[dict[str, str]]]:
    out = io.StringIO()
    code = 0
    try:
        call_command("import_materials", str(folder), "--json", *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        code = stop.code
    return code, [json.loads(line) for line in out.getvalue().splitlines() if line.startswith("{")]


def test_a_row_becomes_a_material_with_its_file(tmp_path):
    write(
        tmp_path,
        [BASE | {"title": "Năm bước đăng ký khai sinh", "file": picture(tmp_path / "a.jpg"), "topics": "III.2"}],
    )
    code, lines = run(tmp_path)
    assert code == 0
    material = Material.objects.get()
    assert lines == [
        {"file": "a.jpg", "status": "accepted", "public_id": material.public_id, "language": "vi", "reason": ""}
    ]
    assert [topic.code for topic in material.topics.all()] == ["III.2"]
    draft = LanguageVariant.objects.get().get_latest_revision_as_object()
    assert [(slot.role, slot.n, slot.file.name) for slot in draft.slots.all()] == [("image", 1, "a.jpg")]


def test_twice_adds_nothing(tmp_path):
    rows = [
        BASE | {"title": "Một", "file": picture(tmp_path / "a.jpg")},
        BASE | {"file": picture(tmp_path / "b.jpg", "green")},
        BASE | {"material": "s", "kind": "sms", "title": "Nhắn", "text": "Lời nhắn."},
    ]
    write(tmp_path, rows)
    assert [line["status"] for line in run(tmp_path)[1]] == ["accepted"] * 3
    before = (FileVersion.objects.count(), LanguageVariant.objects.first().revisions.count(), Material.objects.count())
    code, lines = run(tmp_path)
    assert (code, [line["status"] for line in lines]) == (0, ["duplicate"] * 3)
    after = (FileVersion.objects.count(), LanguageVariant.objects.first().revisions.count(), Material.objects.count())
    assert before == after


def test_rows_of_one_role_take_places_in_order(tmp_path):
    write(
        tmp_path, [BASE | {"file": picture(tmp_path / f"{n}.jpg", colour)} for n, colour in enumerate(["red", "blue"])]
    )
    run(tmp_path)
    draft = LanguageVariant.objects.get().get_latest_revision_as_object()
    assert [(slot.n, slot.file.name) for slot in draft.slots.all()] == [(1, "0.jpg"), (2, "1.jpg")]


def test_publish_of_a_text_is_public_and_says_without_review(tmp_path):
    write(tmp_path, [BASE | {"kind": "sms", "title": "Nhắn", "text": "Lời nhắn."}])
    code, _ = run(tmp_path, "--publish")
    publication = Publication.objects.get()
    assert code == 0
    assert (publication.reviewed, publication.requested_by.is_system) == (False, True)


def test_bad_rows_are_named_and_the_rest_goes_on(tmp_path):
    (tmp_path / "empty.jpg").touch()
    rows = [
        BASE | {"material": "1", "file": "empty.jpg", "title": "Rỗng"},
        BASE | {"material": "2", "file": "../../etc/passwd", "title": "Ra ngoài"},
        BASE | {"material": "3", "file": "khong-co.jpg", "title": "Thiếu"},
        BASE | {"material": "4", "kind": "phim", "title": "Loại lạ"},
        BASE | {"material": "5", "language": "xx", "title": "Tiếng lạ"},
        BASE | {"material": "6", "topics": "IX", "title": "Chủ đề lạ"},
        BASE | {"material": "7", "valid_from": "2026-02-01", "valid_to": "2026-01-01", "title": "Ngày ngược"},
        BASE | {"material": "8", "kind": "sms", "title": "Tốt", "text": "Lời nhắn."},
    ]
    write(tmp_path, rows)
    code, lines = run(tmp_path)
    assert code == 1
    assert [line["status"] for line in lines] == ["refused"] * 7 + ["accepted"]
    wanted = ["trống|rỗng", "ra ngoài", "không thấy", "phim", "xx", "IX", "valid_to"]
    for line, words in zip(lines, wanted, strict=False):
        assert any(word in line["reason"] for word in words.split("|")), line
    assert Material.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("material,kind,language,colour\n", "colour"),
        ("material,kind\n", "language"),
        ("material,kind,language\n1,sms,vi,thừa\n", "dòng 2"),
    ],
)
def test_an_unreadable_sheet_is_exit_code_two(tmp_path, text, word, capsys):
    (tmp_path / "materials.csv").write_text(text, encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("import_materials", str(tmp_path), stderr=out)
    assert (stop.value.code, word in out.getvalue()) == (2, True)


def test_a_sheet_in_another_encoding_is_exit_code_two(tmp_path):
    (tmp_path / "materials.csv").write_bytes("material,kind,language\n1,sms,tiếng".encode("utf-16"))
    with pytest.raises(SystemExit) as stop:
        call_command("import_materials", str(tmp_path), stderr=io.StringIO())
    assert stop.value.code == 2


def test_hostile_cells_are_made_harmless(tmp_path):
    name = "-f\u202egnp.jpg"
    picture(tmp_path / name)
    write(tmp_path, [BASE | {"title": "Dòng\r\nX-Tiêu đề: hại\u202e", "file": name}])
    code, lines = run(tmp_path)
    assert code == 0
    assert lines[0]["file"] == "fgnp.jpg"
    assert LanguageVariant.objects.get().title == "Dòng X-Tiêu đề: hại"

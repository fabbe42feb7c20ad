"""Names by which people call their files, over HTTP: none leads anywhere, none breaks anything."""

import json

import pytest

from cms.desk.uploads import store
from cms.desk.uploads.bulk import title_of
from cms.library.models import FileVersion, LanguageVariant
from tests.cms.conftest import make_material, make_variant
from tests.media_pipeline import media_samples as samples

from .upload_client import create, whole

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = {
    "../../../../etc/passwd.jpg": "passwd.jpg",
    "..\\..\\windows\\system.jpg": "system.jpg",
    "/etc/cron.d/x.jpg": "x.jpg",
    "a" * 296 + ".jpg": "a" * 196 + ".jpg",
    "ảnh \u202egpj.exe.jpg": "ảnh gpj.exe.jpg",
    "a\r\nSet-Cookie: b=1\r\n\r\n.jpg": "a Set-Cookie: b=1 .jpg",
    "-rf.jpg": "rf.jpg",
    ".htaccess.jpg": "htaccess.jpg",
    "a\0b.jpg": "ab.jpg",
    "CON.jpg": "_CON.jpg",
    "<script>alert(1)</script>.jpg": "script>.jpg",
    "ho\u0300a.jpg": "h\u00f2a.jpg",
    "👍🏽.jpg": "👍🏽.jpg",
}


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    """No upload of another test lies here."""
    settings.KHO_DATA_DIR = tmp_path


@pytest.fixture
def at_work(as_user, editor):
    """The editor's browser."""
    return as_user(editor)


@pytest.fixture
def poster(editor, agency) -> LanguageVariant:
    """An empty draft of a poster."""
    return make_variant(make_material(editor, agency, "poster", name="Áp phích"), editor, title="Áp phích")


@pytest.mark.parametrize(("name", "shown"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_hostile_names_are_harmless(at_work, poster, name, shown, tmp_path):
    answer = whole(at_work, samples.picture().read_bytes(), variant=poster.pk, filename=name)
    assert answer.status_code == 200
    assert answer.json()["name"] == FileVersion.objects.get().name == shown
    assert not any("\r" in value or "\n" in value for value in answer.headers.values())
    page = at_work.get(answer.json()["url"]).content.decode()
    assert "<script>alert" not in page
    names = {path.name for path in tmp_path.rglob("*")}
    assert not any(part in name for name in names for part in ("passwd", "system", "rf.jpg", "htaccess", "CON"))


@pytest.mark.parametrize("name", [b"\xff\xfe\xed\xa0\x80.jpg", b"", b"....", b"\x00"], ids=range(4))
def test_bytes_that_are_no_name(at_work, poster, name):
    answer = whole(at_work, samples.picture().read_bytes(), variant=poster.pk, filename=name)
    assert answer.status_code == 200
    assert FileVersion.objects.get().name


def test_no_part_of_the_metadata_becomes_a_path(at_work, poster, tmp_path):
    response = create(at_work, 10, variant=poster.pk, batch="../../../x", filename="../y.jpg")
    assert response.status_code == 201
    (record,) = store.root().rglob("upload.json")
    known = json.loads(record.read_text(encoding="ascii"))
    assert known["name"] == "y.jpg"
    assert "/" not in known["goal"]["batch"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Cách_nộp hồ_sơ.pdf", "Cách nộp hồ sơ"),
        ("Ba  bước__đăng ký.mp4", "Ba bước đăng ký"),
        ("Thông báo 12.2026.pdf", "Thông báo 12.2026"),
        ("Thông báo", "Thông báo"),
        ("Dịch vụ công. Bản cuối", "Dịch vụ công. Bản cuối"),
        ("../../hướng_dẫn.pdf", "hướng dẫn"),
        ("___.pdf", "___.pdf"),
        (".pdf", "pdf"),
        ("", "tệp không tên"),
        ("x" * 400 + ".pdf", "x" * 196),
    ],
)
def test_titles_from_names(name, title):
    assert title_of(name) == title

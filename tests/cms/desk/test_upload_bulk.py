"""Many files at once, each a material of its own: by the resumable upload and by the plain form."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.desk.uploads import store
from cms.journal.registry import due_sources
from cms.library.models import FileVersion, LanguageVariant, Material
from cms.taxonomy.models import Language
from tests.cms.conftest import make_user
from tests.media_pipeline import media_samples as samples

from .upload_client import begin, create, patch, whole

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/quan-tri/tai-nhieu-tep/"
CHOSEN = {"agency": "G06", "language": "vi", "kind": "", "licence": "chuong-trinh"}
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nXin ch\xc3\xa0o\n"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    """No upload of another test lies here."""
    settings.KHO_DATA_DIR = tmp_path


@pytest.fixture
def at_work(as_user, editor) -> Client:
    """The editor's browser."""
    return as_user(editor)


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    """A file as the form sends it."""
    return SimpleUploadedFile(name, content)


def post(client: Client, *files: SimpleUploadedFile, **changes: str):
    """Choose files and press "Tải lên", without scripts."""
    return client.post(PAGE, CHOSEN | changes | {"files": list(files)})


def kinds() -> dict[str, str]:
    """Kind of each material by its name."""
    return dict(Material.objects.values_list("name", "kind"))


def test_each_file_becomes_a_material_of_its_kind(at_work, editor):
    files = {
        "Phim_hướng dẫn.mp4": samples.clip(320, 180, 2.0).read_bytes(),
        "Bản tin số 1.mp3": samples.sound().read_bytes(),
        "Ba bước.jpg": samples.picture().read_bytes(),
        "Sổ_tay.pdf": samples.handbook().read_bytes(),
    }
    answers = [whole(at_work, body, filename=name, **CHOSEN) for name, body in files.items()]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert kinds() == {
        "Phim hướng dẫn": "video",
        "Bản tin số 1": "audio",
        "Ba bước": "infographic",
        "Sổ tay": "handbook",
    }
    for answer in answers:
        told = answer.json()
        variant = LanguageVariant.objects.get(material__public_id=told["public"])
        assert told["url"].endswith(f"/edit/{variant.pk}/")
        assert (variant.title, variant.language.code, variant.live) == (variant.material.name, "vi", False)
        assert variant.get_latest_revision_as_object().slots.exists()
        assert variant.material.created_by == editor
        assert at_work.get(told["url"]).status_code == 200


def test_a_chosen_kind_wins_and_a_file_that_cannot_be_it_makes_nothing(at_work):
    assert whole(at_work, samples.picture().read_bytes(), **CHOSEN | {"kind": "poster"}).status_code == 200
    answer = whole(at_work, samples.sound().read_bytes(), filename="tiếng.mp3", **CHOSEN | {"kind": "poster"})
    assert answer.status_code == 422
    assert "tiếng.mp3" in answer.json()["text"]
    assert kinds() == {"hinh": "poster"}


def test_captions_alone_are_explained(at_work):
    answer = whole(at_work, VTT, filename="phu-de.vtt", **CHOSEN)
    assert answer.status_code == 422
    assert "Phụ đề đi kèm một video" in answer.json()["text"]
    assert not Material.objects.exists()


def test_a_refused_file_makes_no_material(at_work):
    answer = whole(at_work, b"<html>" * 50, filename="gia.jpg", **CHOSEN)
    assert 400 <= answer.status_code < 500
    assert (answer.json()["public"], answer.json()["url"]) == ("", "")
    assert not Material.objects.exists()
    assert not FileVersion.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"agency": "H38"}, {"agency": "../x"}, {"language": "xx"}, {"kind": "sms"}, {"kind": "x"}, {"licence": "x"},
     {"agency": ""}],
)  # fmt: skip
def test_choices_that_are_not_offered_are_refused_before_a_byte_is_sent(at_work, changes):
    response = create(at_work, 10, **CHOSEN | changes)
    assert response.status_code == 422
    assert response.json()["text"]
    assert not list(store.root().rglob("data"))


def test_an_editor_of_one_language_makes_no_material_in_another(as_user, agency):
    khmer = make_user("bien-tap-km", agency, "editor", language=Language.objects.get(code="km"))
    response = create(as_user(khmer), 10, **CHOSEN)
    assert response.status_code == 422
    assert "không có quyền" in response.json()["text"]


def test_a_verdict_about_a_new_material_is_given_once(at_work):
    body = samples.picture().read_bytes()
    address = begin(at_work, len(body), **CHOSEN)
    first = patch(at_work, address, body, 0).json()
    assert patch(at_work, address, b"", len(body)).json() == first
    assert Material.objects.count() == 1


def test_forty_files_at_once_without_scripts_and_the_bad_ones_by_name(at_work):
    good = [sent(samples.flat_png(40 + n, 40, (n, n, n)), f"Áp_phích {n}.png") for n in range(38)]
    bad = [sent(b"khong phai anh" * 9, "hỏng.png"), sent(b"", "rỗng.png")]
    response = post(at_work, *good, *bad)
    text = response.content.decode()
    assert response.status_code == 200
    assert Material.objects.count() == 38
    assert text.count("Mô tả tài liệu</a>") == 38
    assert all(name in text for name in ("hỏng.png", "rỗng.png"))
    assert kinds()["Áp phích 7"] == "infographic"


def test_more_than_fifty_files_are_refused_whole(at_work):
    response = post(at_work, *[sent(b"x", f"{n}.png") for n in range(51)])
    assert "nhiều nhất 50 tệp" in response.content.decode()
    assert not FileVersion.objects.exists()


def test_no_file_and_no_choice_are_told(at_work):
    assert "Chưa có tệp nào" in post(at_work).content.decode()
    assert "Hãy chọn ngôn ngữ" in post(at_work, sent(b"x", "a.png"), language="").content.decode()
    assert not Material.objects.exists()


def test_the_page_offers_own_agencies_only(at_work, as_user, stranger):
    text = at_work.get(PAGE).content.decode()
    assert 'value="G06"' in text
    assert 'value="H38"' not in text
    assert 'value="H38"' in as_user(stranger).get(PAGE).content.decode()
    assert "data-variant" not in text


def test_who_uploads_nothing_has_no_page(client, as_user, office, agency):
    assert as_user(office).get(PAGE).status_code == 403
    assert as_user(make_user("duyet-ngu", agency, "language_reviewer")).get(PAGE).status_code == 403
    assert client.get(PAGE)["Location"].startswith("/quan-tri/login/")
    assert "tai-nhieu-tep" not in as_user(office).get("/quan-tri/").content.decode()


def test_the_menu_leads_there(at_work):
    text = at_work.get("/quan-tri/").content.decode()
    assert PAGE in text
    assert "Tải nhiều tệp" in text or "T\\u1ea3i nhi\\u1ec1u t\\u1ec7p" in text


def test_the_clock_sweeps_what_nobody_continued(at_work):
    begin(at_work, 10, **CHOSEN)
    (folder,) = store.root().glob("*/*/")
    assert due_sources()["uploads"]() == 0
    past = time.time() - store.LIFETIME_SECONDS - 60
    for path in folder.iterdir():
        os.utime(path, (past, past))
    assert due_sources()["uploads"]() == 1
    assert not folder.exists()

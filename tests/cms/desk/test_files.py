"""Files on a variant's page: real bytes through the door, one refusal keeping no other back, progress and errors."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.desk.progress import draft_progress
from cms.library import actions
from cms.library.models import FileVersion, LanguageVariant
from media_pipeline import worker
from media_pipeline.models import Build, ProcessingRun
from tests.cms.conftest import make_material, make_variant
from tests.cms.feeds.samples import finish_builds
from tests.media_pipeline import media_samples as samples

from .conftest import url
from .screens import fresh, messages_of, opened, save, submit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    """Scratch files of this test alone."""
    settings.KHO_SCRATCH_DIR = tmp_path / "scratch"


@pytest.fixture
def at_work(as_user, editor):
    """The editor's browser."""
    return as_user(editor)


@pytest.fixture
def poster(editor, agency) -> LanguageVariant:
    """An empty draft of a poster."""
    return make_variant(make_material(editor, agency, "poster", name="Áp phích"), editor, title="Áp phích")


def sent(path: Path, name: str = "") -> SimpleUploadedFile:
    """The file as a browser sends it."""
    return SimpleUploadedFile(name or path.name, path.read_bytes())


def upload(client, variant, *files: SimpleUploadedFile, role: str = ""):
    """Choose files and press "Tải lên"."""
    return client.post(url("desk:upload", variant.pk), {"files": list(files), "role": role})


def progress(client, variant) -> dict:
    """What the page's script is told."""
    response = client.get(url("desk:progress", variant.pk))
    assert response.status_code == 200
    return response.json()


def test_several_files_at_once_each_for_itself(at_work, poster):
    bad = SimpleUploadedFile("khong-phai-anh.jpg", b"<html>day la trang web</html>")
    empty = SimpleUploadedFile("rong.png", b"")
    response = upload(at_work, poster, sent(samples.picture()), bad, empty, sent(samples.handbook(), "ban-in.pdf"))
    messages = messages_of(response)
    assert len(messages) == 4
    assert sum("Đã nhận tệp" in words for words in messages) == 2
    assert any("khong-phai-anh.jpg" in words for words in messages)
    roles = {(s["role"], s["name"]) for s in progress(at_work, poster)["slots"]}
    assert ("print", "ban-in.pdf") in roles
    assert "image" in {role for role, _ in roles}


def test_two_pictures_in_one_upload_stand_side_by_side_and_a_later_one_replaces(at_work, poster):
    upload(at_work, poster, sent(samples.picture(), "mot.jpg"), sent(samples.picture(".png", 640, 480), "hai.png"))
    assert [(s["n"], s["name"]) for s in progress(at_work, poster)["slots"]] == [(1, "mot.jpg"), (2, "hai.png")]
    upload(at_work, poster, sent(samples.picture(".png", 400, 300), "moi.png"))
    assert [(s["n"], s["name"]) for s in progress(at_work, poster)["slots"]] == [(1, "moi.png"), (2, "hai.png")]
    assert FileVersion.objects.count() == 3


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.jpg", "a" * 300 + ".jpg", "\u202egpj.exe.jpg", "-rf.jpg", "x\r\nSet-Cookie: a=b.jpg",
     "<img src=x>.jpg"],
)  # fmt: skip
def test_hostile_file_names_over_http(name, at_work, poster):
    response = upload(at_work, poster, sent(samples.picture(), name))
    assert response.status_code == 302
    stored = FileVersion.objects.get().name
    assert 0 < len(stored) <= 200
    assert not set("/\\\r\n\u202e") & set(stored)
    assert not stored.startswith(("-", "."))
    page = at_work.get(url("variant:edit", poster.pk)).content.decode()
    assert "<img src=x>" not in page
    assert "Set-Cookie" not in dict(response.items())


def test_a_role_that_the_file_cannot_play_is_refused_in_words(at_work, poster):
    messages = messages_of(upload(at_work, poster, sent(samples.picture()), role="voice"))
    assert "không dùng được làm tiếng nói" in messages[0]
    assert progress(at_work, poster)["slots"] == []
    ignored = messages_of(upload(at_work, poster, sent(samples.picture()), role="'; drop table"))
    assert "Đã nhận tệp" in ignored[-1]


def test_no_file_chosen(at_work, poster):
    assert "Chưa có tệp nào" in messages_of(upload(at_work, poster))[0]


def test_progress_goes_from_waiting_to_ready(at_work, poster, django_assert_num_queries):
    upload(at_work, poster, sent(samples.picture()))
    first = progress(at_work, poster)
    assert (first["slots"][0]["state"], first["settled"]) == ("waiting", False)
    run = ProcessingRun.objects.get(build__recipe="image")
    ProcessingRun.objects.filter(pk=run.pk).update(lease_token="t", lease_until=run.opened_at, percent=40)
    half = progress(at_work, poster)["slots"][0]
    assert (half["state"], half["percent"], half["stage"]) == ("running", 40, "Đang tạo các cỡ hình")
    ProcessingRun.objects.filter(pk=run.pk).update(lease_token="", lease_until=None)
    assert worker.drain(120)
    last = progress(at_work, poster)
    assert (last["slots"][0]["state"], last["slots"][0]["percent"], last["settled"]) == ("ready", 100, True)


def test_what_failed_is_explained_and_tried_again(at_work, poster, editor):
    upload(at_work, poster, sent(samples.picture(), "nang.jpg"))
    run = ProcessingRun.objects.get(build__recipe="image")
    ProcessingRun.objects.filter(pk=run.pk).update(
        closed_at=run.opened_at, outcome="given_up", error_code="too_slow", error_params={}
    )
    slot = progress(at_work, poster)["slots"][0]
    assert slot["state"] == "failed"
    assert slot["errors"] and all("nang.jpg" in words for words in slot["errors"])
    page = at_work.get(url("variant:edit", poster.pk)).content.decode()
    assert "Thử lại các tệp lỗi" in page
    assert "Tệp xử lý lỗi" in at_work.get("/quan-tri/").content.decode()
    at_work.post(url("desk:retry", poster.pk))
    assert progress(at_work, poster)["slots"][0]["state"] == "waiting"
    assert "Tệp xử lý lỗi" not in at_work.get("/quan-tri/").content.decode()
    assert "Không có tệp nào" in messages_of(at_work.post(url("desk:retry", poster.pk)))[0]


def test_remove_a_file_from_the_draft_only(at_work, poster):
    upload(at_work, poster, sent(samples.picture()))
    at_work.post(url("desk:remove_file", poster.pk), {"role": "image", "n": "1"})
    assert progress(at_work, poster)["slots"] == []
    assert FileVersion.objects.count() == 1
    for data in ({"role": "image", "n": "1"}, {"role": "image", "n": "²"}, {"role": "nothing"}, {}):
        assert at_work.post(url("desk:remove_file", poster.pk), data).status_code == 302


def test_saving_words_keeps_the_files_and_an_upload_makes_an_open_tab_stale(at_work, poster):
    tab = opened(at_work, poster)
    upload(at_work, poster, sent(samples.picture()))
    assert "Chưa lưu" in save(at_work, poster, tab, title="Cũ").content.decode()
    save(at_work, poster, opened(at_work, poster), title="Áp phích mới")
    assert [s["role"] for s in progress(at_work, poster)["slots"]] == ["image"]


def test_publish_before_ready_waits_for_the_files(at_work, as_user, reviewer, poster):
    upload(at_work, poster, sent(samples.picture()))
    submit(at_work, poster)
    data = {"revision": fresh(poster).latest_revision_id, "when": "now", "approve": "1"}
    as_user(reviewer).post(url("desk:review", poster.pk), data)
    assert not poster.publications.current().exists()
    assert "đang chờ xử lý tệp (0 %)" in at_work.get(url("material:edit", poster.material_id)).content.decode()
    assert progress(at_work, poster)["settled"] is False
    finish_builds()
    actions.promote_pending()
    assert poster.publications.current().exists()
    assert "đang công khai (ấn bản 1)" in at_work.get(url("variant:list")).content.decode()


def test_under_review_files_do_not_change(at_work, poster):
    upload(at_work, poster, sent(samples.picture()))
    submit(at_work, poster)
    messages = messages_of(upload(at_work, poster, sent(samples.picture(".png"))))
    assert "Hãy rút lại yêu cầu duyệt" in messages[-1]
    assert FileVersion.objects.count() == 1
    at_work.post(url("desk:remove_file", poster.pk), {"role": "image", "n": "1"})
    assert len(progress(at_work, poster)["slots"]) == 1


def test_draft_bytes_are_for_own_people_only_and_seekable(at_work, as_user, stranger, client, poster):
    path = samples.picture()
    upload(at_work, poster, sent(path))
    finish_builds()
    page = at_work.get(url("desk:review", poster.pk)).content.decode()
    original = url("desk:draft_file", poster.pk, fresh(poster).latest_revision_id, "image", 1, "goc")
    smaller = url("desk:draft_file", poster.pk, fresh(poster).latest_revision_id, "image", 1, "jpeg-640")
    assert original in page and smaller in page
    whole = at_work.get(original)
    assert b"".join(whole) == path.read_bytes()
    assert whole["Cache-Control"].startswith("private, no-store")
    part = at_work.get(original, headers={"range": "bytes=10-19"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 10-19/{path.stat().st_size}")
    assert b"".join(part) == path.read_bytes()[10:20]
    assert b"".join(at_work.get(original, headers={"range": "bytes=5-"})) == path.read_bytes()[5:]
    beyond = at_work.get(original, headers={"range": "bytes=99999999-"})
    assert beyond.status_code == 416
    assert b"".join(at_work.get(smaller)).startswith(b"jpeg-640")
    assert as_user(stranger).get(original).status_code == 404
    assert client.get(original).status_code == 302
    for name in ("jpeg-641", "rung-720", "none"):
        assert at_work.get(original.replace("goc", name)).status_code == 404


def test_a_revision_of_another_variant_gives_no_bytes(at_work, poster, strange_variant):
    upload(at_work, poster, sent(samples.picture()))
    other = url("desk:draft_file", poster.pk, strange_variant.latest_revision_id, "image", 1, "goc")
    assert at_work.get(other).status_code == 404


def test_a_film_shows_its_player_and_matrix(at_work, editor, agency):
    film = make_variant(make_material(editor, agency, "video", name="Phim"), editor, title="Phim hướng dẫn")
    upload(at_work, film, sent(samples.clip(160, 90, 1.0)))
    slots = draft_progress([LanguageVariant.objects.select_related("latest_revision").get(pk=film.pk)])[film.pk]
    assert [slot.place.role for slot in slots] == ["picture", "voice"]
    assert Build.objects.filter(recipe="picture").exists()
    page = at_work.get(url("desk:review", film.pk)).content.decode()
    assert "<video controls" in page
    matrix = at_work.get(url("material:edit", film.material_id)).content.decode()
    assert "Hình video" in matrix and "Tiếng nói" in matrix


def test_strangers_and_the_office_upload_nothing(as_user, stranger, office, poster):
    assert upload(as_user(stranger), poster, sent(samples.picture())).status_code == 404
    assert upload(as_user(office), poster, sent(samples.picture())).status_code == 403
    assert not FileVersion.objects.exists()

"""The tus endpoint by its protocol: each request and what it answers, and what can go wrong on the way."""

import hashlib
import json
import os
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.test import Client

from cms.desk.uploads import store
from cms.desk.uploads.metadata import BadMetadata, parse
from cms.library.models import FileVersion, LanguageVariant
from media_pipeline.models import MediaFile
from tests.cms.conftest import make_material, make_user, make_variant
from tests.media_pipeline import media_samples as samples

from .upload_client import ADDRESS, BODY_TYPE, TUS, begin, create, head, metadata, offset, patch, whole

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    """No upload of another test lies here."""
    settings.KHO_DATA_DIR = tmp_path


@pytest.fixture
def at_work(as_user, editor) -> Client:
    """The editor's browser."""
    return as_user(editor)


@pytest.fixture
def poster(editor, agency) -> LanguageVariant:
    """An empty draft of a poster."""
    return make_variant(make_material(editor, agency, "poster", name="Áp phích"), editor, title="Áp phích")


@pytest.fixture
def picture() -> bytes:
    """A real JPEG."""
    return samples.picture().read_bytes()


def test_options_say_what_is_spoken(client):
    response = client.options(ADDRESS)
    assert response.status_code == 204
    assert response["Tus-Resumable"] == response["Tus-Version"] == "1.0.0"
    assert set(response["Tus-Extension"].split(",")) == {"creation", "expiration", "termination"}
    assert int(response["Tus-Max-Size"]) == 10 * 1024**3


def test_a_file_in_three_pieces_lands_in_its_slot(at_work, poster, picture):
    response = create(at_work, len(picture), variant=poster.pk, filename="Áp phích số 1.jpg")
    assert response.status_code == 201
    assert response["Upload-Expires"].endswith("GMT")
    assert response["Cache-Control"] == "no-store"
    address = response["Location"]
    third = len(picture) // 3
    assert head(at_work, address)["Upload-Length"] == str(len(picture))
    for start in (0, third):
        answer = patch(at_work, address, picture[start : start + third], start)
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(start + third))
        assert answer["Upload-Expires"].endswith("GMT")
    answer = patch(at_work, address, picture[2 * third :], 2 * third)
    told = answer.json()
    assert answer.status_code == 200
    assert told["status"] == "accepted"
    assert told["text"].startswith("Đã nhận tệp “Áp phích số 1.jpg”")
    assert told["public"] == poster.material.public_id
    slot = LanguageVariant.objects.get(pk=poster.pk).get_latest_revision_as_object().slots.get()
    assert (slot.role, slot.file.media_file.sha256) == ("image", hashlib.sha256(picture).hexdigest())
    assert told["revision"] == LanguageVariant.objects.get(pk=poster.pk).latest_revision_id


def test_the_verdict_can_be_asked_for_again_and_stores_nothing_twice(at_work, poster, picture):
    address = begin(at_work, len(picture), variant=poster.pk)
    first = patch(at_work, address, picture, 0).json()
    assert offset(at_work, address) == len(picture)
    again = patch(at_work, address, b"", len(picture))
    assert (again.status_code, again.json()) == (200, first)
    assert FileVersion.objects.count() == MediaFile.objects.count() == 1
    assert not list(store.root().glob("*/*/data"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "x"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "1٢"}, 400),
        ({"Upload-Length": "9" * 19}, 400),
        ({"Upload-Length": str(10 * 1024**3 + 1)}, 413),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Metadata": "filename ***"}, 400),
        ({"Upload-Metadata": "filename YQ==,filename YQ=="}, 400),
        ({"Upload-Metadata": "filename " + "YWFh" * 3000}, 400),
        ({"Tus-Resumable": "0.2.2"}, 412),
    ],
)
def test_bad_creations(at_work, poster, headers, status):
    response = create(at_work, 10, headers=headers, variant=poster.pk)
    assert response.status_code == status
    assert response.json()["text"]
    assert not list(store.root().glob("*/*"))


def test_a_foreign_version_hears_ours(at_work):
    response = at_work.head(f"{ADDRESS}{'0' * 32}")
    assert (response.status_code, response["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    ("body", "at", "headers", "status"),
    [
        (b"abc", 5, {}, 409),
        (b"abc", "", {}, 400),
        (b"abc", 0, {"Content-Type": "application/octet-stream"}, 415),
        (b"x" * 11, 0, {}, 413),
        (b"", 0, {"Content-Length": "nhiều"}, 411),
    ],
)
def test_bad_pieces_change_nothing(at_work, poster, body, at, headers, status):
    address = begin(at_work, 10, variant=poster.pk)
    length = headers.pop("Content-Length", None)
    content_type = headers.pop("Content-Type", BODY_TYPE)
    extra = {"CONTENT_LENGTH": length, "CONTENT_TYPE": content_type} if length else {}
    response = at_work.patch(
        address, body, content_type=content_type, headers=TUS | {"Upload-Offset": str(at)}, **extra
    )
    assert response.status_code == status
    assert response.json()["text"]
    assert offset(at_work, address) == 0


def test_a_wrong_offset_is_told_the_right_one(at_work, poster):
    address = begin(at_work, 10, variant=poster.pk)
    patch(at_work, address, b"1234", 0)
    assert patch(at_work, address, b"1234", 0)["Upload-Offset"] == "4"


def test_termination(at_work, poster):
    address = begin(at_work, 10, variant=poster.pk)
    assert at_work.delete(address, headers=TUS).status_code == 204
    assert head(at_work, address).status_code == 404
    assert at_work.delete(address, headers=TUS).status_code == 404
    assert not list(store.root().glob("*/*"))


def test_methods_that_an_address_lacks(at_work, poster):
    address = begin(at_work, 10, variant=poster.pk)
    assert at_work.get(address, headers=TUS).status_code == 405
    assert at_work.post(address, headers=TUS).status_code == 405
    assert patch(at_work, ADDRESS, b"", 0).status_code == 405


def test_a_proxy_without_patch(at_work, poster):
    address = begin(at_work, 10, variant=poster.pk)
    headers = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    response = at_work.post(address, b"12345", content_type=BODY_TYPE, headers=headers)
    assert (response.status_code, response["Upload-Offset"]) == (204, "5")


@pytest.mark.parametrize("name", ["0" * 32, "f" * 31, "upload-json", "x"])
def test_unknown_uploads(at_work, name):
    assert head(at_work, ADDRESS + name).status_code == 404


def test_another_users_upload_does_not_exist(at_work, as_user, stranger, agency, poster):
    address = begin(at_work, 10, variant=poster.pk)
    for other in (stranger, make_user("dong-nghiep", agency, "editor")):
        client = as_user(other)
        assert head(client, address).status_code == 404
        assert patch(client, address, b"x", 0).status_code == 404
        assert client.delete(address, headers=TUS).status_code == 404
    assert offset(at_work, address) == 0


def test_nobody_uploads_without_a_session_or_the_right(client, as_user, office, poster):
    for browser in (client, as_user(office)):
        response = create(browser, 10, variant=poster.pk)
        assert response.status_code == 403
        assert response.json()["text"]


def test_another_agencys_variant_is_unknown_and_an_unseen_number_too(as_user, stranger, poster):
    client = as_user(stranger)
    for variant in (poster.pk, 10**9, "9" * 30, "1;2", "٣"):
        assert create(client, 10, variant=variant).status_code == 404


def test_a_variant_under_review_is_refused_before_a_byte_is_sent(as_user, editor, variant):
    from cms.library import actions

    actions.submit(variant, actor=editor)
    response = create(as_user(editor), 10, variant=variant.pk)
    assert response.status_code == 422
    assert "đang chờ duyệt" in response.json()["text"]


def test_an_unknown_role_is_refused(at_work, poster):
    assert create(at_work, 10, variant=poster.pk, role="../x").status_code == 422


def test_csrf_by_header(editor, poster):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert create(client, 10, variant=poster.pk).status_code == 403
    page = client.get("/quan-tri/tai-nhieu-tep/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    response = create(client, 10, variant=poster.pk, headers={"X-CSRFToken": token})
    assert response.status_code == 201
    address = response["Location"]
    assert patch(client, address, b"123", 0).status_code == 403
    assert client.delete(address, headers=TUS).status_code == 403
    assert patch(client, address, b"123", 0, X_CSRFToken=token).status_code == 204


def test_open_uploads_and_bytes_are_limited(at_work, as_user, agency, poster, settings):
    settings.KHO_OPEN_UPLOADS = 3
    addresses = [begin(at_work, 10, variant=poster.pk) for _ in range(3)]
    assert create(at_work, 10, variant=poster.pk).status_code == 429
    colleague = as_user(make_user("dong-nghiep", agency, "editor"))
    assert create(colleague, 10, variant=poster.pk).status_code == 201
    at_work.delete(addresses[0], headers=TUS)
    assert create(at_work, 10, variant=poster.pk).status_code == 201
    settings.KHO_OPEN_UPLOADS, settings.KHO_OPEN_UPLOAD_BYTES = 50, 100
    assert create(at_work, 71, variant=poster.pk).status_code == 429
    assert create(at_work, 70, variant=poster.pk).status_code == 201


def test_fifty_are_the_limit_by_default(at_work, poster):
    for _ in range(50):
        begin(at_work, 10, variant=poster.pk)
    response = create(at_work, 10, variant=poster.pk)
    assert response.status_code == 429
    assert "quá nhiều" in response.json()["text"]


def test_a_full_disk_refuses_before_the_first_byte(at_work, poster, settings):
    settings.KHO_FREE_DISK_FLOOR = 10**18
    response = create(at_work, 10, variant=poster.pk)
    assert response.status_code == 507
    assert "dung lượng" in response.json()["text"] or "đĩa" in response.json()["text"]
    assert not list(store.root().glob("*/*"))


def test_a_disk_that_fills_up_keeps_the_bytes_until_there_is_room(at_work, poster, picture, settings):
    address = begin(at_work, len(picture), variant=poster.pk)
    settings.KHO_FREE_DISK_FLOOR = 10**18
    response = patch(at_work, address, picture, 0)
    assert response.status_code == 507
    assert response["Retry-After"]
    assert response.json()["status"] == "refused"
    settings.KHO_FREE_DISK_FLOOR = 0
    assert patch(at_work, address, b"", offset(at_work, address)).json()["status"] == "accepted"


def test_idle_uploads_end_after_a_day_and_their_bytes_go(at_work, poster):
    old, young = (begin(at_work, 10, variant=poster.pk) for _ in range(2))
    folder = next(store.root().glob(f"*/{Path(old).name}"))
    past = time.time() - DAY - 60
    for path in folder.iterdir():
        os.utime(path, (past, past))
    assert head(at_work, old).status_code == 404
    assert head(at_work, young).status_code == 200
    assert store.sweep() == 1
    assert not folder.exists()


def test_beginning_an_upload_sweeps(at_work, poster):
    old = begin(at_work, 10, variant=poster.pk)
    folder = next(store.root().glob(f"*/{Path(old).name}"))
    past = time.time() - DAY - 60
    for path in folder.iterdir():
        os.utime(path, (past, past))
    begin(at_work, 10, variant=poster.pk)
    assert not folder.exists()


def test_an_upload_continued_lives_on(at_work, poster):
    address = begin(at_work, 10, variant=poster.pk)
    folder = next(store.root().glob(f"*/{Path(address).name}"))
    past = time.time() - DAY + 600
    for path in folder.iterdir():
        os.utime(path, (past, past))
    assert patch(at_work, address, b"1", 0).status_code == 204
    assert store.find(folder.name, int(folder.parent.name)).expires > time.time() + DAY - 60


def test_one_request_at_a_time_on_one_upload(at_work, editor, poster):
    address = begin(at_work, 10, variant=poster.pk)
    with store.locked(store.find(Path(address).name, editor.pk)):
        assert patch(at_work, address, b"1", 0).status_code == 423
        assert at_work.delete(address, headers=TUS).status_code == 423
        assert store.sweep() == 0
        assert offset(at_work, address) == 0
    assert patch(at_work, address, b"1", 0).status_code == 204


def test_a_damaged_record_is_unknown_not_an_error(at_work, poster):
    address = begin(at_work, 10, variant=poster.pk)
    (next(store.root().glob(f"*/{Path(address).name}")) / "upload.json").write_text("{", encoding="ascii")
    assert head(at_work, address).status_code == 404
    assert create(at_work, 10, variant=poster.pk).status_code == 201


def test_a_cut_connection_keeps_what_arrived_and_the_upload_resumes(live_server, at_work, poster):
    body = samples.picture(".png", 1200, 900).read_bytes()
    address = begin(at_work, len(body), variant=poster.pk, filename="hinh.png")
    half = len(body) // 2
    connection = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=30)
    connection.putrequest("PATCH", address)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in at_work.cookies.items())
    token = "a" * 32
    sent = TUS | {
        "Upload-Offset": "0",
        "Content-Type": BODY_TYPE,
        "Content-Length": str(len(body)),
        "Cookie": f"{cookies}; csrftoken={token}",
        "X-CSRFToken": token,
    }
    for name, value in sent.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[:half])
    connection.close()
    deadline = time.monotonic() + 30
    while offset(at_work, address) < half and time.monotonic() < deadline:
        time.sleep(0.05)
    assert offset(at_work, address) == half
    while (answer := patch(at_work, address, body[half:], half)).status_code == 423 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert answer.json()["status"] == "accepted"
    assert MediaFile.objects.get().sha256 == hashlib.sha256(body).hexdigest()


def test_everything_about_an_upload_lies_on_the_disk_outside_the_scratch_folder(at_work, poster, settings, tmp_path):
    """A starting media worker empties the scratch folder."""
    from media_pipeline import workspace

    address = begin(at_work, 10, variant=poster.pk)
    patch(at_work, address, b"12345", 0)
    past = time.time() - 3600
    os.utime(settings.KHO_SCRATCH_DIR.parent, (past, past))
    workspace.sweep()
    assert offset(at_work, address) == 5
    assert settings.KHO_SCRATCH_DIR not in store.root().parents
    known = json.loads((next(store.root().glob("*/*/")) / "upload.json").read_text(encoding="ascii"))
    assert set(known) == {"owner", "length", "name", "goal", "result"}


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("", {}),
        ("filename", {"filename": ""}),
        ("filename w6E=, role dm9pY2U=", {"filename": "á", "role": "voice"}),
        (metadata({"filename": b"\xff\xfe"}), {"filename": "\ufffd\ufffd"}),
    ],
)
def test_metadata(header, values):
    assert parse(header) == values


@pytest.mark.parametrize("header", ["a b c", "ké YQ==", "a YQ==,a YQ==", "a Y", "x" * 50, "a " + "A" * 9000])
def test_bad_metadata(header):
    with pytest.raises(BadMetadata):
        parse(header)


def test_a_refused_file_is_told_why_and_leaves_nothing(at_work, poster):
    answer = whole(at_work, b"<html>day la trang web</html>" * 20, variant=poster.pk, filename="hinh.jpg")
    assert 400 <= answer.status_code < 500
    assert answer.json()["status"] == "refused"
    assert "hinh.jpg" in answer.json()["text"]
    assert not FileVersion.objects.exists()
    assert not list(store.root().glob("*/*/data"))

"""Where uploaded files end up: several at once, in both ways of losing a race, and each refusal in words."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from cms.accounts.models import Membership
from cms.desk.uploads import store
from cms.library import actions
from cms.library.models import FileVersion, LanguageVariant
from media_pipeline.models import MediaFile
from tests.cms.conftest import make_material, make_user, make_variant
from tests.media_pipeline import media_samples as samples

from .upload_client import begin, create, head, patch, whole

pytestmark = pytest.mark.django_db(transaction=True)


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


def slots(variant: LanguageVariant) -> dict[tuple[str, int], str]:
    """The newest draft's slots with the names of their files."""
    draft = LanguageVariant.objects.get(pk=variant.pk).get_latest_revision_as_object()
    return {(slot.role, slot.n): slot.file.name for slot in draft.slots.all()}


def at_once(as_user, jobs: list[tuple]) -> list[int]:
    """Send the last bytes of several uploads in the same moment; returns the statuses."""
    barrier = Barrier(len(jobs))

    def send(job: tuple) -> int:
        user, address, body = job
        client = as_user(user)
        barrier.wait(30)
        try:
            return patch(client, address, body, 0).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(send, jobs))


def test_two_files_finishing_at_once_on_one_variant_both_land(as_user, editor, agency, poster):
    colleague = make_user("dong-nghiep", agency, "editor")
    picture, pdf = samples.picture().read_bytes(), samples.handbook().read_bytes()
    jobs = [
        (editor, begin(as_user(editor), len(picture), variant=poster.pk, filename="hinh.jpg"), picture),
        (colleague, begin(as_user(colleague), len(pdf), variant=poster.pk, filename="in.pdf"), pdf),
    ]
    assert at_once(as_user, jobs) == [200, 200]
    assert slots(poster) == {("image", 1): "hinh.jpg", ("print", 1): "in.pdf"}


def test_pictures_dropped_together_stand_beside_each_other(as_user, editor, poster):
    bodies = [samples.picture(".png", 400 + 20 * n, 300).read_bytes() for n in range(3)]
    client = as_user(editor)
    jobs = [
        (editor, begin(client, len(body), variant=poster.pk, batch="b1", filename=f"{n}.png"), body)
        for n, body in enumerate(bodies)
    ]
    assert at_once(as_user, jobs) == [200, 200, 200]
    assert set(slots(poster)) == {("image", 1), ("image", 2), ("image", 3)}
    assert set(slots(poster).values()) == {"0.png", "1.png", "2.png"}


def test_a_later_drop_takes_the_place_of_the_earlier(at_work, poster):
    body = samples.picture().read_bytes()
    for batch in ("b1", "b2"):
        assert whole(at_work, body, variant=poster.pk, batch=batch, filename=f"{batch}.jpg").status_code == 200
    assert slots(poster) == {("image", 1): "b2.jpg"}


def test_equal_bytes_by_two_people_are_one_file_and_two_versions(as_user, editor, agency, poster):
    body = samples.picture().read_bytes()
    people = [editor, make_user("dong-nghiep", agency, "editor")]
    for person in people:
        answer = whole(as_user(person), body, variant=poster.pk)
        assert answer.json()["status"] == "accepted"
        assert "đã có" not in answer.json()["text"]
    assert (MediaFile.objects.count(), FileVersion.objects.count()) == (1, 2)
    assert set(FileVersion.objects.values_list("uploaded_by", flat=True)) == {person.pk for person in people}


def test_a_named_role_wins(at_work, poster):
    assert whole(at_work, samples.picture().read_bytes(), variant=poster.pk, role="print").status_code == 200
    assert list(slots(poster)) == [("print", 1)]


def test_a_file_that_cannot_play_the_role_is_told_so(at_work, poster):
    answer = whole(at_work, samples.handbook().read_bytes(), variant=poster.pk, role="image", filename="a.pdf")
    assert answer.status_code == 422
    assert "không dùng được làm" in answer.json()["text"]
    assert slots(poster) == {}


def test_a_right_lost_on_the_way_is_a_refusal(at_work, editor, poster):
    body = samples.picture().read_bytes()
    address = begin(at_work, len(body), variant=poster.pk)
    Membership.objects.filter(user=editor).update(role="language_reviewer")
    answer = patch(at_work, address, body, 0)
    assert answer.status_code == 403
    assert answer.json()["text"]
    assert not FileVersion.objects.exists()


def test_a_variant_locked_on_the_way_is_a_refusal(at_work, editor, variant):
    body = samples.handbook().read_bytes()
    address = begin(at_work, len(body), variant=variant.pk, filename="kich-ban.pdf")
    actions.submit(variant, actor=editor)
    answer = patch(at_work, address, body, 0)
    assert answer.status_code == 422
    assert "đang chờ duyệt" in answer.json()["text"]
    assert patch(at_work, address, b"", len(body)).json() == answer.json()


def test_a_deactivated_person_stops_at_once(at_work, editor, poster):
    address = begin(at_work, 10, variant=poster.pk)
    editor.is_active = False
    editor.save()
    assert patch(at_work, address, b"1", 0).status_code == 403
    assert head(at_work, address).status_code == 403


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("mot-byte.mp4", b"\0", range(400, 500)),
        ("trang.jpg", b"<!DOCTYPE html><html><body>x</body></html>" * 9, range(400, 500)),
        ("danh-sach.mp4", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/x.ts\n" * 9, range(400, 500)),
        ("danh-sach2.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n" * 9, range(400, 500)),
        ("bom.png", samples.png_bomb(), range(400, 500)),
        ("phu-de.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\n<script>alert(1)</script>\n", range(400, 500)),
        ("cut.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 400, range(400, 500)),
    ],
    ids=["one-byte", "html", "m3u8", "ffconcat", "bomb", "script-in-vtt", "header-only"],
)
def test_bad_files_are_refused_in_words(at_work, poster, name, body, status):
    answer = whole(at_work, body, variant=poster.pk, filename=name)
    assert answer.status_code in status
    told = answer.json()
    assert told["status"] == "refused"
    assert name in told["text"]
    assert slots(poster) == {}
    assert not list(store.root().rglob("data"))


def test_an_open_form_may_go_on_after_the_upload(at_work, poster):
    before = LanguageVariant.objects.get(pk=poster.pk).latest_revision_id
    told = whole(at_work, samples.picture().read_bytes(), variant=poster.pk).json()
    assert (told["based_on"], told["revision"]) == (
        before,
        LanguageVariant.objects.get(pk=poster.pk).latest_revision_id,
    )


def test_the_variants_page_carries_the_area(at_work, poster):
    page = at_work.get(f"/quan-tri/snippets/library/languagevariant/edit/{poster.pk}/")
    if page.status_code == 404:
        from .conftest import url

        page = at_work.get(url("variant:edit", poster.pk))
    text = page.content.decode()
    assert f'data-variant="{poster.pk}"' in text
    assert "desk/upload_transfer.js" in text
    assert create(at_work, 10, variant=poster.pk).status_code == 201

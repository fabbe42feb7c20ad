"""Bytes through the gate: headers, ranges, resuming, editions, and the hand-over to nginx."""

import base64
import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.http import http_date

from cms.library import actions, public
from cms.library.models import LanguageVariant, Publication
from cms.portal.gate import sources
from media_pipeline import storage
from media_pipeline.models import Rendition
from tests.cms.feeds.samples import finish_builds, media_file
from tests.cms.portal.conftest import body, edition, leave

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def audio(put) -> LanguageVariant:
    """A bulletin."""
    return put("audio", title="Lịch trả lương hưu")


def file_of(variant, place: str = "voice-mp3-64", *, pinned: bool = False) -> tuple[str, public.Download]:
    publication = public.file_editions().get(variant=variant)
    download = public.find_download(publication, place)
    return download.path(publication, pinned=pinned), download


def content_of(download) -> bytes:
    return sources.whole(download.key)


def correct(variant, editor, reviewer, **changes: object) -> None:
    """A new edition with other words."""
    draft = LanguageVariant.objects.get(pk=variant.pk).get_latest_revision_as_object()
    draft.summary = "Đã sửa."
    for name, value in changes.items():
        setattr(draft, name, value)
    actions.save_draft(draft, actor=editor)
    actions.submit(LanguageVariant.objects.get(pk=variant.pk), actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
    finish_builds()
    actions.promote_pending()


def test_a_whole_file_with_everything_said_about_it(client, audio):
    path, download = file_of(audio)
    assert path == f"/tai-ve/{audio.material.public_id}/vi/voice-mp3-64/lich-tra-luong-huu-vi-mp3-64.mp3"
    response = client.get(path)
    content = body(response)
    assert (response.status_code, content) == (200, content_of(download))
    digest = hashlib.sha256(content)
    assert {name: response[name] for name in ("Content-Type", "Content-Length", "ETag", "Accept-Ranges")} == {
        "Content-Type": "audio/mpeg",
        "Content-Length": str(len(content)),
        "ETag": f'"{digest.hexdigest()}"',
        "Accept-Ranges": "bytes",
    }
    assert response["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert response["Last-Modified"] == http_date(edition(audio).current_from.timestamp())
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="lich-tra-luong-huu-vi-mp3-64.mp3"'
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies and "Vary" not in response


def test_head_says_the_same_and_sends_nothing(client, audio):
    path, _ = file_of(audio)
    whole, head = client.get(path), client.head(path, headers={"Range": "bytes=0-1"})
    assert (head.status_code, body(head)) == (200, b"")
    # RFC 9110, 14.2: a Range means nothing for methods other than GET.
    for name in ("Content-Length", "ETag", "Last-Modified", "Accept-Ranges", "Content-Type", "Repr-Digest"):
        assert head[name] == whole[name]
    assert "Content-Range" not in head


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_else_than_reading(client, audio, method):
    assert getattr(client, method)(file_of(audio)[0]).status_code == 405


@pytest.mark.parametrize(
    ("header", "start", "stop"), [("bytes=0-3", 0, 4), ("bytes=4-", 4, None), ("bytes=-3", -3, None)]
)
def test_one_range(client, audio, header, start, stop):
    path, download = file_of(audio)
    content = content_of(download)
    response = client.get(path, headers={"Range": header})
    part = content[start:stop]
    assert (response.status_code, body(response)) == (206, part)
    first = content.index(part)
    assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(content)}"
    assert response["Content-Length"] == str(len(part))
    assert response["ETag"] == f'"{download.sha256}"' and "Repr-Digest" in response


def test_a_range_outside_is_refused_with_the_length(client, audio):
    path, download = file_of(audio)
    response = client.get(path, headers={"Range": f"bytes={download.bytes}-"})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{download.bytes}"


@pytest.mark.parametrize("header", ["bytes=0-1,3-4", "bytes=4-2", "lines=1-2", "bytes=" + "0-0," * 1000 + "1-1"])
def test_many_ranges_and_nonsense_get_the_whole(client, audio, header):
    path, download = file_of(audio)
    response = client.get(path, headers={"Range": header})
    assert (response.status_code, body(response)) == (200, content_of(download))


def test_a_download_resumes_after_a_cut(client, audio):
    path, download = file_of(audio)
    first = client.get(path)
    begun = next(iter(first.streaming_content))[:5]
    leave(first)
    rest = client.get(path, headers={"Range": "bytes=5-", "If-Range": first["ETag"]})
    assert rest.status_code == 206
    assert begun + body(rest) == content_of(download)


def test_if_range_by_tag_or_by_date(client, audio):
    path, download = file_of(audio)
    Publication.objects.update(current_from=timezone.now() - timedelta(hours=1))
    modified = client.head(path)["Last-Modified"]
    for condition, status in [
        (f'"{download.sha256}"', 206),
        ('"other"', 200),
        (f'W/"{download.sha256}"', 200),
        (modified, 206),
        (http_date(0), 200),
    ]:
        response = client.get(path, headers={"Range": "bytes=2-", "If-Range": condition})
        assert response.status_code == status, condition
        body(response)


def test_if_range_never_splices_two_files(client, audio):
    """The bytes behind the address of the current edition change: a client that resumes gets all of the new ones."""
    path, download = file_of(audio)
    old = content_of(download)
    new = b"an altogether other recording"
    key = storage.key_of(storage.RENDITIONS, hashlib.sha256(new).hexdigest())
    storage.media().save(key, ContentFile(new))
    Rendition.objects.filter(pk=download.rendition_id).update(
        sha256=hashlib.sha256(new).hexdigest(), key=key, bytes=len(new)
    )
    response = client.get(path, headers={"Range": "bytes=5-", "If-Range": f'"{download.sha256}"'})
    assert (response.status_code, body(response)) == (200, new)
    assert old != new


def test_revalidation_costs_no_bytes(client, audio):
    path, download = file_of(audio)
    for name, value in [("If-None-Match", f'"{download.sha256}"'), ("If-Modified-Since", http_date())]:
        response = client.get(path, headers={name: value})
        assert (response.status_code, body(response)) == (304, b"")
        assert response["ETag"] == f'"{download.sha256}"'
        assert response["Cache-Control"] == "public, max-age=60"
    assert client.get(path, headers={"If-Match": '"other"'}).status_code == 412


def test_another_name_leads_to_the_right_one(client, audio):
    path, _ = file_of(audio)
    wrong = path.rpartition("/")[0] + "/gi-cung-duoc.mp3"
    response = client.get(wrong)
    assert (response.status_code, response["Location"]) == (301, path)
    pinned_path, _ = file_of(audio, pinned=True)
    response = client.get(pinned_path.rpartition("/")[0] + "/x.mp3")
    assert response["Location"] == pinned_path


def test_a_pinned_edition_answers_as_long_as_it_stands(client, audio, editor, reviewer):
    pinned_path, download = file_of(audio, pinned=True)
    assert "/vi/a1/voice-mp3-64/" in pinned_path
    assert body(client.get(pinned_path)) == content_of(download)
    correct(audio, editor, reviewer)
    response = client.get(pinned_path, headers={"Range": "bytes=3-"})
    assert response.status_code == 410
    new_path, _ = file_of(audio, pinned=True)
    assert response["Link"] == f'<{new_path}>; rel="successor-version"'
    assert "/a2/" in new_path and client.get(new_path).status_code == 200


def test_an_edition_that_never_was_is_unknown(client, audio):
    pinned_path, _ = file_of(audio, pinned=True)
    assert client.get(pinned_path.replace("/a1/", "/a7/")).status_code == 404


def test_a_withdrawn_file_is_gone_at_every_address(client, audio, reviewer):
    path, _ = file_of(audio)
    pinned_path, _ = file_of(audio, pinned=True)
    actions.withdraw(audio, reason="Sai số điện thoại.", actor=reviewer)
    for address in (path, pinned_path):
        response = client.get(address, headers={"Range": "bytes=0-"})
        assert response.status_code == 410
        assert response["Content-Type"].startswith("text/plain")
        assert "thu hồi" in response.content.decode() and "Lịch trả" not in response.content.decode()
        assert response["Cache-Control"] == "public, max-age=60"


def test_documents_are_downloads_shut_in_a_sandbox(client, put):
    variant = put("handbook", title="Sổ tay hộ tịch")
    path, _ = file_of(variant, "document-original")
    response = client.get(path)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="so-tay-ho-tich-vi-original.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    text_path, _ = file_of(variant, "document-text")
    assert client.get(text_path)["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_pictures_of_a_page_come_through_the_gate(client, put):
    variant = put("handbook")
    path, download = file_of(variant, "document-page-0002")
    response = client.get(path)
    assert body(response) == content_of(download)
    assert response["Content-Disposition"].startswith("inline")


def test_optional_files_are_found_once_they_are_made(client, put):
    variant = put("video")
    path, download = file_of(variant, "picture-720p")
    assert path.endswith(".mp4") and body(client.get(path)) == content_of(download)
    assert client.get(path.replace("720p", "480p")).status_code == 404


def test_nginx_gets_the_place_and_no_bytes_are_read_here(client, audio, settings):
    settings.KHO_X_ACCEL_PREFIX = "/_media/"
    path, download = file_of(audio)
    response = client.get(path, headers={"Range": "bytes=0-3"})
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/_media/{download.key}"
    assert response["ETag"] == f'"{download.sha256}"'
    assert response["Content-Type"] == "audio/mpeg"
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_lost_object_is_our_fault_and_temporary(client, audio, folders):
    path, download = file_of(audio)
    storage.local_path(download.key).unlink()
    response = client.get(path)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
    assert "ETag" not in response


def test_an_object_of_another_length_is_never_sent(client, audio):
    path, download = file_of(audio)
    storage.local_path(download.key).write_bytes(b"x")
    assert client.get(path).status_code == 503


def test_bytes_are_read_in_pieces_and_the_file_is_closed(folders):
    data = bytes(range(256)) * 4096
    path = folders / "media" / "a"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    pieces = sources.pieces("a", len(data), 10, len(data) - 20)
    sizes = [len(piece) for piece in pieces]
    assert max(sizes) == sources.PIECE and sum(sizes) == len(data) - 20
    assert pieces.file.closed
    shrinking = sources.pieces("a", len(data), 0, len(data))
    path.write_bytes(b"short")
    with pytest.raises(sources.Missing):
        list(shrinking)


def test_languages_and_roles_that_are_not_there(client, audio):
    path, _ = file_of(audio)
    for wrong in (
        path.replace("/vi/", "/km/"),
        path.replace("voice-mp3-64", "voice-mp3-999"),
        path.replace("voice-mp3-64", "picture-720p"),
        path.replace(audio.material.public_id, "zzzzzzzz"),
        path.replace("/vi/", "/vi/hls/"),
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_the_token_of_an_ended_film_names_the_new_one(client, put, editor, reviewer):
    film = put("video", title="Phim")
    old = public.hls_path(edition(film))
    correct(film, editor, reviewer)
    for name in ("master.m3u8", "picture-360.m3u8", "picture-360.mp4", "voice.mp4"):
        response = client.get(old.replace("master.m3u8", name))
        assert response.status_code == 410, name
        assert response["Link"] == f'<{public.hls_path(edition(film))}>; rel="successor-version"'
    actions.withdraw(film, reason="Sai.", actor=reviewer)
    assert client.get(old).status_code == 410 and "Link" not in client.get(old)


def test_a_translation_whose_film_was_cut_anew_is_marked(client, put, editor, reviewer):
    film = put("video", title="Phim")
    khmer = put("video", title="Khmer", language="km", material=film.material)
    path = public.publication_path(edition(khmer))
    assert "đang chờ cập nhật" not in client.get(path).content.decode()
    version = actions.store_file(media_file("video"), name="moi.mp4", agency=film.agency, actor=editor)
    actions.attach(LanguageVariant.objects.get(pk=film.pk), version, actor=editor)
    correct(film, editor, reviewer)
    text = client.get(path).content.decode()
    assert "Bản dịch này đang chờ cập nhật" in text and "cần cập nhật" in text
    assert client.get(public.publication_path(edition(film))).status_code == 200

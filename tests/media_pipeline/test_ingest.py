"""The door: what is taken, once and whole, and what is refused, with a reason and without a trace."""

import hashlib
import io
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection

from media_pipeline import ingest, storage
from media_pipeline.messages import Refused
from media_pipeline.models import MediaFile
from tests.media_pipeline import media_samples as samples

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def own_folders(folders):
    """Every test has its own storage and scratch, and none leaves a spool behind."""
    yield folders
    assert list((folders / "scratch").glob("**/*")) == []


def refusal(*args: object, **options: object) -> Refused:
    with pytest.raises(Refused) as caught:
        ingest.accept(*args, **options)
    assert not MediaFile.objects.filter(fair_key="refused").exists()
    return caught.value


def jpeg(width: int = 64, height: int = 48) -> bytes:
    return samples.picture(".jpg", width, height).read_bytes()


class Endless:
    """A body that never ends."""

    def read(self, size: int = -1) -> bytes:
        return b"\xff\xd8\xff" + b"\0" * (1024 * 1024 - 3)


class Cut:
    """A connection that breaks."""

    def __init__(self, content: bytes) -> None:
        self.content = io.BytesIO(content)
        self.size = len(content) + 1000

    def read(self, size: int = -1) -> bytes:
        return self.content.read(size)


@pytest.mark.parametrize(
    ("sample", "family", "media_type"),
    [
        (samples.clip, "video", "video/mp4"),
        (lambda: samples.sound(".mp3"), "audio", "audio/mpeg"),
        (lambda: samples.picture(".png"), "image", "image/png"),
        (samples.handbook, "document", "application/pdf"),
    ],
)
def test_each_family_is_taken_with_its_facts(sample, family, media_type):
    path = sample()
    accepted = ingest.accept(path, name=path.name, fair_key="bo-y-te")
    media_file = accepted.media_file
    assert accepted.created
    assert (media_file.family, media_file.media_type, media_file.fair_key) == (family, media_type, "bo-y-te")
    assert media_file.bytes == path.stat().st_size
    assert media_file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert media_file.key == f"originals/{media_file.sha256[:2]}/{media_file.sha256[2:4]}/{media_file.sha256}"
    assert media_file.facts
    assert storage.local_path(media_file.key).read_bytes() == path.read_bytes()


def test_captions_are_taken():
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào\n".encode()
    media_file = ingest.accept(io.BytesIO(content), name="phụ đề.vtt").media_file
    assert (media_file.family, media_file.media_type, media_file.facts["cues"]) == ("captions", "text/vtt", 1)


def test_a_film_without_a_picture_is_audio(tmp_path):
    path = samples.sound(".m4a")
    assert ingest.accept(path, name="bản tin.m4a").media_file.family == "audio"


@pytest.mark.parametrize("make", [io.BytesIO, lambda data: SimpleUploadedFile("a.jpg", data)])
def test_streams_and_uploads_are_read_alike(make):
    content = jpeg()
    assert ingest.accept(make(content), name="a.jpg").media_file.bytes == len(content)


def test_an_upload_that_lies_in_a_temporary_file_is_read():
    with TemporaryUploadedFile("a.jpg", "image/jpeg", 0, None) as upload:
        upload.write(jpeg())
        upload.seek(0)
        upload.size = len(jpeg())
        assert ingest.accept(upload, name="a.jpg").created


def test_the_senders_file_is_left_alone(tmp_path):
    path = tmp_path / "mine.jpg"
    path.write_bytes(jpeg())
    media_file = ingest.accept(str(path), name=path.name).media_file
    path.write_bytes(b"changed afterwards")
    assert storage.local_path(media_file.key).read_bytes() == jpeg()


def test_equal_bytes_are_stored_once_and_silently():
    first = ingest.accept(io.BytesIO(jpeg()), name="một.jpg", fair_key="a")
    again = ingest.accept(io.BytesIO(jpeg()), name="hai.jpg", fair_key="b")
    assert (first.created, again.created) == (True, False)
    assert first.media_file.pk == again.media_file.pk
    assert again.media_file.fair_key == "a"
    assert len(list(storage.all_keys())) == 1


def test_a_known_file_is_still_refused_where_it_does_not_belong():
    ingest.accept(io.BytesIO(jpeg()), name="a.jpg")
    assert refusal(io.BytesIO(jpeg()), name="a.jpg", families=frozenset({"video"})).code == "wrong_family"


def test_a_lost_original_is_put_back_by_a_new_upload():
    media_file = ingest.accept(io.BytesIO(jpeg()), name="a.jpg").media_file
    storage.local_path(media_file.key).unlink()
    ingest.accept(io.BytesIO(jpeg()), name="a.jpg")
    assert storage.exists(media_file.key, media_file.bytes)


def test_a_new_upload_ends_the_countdown_of_an_unused_file():
    media_file = ingest.accept(io.BytesIO(jpeg()), name="a.jpg").media_file
    MediaFile.objects.update(orphaned_since="2020-01-01T00:00Z")
    assert ingest.accept(io.BytesIO(jpeg()), name="a.jpg").media_file.orphaned_since is None
    media_file.refresh_from_db()
    assert media_file.orphaned_since is None


@pytest.mark.django_db(transaction=True)
def test_equal_uploads_at_once_make_one_file():
    content = jpeg(200, 100)
    barrier = threading.Barrier(4)
    accepted, failures = [], []

    def race(number: int) -> None:
        try:
            barrier.wait()
            accepted.append(ingest.accept(io.BytesIO(content), name=f"{number}.jpg"))
        except Exception as error:  # noqa: BLE001 collected and asserted below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({each.media_file.pk for each in accepted}) == 1
    assert [each.created for each in accepted].count(True) == 1
    assert len(list(storage.all_keys())) == 1


@pytest.mark.parametrize(
    ("content", "name", "code", "status"),
    [
        (b"", "rỗng.mp4", "empty_file", 400),
        (b"x", "một.mp4", "file_too_small", 400),
        (b"<html><body>xin chao</body></html>" * 9, "trang.jpg", "unsupported_type", 415),
        (b"#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/passwd\n", "phim.mp4", "playlist_in_disguise", 415),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "phim.mp4", "playlist_in_disguise", 415),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<script>x</script>\n", "a.vtt", "captions_markup", 400),
    ],
)
def test_bad_content_is_refused_by_what_it_is(content, name, code, status):
    error = refusal(io.BytesIO(content), name=name, fair_key="refused")
    assert (error.code, error.http_status, error.retry_later) == (code, status, False)
    assert name in error.vi
    assert name in error.en
    assert list(storage.all_keys()) == []


def test_a_bomb_is_refused_from_its_header():
    error = refusal(io.BytesIO(samples.png_bomb()), name="bom.png")
    assert error.code in {"image_too_large", "image_side_too_long"}
    assert error.http_status == 413


def test_a_locked_pdf_says_so():
    error = refusal(samples.encrypted_pdf(), name="kín.pdf")
    assert error.code == "pdf_encrypted"
    assert "mật khẩu" in error.vi


def test_a_cut_film_is_refused():
    error = refusal(samples.truncated(samples.clip()), name="cụt.mp4")
    assert (error.code, error.http_status) == ("media_unreadable", 400)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("tờ rơi.jpg", False),
        ("tờ rơi.jpg.php", True),
        ("tờ rơi.pdf", True),
        ("tờ rơi", False),
        ("Thông báo 12.2023", False),
        ("v1. Bản cuối", False),
    ],
)
def test_a_misleading_ending_is_refused_and_a_missing_one_is_not(name, refused):
    if not refused:
        assert ingest.accept(io.BytesIO(jpeg()), name=name).created
        return
    error = refusal(io.BytesIO(jpeg()), name=name)
    assert (error.code, error.http_status, error.params["detected"]) == ("name_mismatch", 415, "image/jpeg")


def test_a_place_takes_its_families_only():
    error = refusal(io.BytesIO(jpeg()), name="a.jpg", families=frozenset({"video", "audio"}))
    assert (error.code, error.http_status) == ("wrong_family", 415)
    assert "âm thanh, video" in error.vi
    assert ingest.accept(io.BytesIO(jpeg()), name="a.jpg", families=frozenset({"image"})).created


def test_an_announced_giant_is_refused_before_it_is_read(settings):
    settings.KHO_MAX_UPLOAD_BYTES = 1000
    error = refusal(Endless(), name="to.jpg", size=1001)
    assert (error.code, error.http_status) == ("too_large", 413)


def test_an_unannounced_giant_is_stopped_on_the_way(settings):
    settings.KHO_MAX_UPLOAD_BYTES = 3 * 1024 * 1024
    assert refusal(Endless(), name="to.jpg").code == "too_large"


def test_a_size_that_lies_low_does_not_open_the_door(settings):
    settings.KHO_MAX_UPLOAD_BYTES = 3 * 1024 * 1024
    assert refusal(Endless(), name="to.jpg", size=10).code == "too_large"


def test_a_full_disk_is_said_before_a_byte_is_read(settings):
    settings.KHO_FREE_DISK_FLOOR = 10**18
    error = refusal(Endless(), name="a.jpg", size=100)
    assert (error.code, error.http_status, error.retry_later) == ("disk_full", 507, True)
    assert "không có lỗi" in error.vi


def test_twice_the_size_must_fit_above_the_floor(settings, folders):
    settings.KHO_MAX_UPLOAD_BYTES = 10**18
    free = ingest.free_bytes(folders)
    settings.KHO_FREE_DISK_FLOOR = 0
    assert refusal(Endless(), name="a.jpg", size=int(free * 0.75)).code == "disk_full"


def test_a_disk_that_fills_up_on_the_way_stops_an_unannounced_upload(settings, folders, monkeypatch):
    monkeypatch.setattr(ingest, "DISK_CHECK_BYTES", 1024 * 1024)

    class Filling(Endless):
        def read(self, size: int = -1) -> bytes:
            settings.KHO_FREE_DISK_FLOOR = 10**18
            return super().read(size)

    assert refusal(Filling(), name="a.jpg").code == "disk_full"


def test_a_broken_connection_is_not_a_whole_file():
    error = refusal(Cut(jpeg()), name="a.jpg")
    assert (error.code, error.params["bytes"]) == ("upload_cut", len(jpeg()))


def test_the_quota_counts_what_one_requester_stored(settings):
    first, second = jpeg(64, 48), jpeg(80, 60)
    settings.KHO_QUOTA_BYTES = len(first) + len(second) - 1
    ingest.accept(io.BytesIO(first), name="a.jpg", fair_key="refused-next")
    error = refusal(io.BytesIO(second), name="b.jpg", fair_key="refused-next")
    assert (error.code, error.http_status, error.params["used"]) == ("quota_exceeded", 413, len(first))
    assert ingest.accept(io.BytesIO(first), name="again.jpg", fair_key="refused-next").created is False
    assert ingest.accept(io.BytesIO(second), name="b.jpg", fair_key="somebody else").created


def test_without_a_requester_there_is_no_quota(settings):
    settings.KHO_QUOTA_BYTES = 1
    assert ingest.accept(io.BytesIO(jpeg()), name="a.jpg").created


def test_an_unreadable_path_is_an_answer_not_a_crash(tmp_path):
    assert refusal(tmp_path / "nothing here.jpg", name="nothing here.jpg").code == "storage_down"


def test_a_storage_that_cannot_be_written_keeps_nothing(settings, folders):
    folders.mkdir(parents=True)
    Path(settings.KHO_MEDIA_DIR).write_text("a file where the folder should be")
    error = refusal(io.BytesIO(jpeg()), name="a.jpg")
    assert (error.code, error.http_status, error.retry_later) == ("storage_down", 503, True)
    assert not MediaFile.objects.exists()


def test_a_bad_file_does_not_keep_the_next_from_coming_in():
    refusal(io.BytesIO(b""), name="rỗng.jpg")
    assert ingest.accept(io.BytesIO(jpeg()), name="a.jpg").created


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_bytes_are_read():
    seen = []

    class Watching(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            seen.append(connection.in_atomic_block)
            return super().read(size)

    assert ingest.accept(Watching(jpeg()), name="a.jpg").created
    assert seen
    assert not any(seen)


@pytest.mark.parametrize("name", ["../../x.jpg", "a\r\nSet-Cookie: x.jpg", "\u202egpj.exe.jpg", "-rf.jpg", "n" * 300])
def test_hostile_names_reach_neither_keys_nor_words(name, folders):
    error = refusal(io.BytesIO(b""), name=name)
    assert "\n" not in error.vi
    assert "\u202e" not in error.vi
    assert "../" not in error.vi
    assert ingest.accept(io.BytesIO(jpeg()), name=name if name.endswith("jpg") else "x.jpg").created
    assert list(folders.rglob("*.jpg")) == []

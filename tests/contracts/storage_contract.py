"""What Kho asks of any storage for originals and renditions.

A storage is tested by a module that parametrises ``storage`` (a fixture that yields an empty Django storage) and
imports these functions.
"""

import hashlib
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from media_pipeline import storage as objects

CONTENT = b"the bytes of an original " * 100
SHA256 = hashlib.sha256(CONTENT).hexdigest()
KEY = objects.key_of(objects.ORIGINALS, SHA256)


def write(tmp_path: Path, content: bytes = CONTENT) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return path


def read(storage, key: str = KEY) -> bytes:
    with storage.open(key, "rb") as file:
        return file.read()


def test_an_object_comes_back_as_it_was(storage, tmp_path):
    assert objects.save(write(tmp_path), KEY, storage) is True
    assert read(storage) == CONTENT
    assert storage.size(KEY) == len(CONTENT)
    assert objects.exists(KEY, len(CONTENT), storage)


def test_the_source_of_an_object_may_go(storage, tmp_path):
    path = write(tmp_path)
    objects.save(path, KEY, storage)
    path.unlink()
    assert read(storage) == CONTENT


def test_an_object_is_written_once(storage, tmp_path):
    objects.save(write(tmp_path), KEY, storage)
    assert objects.save(write(tmp_path), KEY, storage) is False
    assert list(objects.all_keys(storage)) == [KEY]


def test_the_rest_of_an_accident_is_replaced(storage, tmp_path):
    storage.save(KEY, ContentFile(b"half"))
    assert not objects.exists(KEY, len(CONTENT), storage)
    assert objects.save(write(tmp_path), KEY, storage) is True
    assert read(storage) == CONTENT
    assert list(objects.all_keys(storage)) == [KEY]


def test_what_was_never_written_does_not_exist(storage, tmp_path):
    assert not objects.exists(KEY, 1, storage)
    assert list(objects.all_keys(storage)) == []
    with pytest.raises(objects.Damaged):
        objects.fetch(KEY, len(CONTENT), SHA256, tmp_path / "copy", storage)


def test_fetching_gives_a_local_file_with_the_bytes(storage, tmp_path):
    objects.save(write(tmp_path), KEY, storage)
    path = objects.fetch(KEY, len(CONTENT), SHA256, tmp_path / "copy", storage)
    assert path.read_bytes() == CONTENT


def test_a_cut_object_is_never_handed_out(storage, tmp_path):
    storage.save(KEY, ContentFile(CONTENT[:-1]))
    with pytest.raises(objects.Damaged):
        objects.fetch(KEY, len(CONTENT), SHA256, tmp_path / "copy", storage)


def test_every_object_is_listed(storage, tmp_path):
    keys = set()
    for number in range(5):
        content = f"object {number}".encode()
        kind = objects.ORIGINALS if number % 2 else objects.RENDITIONS
        key = objects.key_of(kind, hashlib.sha256(content).hexdigest())
        objects.save(write(tmp_path, content), key, storage)
        keys.add(key)
    assert set(objects.all_keys(storage)) == keys


def test_a_deleted_object_is_gone_and_can_come_back(storage, tmp_path):
    objects.save(write(tmp_path), KEY, storage)
    storage.delete(KEY)
    assert list(objects.all_keys(storage)) == []
    assert objects.save(write(tmp_path), KEY, storage) is True
    assert read(storage) == CONTENT


def test_writers_at_once_leave_one_whole_object(storage, tmp_path):
    barrier = threading.Barrier(6)
    path = write(tmp_path)
    failures = []

    def race() -> None:
        try:
            barrier.wait()
            objects.save(path, KEY, storage)
        except Exception as error:  # noqa: BLE001 collected and asserted below
            failures.append(error)

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert read(storage) == CONTENT
    assert list(objects.all_keys(storage)) == [KEY]


def test_an_object_has_a_time_for_the_sweep(storage, tmp_path):
    objects.save(write(tmp_path), KEY, storage)
    assert storage.get_modified_time(KEY).tzinfo is not None

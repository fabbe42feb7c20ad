"""What the contract does not say: the disk's own care, and storages that lie."""

import hashlib
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from media_pipeline import storage

CONTENT = b"some bytes"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
KEY = storage.key_of(storage.RENDITIONS, SHA256)


class Cutting(InMemoryStorage):
    """Loses the last byte of what it is given, as often as told."""

    cuts = 0

    def _save(self, name, content):
        if self.cuts > 0:
            self.cuts -= 1
            content = ContentFile(content.read()[:-1])
        return super()._save(name, content)


class Flipping(InMemoryStorage):
    """Hands out other bytes of the right length, as often as told."""

    flips = 0

    def open(self, name, mode="rb"):
        if self.flips > 0:
            self.flips -= 1
            return ContentFile(b"x" * len(CONTENT), name=name)
        return super().open(name, mode)


@pytest.fixture
def source(tmp_path):
    """A file to store."""
    path = tmp_path / "made"
    path.write_bytes(CONTENT)
    return path


def test_keys_fan_out_by_hash():
    assert storage.key_of("originals", "abcdef") == "originals/ab/cd/abcdef"


def test_the_hash_is_of_the_bytes(source):
    assert storage.hash_of(source) == SHA256


def test_saving_on_disk_leaves_no_partial_file(folders, source):
    storage.save(source, KEY)
    assert [path.name for path in (folders / "media").rglob("*") if path.is_file()] == [SHA256]


def test_an_object_on_disk_does_not_run(folders, source):
    source.chmod(0o755)
    storage.save(source, KEY)
    assert storage.local_path(KEY).stat().st_mode & 0o777 == 0o644


def test_a_failed_save_leaves_nothing(folders, tmp_path):
    with pytest.raises(FileNotFoundError):
        storage.save(tmp_path / "no such file", KEY)
    assert list(storage.all_keys()) == []


def test_saving_again_makes_an_unused_object_young(folders, source):
    storage.save(source, KEY)
    path = storage.local_path(KEY)
    os.utime(path, (1, 1))
    assert storage.save(source, KEY) is False
    assert time.time() - path.stat().st_mtime < 60


def test_other_disks_are_copied_to(folders, source, monkeypatch):
    def no_link(*_):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(storage.os, "link", no_link)
    assert storage.save(source, KEY) is True
    assert storage.local_path(KEY).read_bytes() == CONTENT


def test_fetching_from_disk_copies_nothing(folders, source, tmp_path):
    storage.save(source, KEY)
    copy = tmp_path / "copy"
    assert storage.fetch(KEY, len(CONTENT), SHA256, copy) == storage.local_path(KEY)
    assert not copy.exists()


def test_a_storage_without_paths_has_no_local_path():
    assert storage.local_path(KEY, InMemoryStorage()) is None


def test_an_object_that_arrives_cut_is_refused_and_removed(source):
    cutting = Cutting()
    cutting.cuts = 1
    with pytest.raises(storage.Damaged):
        storage.save(source, KEY, cutting)
    assert list(storage.all_keys(cutting)) == []
    assert storage.save(source, KEY, cutting) is True


@pytest.mark.parametrize(("flips", "arrives"), [(0, True), (2, True), (3, False)])
def test_damaged_reads_are_tried_three_times(source, tmp_path, flips, arrives):
    flipping = Flipping()
    storage.save(source, KEY, flipping)
    flipping.flips = flips
    if arrives:
        assert storage.fetch(KEY, len(CONTENT), SHA256, tmp_path / "copy", flipping).read_bytes() == CONTENT
    else:
        with pytest.raises(storage.Damaged):
            storage.fetch(KEY, len(CONTENT), SHA256, tmp_path / "copy", flipping)


@pytest.mark.django_db
def test_an_original_opens_as_it_was_uploaded(original):
    with storage.open_original(original(b"as uploaded")) as file:
        assert file.read() == b"as uploaded"

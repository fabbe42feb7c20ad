"""Media in a real S3 by settings alone: `make test-services` starts one and sets S3_*."""

import hashlib
import os
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.core.files.storage import storages

from media_pipeline import storage

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif("S3_BUCKET" not in os.environ, reason="make test-services starts an S3"),
]


@pytest.fixture
def stored(tmp_path):
    """Bytes saved as an original: key, size, hash and the bytes."""
    body = os.urandom(3_000_000)
    sha256 = hashlib.sha256(body).hexdigest()
    path = tmp_path / "source"
    path.write_bytes(body)
    key = storage.key_of(storage.ORIGINALS, sha256)
    assert storage.save(path, key)
    return key, len(body), sha256, body


def test_the_environment_alone_puts_media_into_the_bucket():
    assert settings.STORAGES["media"]["BACKEND"] == "storages.backends.s3.S3Storage"
    assert storages["media"].bucket_name == os.environ["S3_BUCKET"]


def test_bytes_come_back_as_they_were_written(stored, tmp_path):
    key, size, sha256, body = stored
    copy = storage.fetch(key, size, sha256, tmp_path / "copy")
    assert copy.read_bytes() == body
    assert storage.exists(key, size)
    assert not storage.exists(key, size + 1)


def test_equal_bytes_are_written_once(stored, tmp_path):
    key, _, _, body = stored
    (tmp_path / "again").write_bytes(body)
    assert storage.save(tmp_path / "again", key) is False
    assert list(storage.all_keys()).count(key) == 1


def test_other_bytes_under_a_key_are_noticed(stored, tmp_path):
    key, size, sha256, body = stored
    client = storages["media"].connection.meta.client
    client.put_object(Bucket=os.environ["S3_BUCKET"], Key=key, Body=body[:-1] + bytes([body[-1] ^ 1]))
    with pytest.raises(storage.Damaged):
        storage.fetch(key, size, sha256, tmp_path / "copy")


def test_a_missing_object_is_named(tmp_path):
    key = storage.key_of(storage.ORIGINALS, "0" * 64)
    with pytest.raises(storage.Damaged, match="missing"):
        storage.fetch(key, 1, "0" * 64, tmp_path / "copy")


def test_the_bucket_is_private(stored):
    key = stored[0]
    address = f"{os.environ['S3_ENDPOINT_URL']}/{os.environ['S3_BUCKET']}/{key}"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, timeout=10)
    assert refused.value.code == 403
    refused.value.close()


def test_a_part_of_an_object_can_be_read(stored):
    key, _, _, body = stored
    with storages["media"].open(key, "rb") as file:
        file.seek(1_000_000)
        assert file.read(100) == body[1_000_000:1_000_100]

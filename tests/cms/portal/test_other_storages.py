"""The gate over storages that have no paths: one in memory, and a real S3."""

import io
import os
import zipfile

import pytest
from django.conf import settings as configured

from cms.library import public
from cms.portal.gate import sources
from media_pipeline import storage
from tests.cms.feeds.samples import own_folders
from tests.cms.portal.conftest import body, leave

pytestmark = [pytest.mark.django_db]
MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


@pytest.fixture(params=["memory", pytest.param("s3", marks=pytest.mark.services)])
def folders(request, settings, tmp_path) -> str:
    """The storage of media in place of the folder that other tests have."""
    own_folders(settings, tmp_path)
    if request.param == "s3":
        assert os.environ.get("S3_BUCKET"), "run with deploy/development/s3.sh"
        chosen = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": configured.S3_OPTIONS}
    else:
        chosen = MEMORY
    settings.STORAGES = {**settings.STORAGES, "media": chosen}
    return request.param


@pytest.fixture
def file(put) -> tuple[str, public.Download, bytes]:
    """Address, row and bytes of a download."""
    variant = put("audio", title="Tin")
    publication = public.file_editions().get(variant=variant)
    download = public.find_download(publication, "voice-mp3-64")
    return download.path(publication), download, sources.whole(download.key)


def test_there_is_no_path_to_lean_on(folders):
    assert storage.local_path("a") is None


def test_whole_and_part(client, file):
    path, download, content = file
    assert body(client.get(path)) == content
    head = client.head(path)
    assert (head["Content-Length"], body(head)) == (str(len(content)), b"")
    for header, part in [("bytes=2-5", content[2:6]), ("bytes=-3", content[-3:]), ("bytes=4-", content[4:])]:
        response = client.get(path, headers={"Range": header, "If-Range": head["ETag"]})
        assert (response.status_code, body(response)) == (206, part)
    assert client.get(path, headers={"Range": f"bytes={download.bytes}-"}).status_code == 416


def test_a_reader_who_leaves_early_leaves_nothing_open(client, file):
    response = client.get(file[0])
    assert next(iter(response.streaming_content))
    leave(response)


def test_a_missing_object_is_noticed_before_the_answer(client, file):
    path, download, _ = file
    storage.media().delete(download.key)
    assert client.get(path).status_code == 503
    with pytest.raises(sources.Missing):
        sources.whole(download.key)


def test_a_pack(client, put):
    variant = put("handbook", title="Sổ tay")
    response = client.get(f"/tai-ve/{variant.material.public_id}.zip")
    content = body(response)
    assert len(content) == int(response["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None and "so-tay-vi-original.pdf" in archive.namelist()


def test_the_text_of_a_handbook_and_readiness(client, put):
    variant = put("handbook", title="Sổ tay")
    page = client.get(f"/tai-lieu/{variant.material.public_id}/vi/so-tay/?trang=2").content.decode()
    assert "Trang hai: nộp hồ sơ." in page
    assert client.get("/readyz").json()["checks"]["media"] == "ok"

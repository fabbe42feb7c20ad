"""Each test has media, feeds and an index of its own."""

import pytest

from tests.cms.feeds.samples import own_folders, shelve


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    own_folders(settings, tmp_path)
    return tmp_path


@pytest.fixture
def put(editor, reviewer, agency):
    """``put(kind, …)`` publishes one language of a material."""

    def one(kind: str = "sms", **options: object):
        return shelve(editor, reviewer, options.pop("agency", agency), kind, **options)

    return one

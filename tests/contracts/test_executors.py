"""The executors that need no service."""

import pytest

from media_pipeline import executors
from media_pipeline.executors.embedded import EmbeddedExecutor, wake_file, wake_mark
from tests.contracts.executor_contract import *  # noqa: F403  the suite


@pytest.fixture
def executor(settings, tmp_path):
    """The one that is used when nothing is configured."""
    settings.KHO_DATA_DIR = tmp_path
    return executors.get()


@pytest.fixture
def listens(executor):
    """Looks at the wake file as an idle worker does."""

    def start():
        before = wake_mark()
        return lambda: wake_mark() != before

    return start


def test_the_embedded_executor_is_the_default(executor):
    assert isinstance(executor, EmbeddedExecutor)


def test_no_nudge_leaves_a_file_but_the_mark(executor):
    for build in range(3):
        executor.nudge(build, "audio")
    assert [path.name for path in wake_file().parent.iterdir()] == ["wake"]
    assert wake_file().read_text(encoding="ascii") == "2 audio\n"


def test_a_folder_that_cannot_be_written_does_not_undo_the_wish(executor, settings, tmp_path, caplog):
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("x")
    settings.KHO_DATA_DIR = blocked
    assert executor.nudge(7, "audio") is None
    assert "could not wake the workers for build 7" in caplog.text


def test_another_executor_is_named_by_the_settings(settings):
    settings.KHO_MEDIA_EXECUTOR = "tests.contracts.test_executors.Silent"
    assert type(executors.get()).__name__ == "Silent"


class Silent:
    """Wakes nobody."""

    def nudge(self, build_id: int, lane: str) -> None:
        """Nothing."""

"""Folders of its own for each test, the trial recipes, and originals without the ingest door."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from media_pipeline import registry, storage
from media_pipeline.models import MediaFile
from media_pipeline.plan import BuildSpec
from tests.media_pipeline.trial.recipes import ALL


@pytest.fixture
def folders(settings, tmp_path: Path) -> Path:
    """An empty data folder, where everything of this test is written."""
    data = tmp_path / "data"
    settings.KHO_DATA_DIR = data
    settings.KHO_MEDIA_DIR = data / "media"
    settings.KHO_SCRATCH_DIR = data / "scratch"
    settings.STORAGES = {
        **settings.STORAGES,
        "media": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.KHO_MEDIA_DIR},
        },
    }
    return data


@pytest.fixture
def trial(folders: Path) -> Iterator[None]:
    """The trial recipes, known to this process."""
    for recipe in ALL:
        registry.add_recipe(recipe)
    yield
    for recipe in ALL:
        registry.forget(recipe)


@pytest.fixture
def original(folders: Path, tmp_path: Path) -> Callable[..., MediaFile]:
    """Stores bytes as an original, as the door does once it has accepted them."""

    def store(content: bytes = b"some sound", family: str = "audio", **fields: object) -> MediaFile:
        path = tmp_path / "upload"
        path.write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        key = storage.key_of(storage.ORIGINALS, sha256)
        storage.save(path, key)
        path.unlink()
        row = {"bytes": len(content), "media_type": f"{family}/test", "family": family, "key": key, **fields}
        return MediaFile.objects.create(sha256=sha256, **row)

    return store


@pytest.fixture
def wish(trial: None, original: Callable[..., MediaFile]) -> Callable[..., BuildSpec]:
    """A wish for a trial recipe over a fresh original."""
    count = 0

    def make(recipe: str = "trial_copy", content: bytes = b"", **params: object) -> BuildSpec:
        nonlocal count
        count += 1
        media_file = original(content or f"original {count}".encode())
        return BuildSpec(recipe, files=(("source", media_file.pk),), params=params)

    return make


@pytest.fixture
def worker_environment(tmp_path: Path) -> dict[str, str]:
    """For processes with the pipeline's own settings and a database and folders below ``tmp_path``."""
    data = tmp_path / "process-data"
    data.mkdir()
    root = Path(__file__).resolve().parents[2]
    return {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "KHO_TEST_DATA_OWNER"}},
        "KHO_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "tests.media_pipeline.pipeline_settings",
        "PYTHONPATH": str(root),
    }

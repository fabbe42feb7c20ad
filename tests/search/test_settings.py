"""Settings, the engine registry and the system check."""

import sqlite3

import pytest
from django.apps import apps
from django.core.checks import run_checks

from search import checks
from search.engines import ENGINES, EngineUnavailable, create, engine_name, get, search_directory


def test_the_app_is_installed():
    assert apps.get_app_config("search").name == "search"


def test_get_gives_one_engine_for_each_directory(settings, tmp_path):
    settings.KHO_SEARCH_DIR = tmp_path / "a"
    settings.KHO_SEARCH_ENGINE = "embedded"
    first = get()
    assert first is get("embedded")
    assert first.name == engine_name() == "embedded"
    assert get("null").name == "null"
    settings.KHO_SEARCH_DIR = tmp_path / "b"
    assert get() is not first


def test_no_directory_is_unavailable(settings):
    settings.KHO_SEARCH_DIR = ""
    assert search_directory() is None
    with pytest.raises(EngineUnavailable):
        get()


def test_unknown_engine(settings, tmp_path):
    settings.KHO_SEARCH_DIR = tmp_path
    with pytest.raises(LookupError, match="solr"):
        get("solr")


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_create_makes_every_engine(name, tmp_path):
    engine = create(name, tmp_path)
    assert engine.name == name
    assert engine.healthy()
    engine.close()


def found(settings):
    return {message.id for message in run_checks(tags=["search"]) if message.id.startswith("search.")}


def test_check_is_silent_when_all_is_well(settings, tmp_path):
    settings.KHO_SEARCH_DIR = tmp_path
    assert found(settings) == set()


def test_check_names_an_unknown_engine(settings, tmp_path):
    settings.KHO_SEARCH_ENGINE = "solr"
    assert found(settings) == {"search.E002"}


def test_check_names_a_missing_directory(settings):
    settings.KHO_SEARCH_DIR = None
    assert found(settings) == {"search.E003"}


def test_check_names_a_missing_fts5(settings, monkeypatch):
    class Without(sqlite3.Connection):
        def execute(self, *args):
            raise sqlite3.OperationalError("no such module: fts5")

    real = sqlite3.connect
    monkeypatch.setattr(checks.sqlite3, "connect", lambda path: real(path, factory=Without))
    messages = [message for message in checks.check_search() if message.id == "search.E001"]
    assert len(messages) == 1
    assert "FTS5" in messages[0].hint

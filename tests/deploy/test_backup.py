"""Backup while the database is written to, and the way back."""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

BACKUP = Path(__file__).resolve().parents[2] / "deploy" / "backup"


def call(script: str, data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    given = {"PATH": os.environ["PATH"], "KHO_DATA_DIR": str(data), "LANG": "C.UTF-8", **environment}
    command = [str(BACKUP / script), *arguments]
    return subprocess.run(command, env=given, capture_output=True, text=True, timeout=120)


@pytest.fixture
def data(tmp_path):
    """A data folder with a database in WAL mode that is open and half written, and two media files."""
    folder = tmp_path / "data"
    (folder / "media" / "ab").mkdir(parents=True)
    (folder / "media" / "ab" / "one").write_bytes(b"1" * 1000)
    (folder / "media" / "ab" / "hai tệp").write_bytes(b"2" * 2000)
    (folder / "secret_key").write_text("khoá")
    (folder / "secret_key").chmod(0o600)
    connection = sqlite3.connect(folder / "kho.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES ('committed')")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO t VALUES ('not yet')")
    yield folder
    connection.rollback()
    connection.close()


def rows(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT x FROM t ORDER BY x")]
    finally:
        connection.close()


def media(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def snapshots(target: Path) -> list[Path]:
    return sorted(target.glob("2*Z"))


def test_a_backup_restores_what_was_committed(data, tmp_path):
    result = call("backup.sh", data, str(tmp_path / "backup"))
    assert result.returncode == 0, result.stderr
    restored = call("restore.sh", tmp_path / "new", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    assert rows(tmp_path / "new" / "kho.sqlite3") == ["committed"]
    assert media(tmp_path / "new" / "media") == media(data / "media")
    assert (tmp_path / "new" / "secret_key").read_text() == "khoá"
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new" / "demo.stamp").exists()


def test_a_second_backup_copies_only_new_media(data, tmp_path):
    assert "2 new files" in call("backup.sh", data, str(tmp_path / "backup")).stdout
    (data / "media" / "ab" / "three").write_bytes(b"3")
    assert "1 new files" in call("backup.sh", data, str(tmp_path / "backup")).stdout
    assert media(tmp_path / "backup" / "media") == media(data / "media")


def test_a_media_file_cut_short_in_the_backup_is_copied_anew(data, tmp_path):
    call("backup.sh", data, str(tmp_path / "backup"))
    (tmp_path / "backup" / "media" / "ab" / "one").write_bytes(b"1" * 10)
    assert call("backup.sh", data, str(tmp_path / "backup")).returncode == 0
    assert media(tmp_path / "backup" / "media") == media(data / "media")


def test_only_the_newest_backups_are_kept(data, tmp_path):
    target = tmp_path / "backup"
    for year in (2021, 2022, 2023):
        (target / f"{year}0101T000000Z").mkdir(parents=True)
    assert call("backup.sh", data, str(target), KHO_BACKUP_KEEP="2").returncode == 0
    kept = [path.name for path in snapshots(target)]
    assert len(kept) == 2
    assert kept[0] == "20230101T000000Z"


def test_a_damaged_backup_is_refused(data, tmp_path):
    call("backup.sh", data, str(tmp_path / "backup"))
    database = snapshots(tmp_path / "backup")[0] / "database.sqlite3"
    database.write_bytes(database.read_bytes()[:-1])
    result = call("restore.sh", tmp_path / "new", str(tmp_path / "backup"))
    assert result.returncode == 1
    assert "damaged" in result.stderr
    assert not (tmp_path / "new" / "kho.sqlite3").exists()


def test_a_restore_never_overwrites_a_database(data, tmp_path):
    call("backup.sh", data, str(tmp_path / "backup"))
    result = call("restore.sh", data, str(tmp_path / "backup"))
    assert result.returncode == 1
    assert "already holds a database" in result.stderr
    assert rows(data / "kho.sqlite3") == ["committed"]


def test_a_wrong_data_folder_is_named(tmp_path):
    result = call("backup.sh", tmp_path / "nowhere", str(tmp_path / "backup"))
    assert result.returncode == 1
    assert "KHO_DATA_DIR" in result.stderr
    assert snapshots(tmp_path / "backup") == []


def test_an_older_backup_can_be_chosen(data, tmp_path):
    call("backup.sh", data, str(tmp_path / "backup"))
    first = snapshots(tmp_path / "backup")[0]
    older = first.rename(first.with_name("20200101T000000Z"))
    call("backup.sh", data, str(tmp_path / "backup"))
    result = call("restore.sh", tmp_path / "new", str(tmp_path / "backup"), older.name)
    assert result.returncode == 0, result.stderr
    assert older.name in result.stdout


@pytest.mark.database
def test_a_postgresql_database_goes_out_and_comes_back(tmp_path):
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip(reason="runs where DATABASE_URL names a PostgreSQL (make test starts one)")
    psycopg = pytest.importorskip("psycopg")
    server, _, _ = url.rpartition("/")
    with psycopg.connect(url, autocommit=True) as admin:
        for name in ("kho_backup_from", "kho_backup_to"):
            admin.execute(f"DROP DATABASE IF EXISTS {name}")
            admin.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{server}/kho_backup_from", autocommit=True) as source:
        source.execute("CREATE TABLE t (x text)")
        source.execute("INSERT INTO t VALUES ('đã lưu')")
    saved = call("backup.sh", tmp_path / "data", str(tmp_path / "backup"), DATABASE_URL=f"{server}/kho_backup_from")
    assert saved.returncode == 0, saved.stderr
    back = call("restore.sh", tmp_path / "new", str(tmp_path / "backup"), DATABASE_URL=f"{server}/kho_backup_to")
    assert back.returncode == 0, back.stderr
    with psycopg.connect(f"{server}/kho_backup_to") as target:
        assert target.execute("SELECT x FROM t").fetchall() == [("đã lưu",)]

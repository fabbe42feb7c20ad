"""The index file: lost, damaged, old, shared by threads and processes."""

import logging
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from search.documents import Document
from search.engines import EngineUnavailable
from search.engines.embedded import schema, writer
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.store import FILE_NAME, IndexLost, Store
from search.query import Query

ROOT = Path(__file__).resolve().parents[2]


def documents(count, start=0):
    return [
        Document(f"m{n}/vi", 1, public_id=f"m{n}", language="vi", title=f"Tin số {n}", kind="audio")
        for n in range(start, start + count)
    ]


def damage(path):
    """Overwrite everything but the first page, and take the log away."""
    size = path.stat().st_size
    with path.open("r+b") as handle:
        handle.seek(4096)
        handle.write(b"\xab" * (size - 4096))
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def in_a_process(code, directory):
    """Run code with `engine` over the directory in a Python of its own; its output."""
    program = (
        "import sys; from pathlib import Path\n"
        "from search.documents import Document\nfrom search.query import Query\n"
        "from search.engines.embedded.engine import EmbeddedEngine\n"
        f"engine = EmbeddedEngine(Path({str(directory)!r}))\n{code}\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.config.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_outlives_the_process(tmp_path):
    written = in_a_process(
        "engine.index([Document('a/vi', 1, public_id='a', language='vi', title='Khai sinh')], 12)\n"
        "print(engine.count())",
        tmp_path,
    )
    assert written == "1"
    engine = EmbeddedEngine(tmp_path)
    assert (engine.position(), engine.count()) == (12, 1)
    assert engine.search(Query("khai sinh")).total == 1
    engine.close()


def test_a_reader_sees_what_another_process_wrote(embedded, tmp_path):
    embedded.index(documents(3), 1)
    assert embedded.search(Query("tin", facets=("kind",))).total == 3
    in_a_process(
        "engine.index([Document('x/vi', 1, public_id='x', language='vi', title='Tin mới', kind='video'),"
        " Document.tombstone('m0', 'vi', 2)], 2)",
        tmp_path / "search",
    )
    results = embedded.search(Query("tin", facets=("kind",)))
    assert {hit.public_id for hit in results.hits} == {"x", "m1", "m2"}
    assert {item.value: item.count for item in results.facets["kind"]} == {"audio": 2, "video": 1}
    assert embedded.position() == 2


def test_a_missing_file_is_made_anew_and_feeding_starts_from_zero(embedded, tmp_path):
    embedded.index(documents(3), 5)
    for path in (tmp_path / "search").iterdir():
        path.unlink()
    assert embedded.position() == 0
    assert embedded.count() == 0
    embedded.index(documents(2), 1)
    assert embedded.search(Query("tin")).total == 2


def test_a_damaged_file_is_replaced_and_reported(tmp_path, caplog):
    engine = EmbeddedEngine(tmp_path)
    engine.index(documents(50), 5)
    engine.close()
    damage(tmp_path / FILE_NAME)
    with caplog.at_level(logging.ERROR):
        results = engine.search(Query("tin", facets=("kind",)))
    assert (results.total, results.notice) == (0, "index_rebuilt")
    assert results.notice_text
    assert "feeding starts from 0" in caplog.text
    assert engine.position() == 0
    engine.index(documents(50), 5)
    assert engine.search(Query("tin")).total == 50
    assert engine.healthy()
    engine.close()


@pytest.mark.parametrize("content", [b"this is not a database" * 500, b"\x00" * 8192])
def test_a_file_of_something_else_is_replaced(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    engine = EmbeddedEngine(tmp_path)
    assert engine.position() == 0
    engine.index(documents(1), 3)
    assert (engine.position(), engine.count()) == (3, 1)
    engine.close()


def test_damage_met_while_writing_tells_the_feeder(tmp_path):
    engine = EmbeddedEngine(tmp_path)
    engine.index(documents(50), 5)
    engine.close()
    damage(tmp_path / FILE_NAME)
    with pytest.raises(EngineUnavailable):
        engine.index(documents(50), 6)
    assert engine.position() == 0
    assert engine.index(documents(50), 6) == 50
    engine.close()


def test_damage_is_met_by_every_question(tmp_path):
    for question in (EmbeddedEngine.count, EmbeddedEngine.position, EmbeddedEngine.clear):
        engine = EmbeddedEngine(tmp_path)
        engine.index(documents(50), 5)
        engine.close()
        damage(tmp_path / FILE_NAME)
        assert not question(engine)
        assert engine.count() == 0
        engine.close()
    engine.index(documents(5), 5)
    engine.close()
    damage(tmp_path / FILE_NAME)
    assert not engine.healthy()
    assert engine.healthy()
    engine.close()


def test_another_thread_goes_on_with_the_new_file(tmp_path):
    engine = EmbeddedEngine(tmp_path)
    engine.index(documents(50), 5)
    engine.close()
    damage(tmp_path / FILE_NAME)
    assert engine.position() == 0
    found = []

    def work():
        engine.index(documents(4), 2)
        found.append(engine.search(Query("tin")).total)
        engine.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [4]
    assert engine.search(Query("tin")).total == 4
    engine.close()


def test_a_file_of_another_version_is_made_anew(tmp_path, monkeypatch, caplog):
    engine = EmbeddedEngine(tmp_path)
    engine.index(documents(3), 9)
    engine.close()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 77)
    newer = EmbeddedEngine(tmp_path)
    assert (newer.position(), newer.count()) == (0, 0)
    newer.index(documents(2), 1)
    assert newer.search(Query("tin")).total == 2
    assert "made anew" in caplog.text
    newer.close()


def test_a_batch_is_whole_or_not_at_all(embedded, monkeypatch):
    embedded.index(documents(2), 1)
    real = writer.schema.set_meta

    def stop(connection, name, value):
        if name == "position":
            raise sqlite3.OperationalError("disk is full")
        real(connection, name, value)

    monkeypatch.setattr(writer.schema, "set_meta", stop)
    with pytest.raises(EngineUnavailable, match="disk is full"):
        embedded.index(documents(5, start=2), 2)
    monkeypatch.undo()
    assert (embedded.count(), embedded.position()) == (2, 1)
    assert embedded.search(Query("tin")).total == 2


def test_a_directory_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("")
    engine = EmbeddedEngine(tmp_path / "file" / "search")
    with pytest.raises(EngineUnavailable):
        engine.search(Query("x"))
    with pytest.raises(EngineUnavailable):
        engine.index(documents(1))
    assert not engine.healthy()


def test_errors_of_the_caller_leave_nothing_open(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(KeyError), store.writing() as connection:
        schema.set_meta(connection, "position", 4)
        raise KeyError("x")
    with store.reading() as connection:
        assert schema.meta(connection, "position") == 0
    store.close()
    assert issubclass(IndexLost, Exception)


def test_many_threads_read_while_one_writes(embedded):
    embedded.index(documents(20), 1)
    stop = threading.Event()
    wrong = []

    def read():
        while not stop.is_set():
            results = embedded.search(Query("tin", facets=("kind",)))
            counted = sum(item.count for item in results.facets["kind"])
            if results.total < 20 or counted < 20 or len(results.hits) != 20:
                wrong.append((results.total, counted, len(results.hits)))
        embedded.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(20, 60):
        embedded.index(documents(1, start=number), number)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert embedded.search(Query("tin")).total == 60


def test_two_writers_take_turns(embedded):
    def write(start):
        for number in range(start, start + 15):
            embedded.index(documents(1, start=number))
        embedded.close()

    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 100)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    assert embedded.count() == 30


def test_a_forked_child_opens_its_own_connection(embedded):
    embedded.index(documents(3), 1)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, str(embedded.search(Query("tin")).total).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read) as answer:
        assert answer.read() == "3"
    embedded.index(documents(1, start=3))
    assert embedded.count() == 4


def test_fts_integrity_after_many_changes(embedded, tmp_path):
    for version in range(1, 6):
        embedded.index(
            Document(f"m{n}/vi", version, live=(n + version) % 3 > 0, public_id=f"m{n}", language="vi",
                     title=f"Tin {version}", body=f"Nội dung {n} " * 20)
            for n in range(40)
        )  # fmt: skip
    embedded.close()
    connection = sqlite3.connect(tmp_path / "search" / FILE_NAME)
    connection.execute("INSERT INTO d (d) VALUES ('integrity-check')")  # raises when words and index differ
    live = connection.execute("SELECT count(*) FROM document WHERE live").fetchone()[0]
    assert connection.execute("SELECT count(*) FROM terms").fetchone()[0] == live
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()


def test_a_new_index_is_opened_by_many_at_once(tmp_path):
    wrong = []

    def work(engine, start):
        try:
            engine.index(documents(2, start=start))
            engine.close()
        except EngineUnavailable as error:
            wrong.append(str(error))

    for attempt in range(15):
        engine = EmbeddedEngine(tmp_path / str(attempt))
        threads = [threading.Thread(target=work, args=(engine, 10 * n)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert engine.count() == 8
        engine.close()
    assert wrong == []

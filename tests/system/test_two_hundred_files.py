"""Two hundred files, forty of them bad, through the real door, jail and worker of an installation of its own."""

from __future__ import annotations

import json
import re

import pytest

from media_pipeline.messages_door import DOOR
from tests.system.hostile_folder import Bad, write_folder
from tests.system.installation import Installation, stop

MEMORY = 1500 * 1024 * 1024


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The folder imported and processed by a living worker."""
    home = tmp_path_factory.mktemp("hai-tram")
    folder = home / "gui"
    folder.mkdir()
    good, bad = write_folder(folder)
    kho = Installation(home / "data")
    kho.manage("migrate", "-v", "0", out=home / "migrate")
    with kho.measured():
        worker = kho.start("media_worker", out=home / "worker")
        code = kho.start("import_materials", str(folder), "--agency", "G06", "--json", out=home / "import").wait()
        lines = {each["file"]: each for each in map(json.loads, (home / "import").read_text().splitlines())}
        kho.start("process_media", "--wait", "--json", "--timeout", "400", out=home / "process").wait()
        alive = worker.poll() is None
        stop(worker)
    return {
        "kho": kho, "good": good, "bad": bad, "code": code, "lines": lines, "alive": alive, "worker": worker,
        "folder": folder, "home": home,
    }  # fmt: skip


def outcome(kho: Installation, name: str) -> list[tuple[str, str | None]]:
    """(recipe, error code of its last run or None when complete) of every build that needs this file."""
    return kho.rows(
        """
        SELECT DISTINCT b.recipe, CASE WHEN b.completed_at IS NULL THEN
          (SELECT r.error_code FROM media_pipeline_processingrun r WHERE r.build_id = b.id ORDER BY r.id DESC LIMIT 1)
          END
        FROM library_fileversion v JOIN media_pipeline_buildinput i ON i.file_id = v.media_file_id
        JOIN media_pipeline_build b ON b.id = i.build_id WHERE v.name = ?
        """,
        name,
    )


def refusal(bad: Bad) -> str:
    """The text of the code, with the file's name; other parameters stand as they are in the wording."""
    return DOOR[bad.code].vi.replace("{name}", bad.name)


def same(found: str, wanted: str) -> bool:
    """Whether a text is the wording with its parameters filled in."""
    pattern = "".join(".*" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[a-z_]+\})", wanted))
    return re.fullmatch(pattern, found, re.DOTALL) is not None


def test_two_hundred_files_forty_of_them_bad(done):
    assert (len(done["good"]), len(done["bad"])) == (160, 40)
    assert len(done["lines"]) == 200
    assert done["code"] == 1


def test_each_bad_file_has_the_verdict_of_the_table(done):
    found = {}
    for bad in done["bad"]:
        line = done["lines"][bad.name]
        if line["status"] == "refused":
            found[bad.name] = line["reason"]
        else:
            codes = {code for _, code in outcome(done["kho"], bad.name) if code}
            found[bad.name] = f"failed: {bad.code in codes}"
    wanted = {bad.name: refusal(bad) if bad.verdict == "refused" else "failed: True" for bad in done["bad"]}
    differ = {name: (found[name], wanted[name]) for name in wanted if not same(found[name], wanted[name])}
    assert differ == {}


def test_each_refusal_says_its_own_reason_with_the_name_of_the_file(done):
    refused = [bad for bad in done["bad"] if bad.verdict == "refused"]
    reasons = {bad.name: done["lines"][bad.name]["reason"] for bad in refused}
    assert all(name in reason for name, reason in reasons.items())
    by_code: dict[str, set[str]] = {}
    for bad in refused:
        by_code.setdefault(bad.code, set()).add(reasons[bad.name].replace(bad.name, "…")[:40])
    heads = [head for group in by_code.values() for head in group]
    assert len(set(heads)) >= len(by_code)
    assert len(by_code) >= 10


def test_every_good_file_is_accepted_and_complete(done):
    not_accepted = [name for name, _ in done["good"] if done["lines"][name]["status"] != "accepted"]
    assert not_accepted == []
    incomplete = [(name, outcome(done["kho"], name)) for name, _ in done["good"]]
    assert [each for each in incomplete if not each[1] or any(code for _, code in each[1])] == []


def test_the_worker_lives_and_stops_when_told(done):
    assert done["alive"]
    assert done["worker"].returncode == 0, (done["home"] / "worker.err").read_text()[-3000:]


def test_no_temporary_file_is_left(done):
    assert done["kho"].scratch() == []
    assert [str(path) for path in (done["kho"].data / "media").rglob("*.partial*")] == []


def test_no_process_took_more_than_a_gigabyte_and_a_half(done):
    peaks = done["kho"].peaks
    print("largest by program, MB:", {program: held // 1024**2 for program, held in peaks.items()})
    assert {"ffmpeg", "ffprobe"} & set(peaks), "the jailed programs were not seen"
    assert 0 < max(peaks.values()) < MEMORY


def test_a_second_import_adds_nothing(done):
    kho = done["kho"]
    count = "SELECT (SELECT count(*) FROM library_material), (SELECT count(*) FROM library_fileversion)"
    before = kho.rows(count)
    order = ("import_materials", str(done["folder"]), "--agency", "G06", "--json")
    code = kho.start(*order, out=done["home"] / "2").wait()
    lines = [json.loads(line) for line in (done["home"] / "2").read_text().splitlines()]
    assert (code, kho.rows(count)) == (1, before)
    assert {line["status"] for line in lines} == {"duplicate", "refused"}

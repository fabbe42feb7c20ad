"""Small programs in the jail: their answers, their failures, and their deaths come back as codes."""

from pathlib import Path

import pytest

from media_pipeline.errors import MediaError, ProcessingFailed, Refused, Stopped
from media_pipeline.jail import Limits, child


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes `trial.py` beside the real helper for answers."""
    folder = tmp_path / "children"
    folder.mkdir()
    (folder / "answer.py").write_text((child.CHILDREN / "answer.py").read_text())
    monkeypatch.setattr(child, "CHILDREN", folder)

    def write(body: str) -> None:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        (folder / "trial.py").write_text(
            f"import answer, os, sys, time\ndef work(request):\n{lines}answer.main(work)\n"
        )

    return write


def failure(error: type[MediaError] = ProcessingFailed, **options: object) -> MediaError:
    """The error of a call."""
    with pytest.raises(error) as caught:
        child.call("trial", {}, error=error, **options)
    return caught.value


def test_request_and_answer(script) -> None:
    script("return {'twice': request['word'] * 2}")
    assert child.call("trial", {"word": "Ê Đê"}) == {"twice": "Ê ĐêÊ Đê"}


def test_percent_is_heard_on_the_way(script) -> None:
    script("answer.percent(10)\nprint('chatter')\nanswer.percent(99.96)\nreturn {}")
    heard: list[float] = []
    assert child.call("trial", {}, on_percent=heard.append) == {}
    assert heard == [10.0, 100.0]


@pytest.mark.parametrize("error", [Refused, ProcessingFailed])
def test_a_reason_keeps_its_code_and_parameters(script, error: type[MediaError]) -> None:
    script("raise answer.Failure('captions_time', line=3, found='x')")
    reason = failure(error)
    assert type(reason) is error
    assert (reason.code, reason.params) == ("captions_time", {"line": 3, "found": "x"})


def test_a_code_that_nobody_knows_is_not_passed_on(script) -> None:
    script("raise answer.Failure('made_up', where='here')")
    assert failure().code == "child_failed"


@pytest.mark.parametrize(
    "body",
    ["raise ValueError('boom')", "os._exit(0)", "os.abort()", "print('{\"ok\": {}}', flush=True); os._exit(3)",
     "print('{\"ok\": []}'); os._exit(0)", "print('[1]'); os._exit(0)"],
)  # fmt: skip
def test_a_child_that_dies_without_a_proper_answer_has_failed(script, body: str) -> None:
    script(body)
    reason = failure()
    assert reason.code == "child_failed" and set(reason.params) == {"detail"}


def test_the_caller_names_the_code_of_a_death(script) -> None:
    script("raise ValueError('boom')")
    assert failure(broken="pdf_damaged").params == {"detail": "ValueError: boom"}


@pytest.mark.parametrize(
    ("body", "limits", "code"),
    [
        ("x = b'x' * 700_000_000", Limits(memory=300_000_000), "too_heavy"),
        ("while True: pass", Limits(cpu_seconds=1), "too_slow"),
        ("time.sleep(60)", Limits(wall_seconds=0.4), "too_slow"),
    ],
)
def test_limits_have_codes_of_their_own(script, body: str, limits: Limits, code: str) -> None:
    script(body)
    assert failure(limits=limits).code == code


def test_at_the_door_every_limit_is_one_code(script) -> None:
    script("time.sleep(60)")
    reason = failure(Refused, limits=Limits(wall_seconds=0.4), heavy="check_too_heavy")
    assert (reason.code, reason.params) == ("check_too_heavy", {"what": "time"})


def test_stop_goes_through(script) -> None:
    script("time.sleep(60)")
    with pytest.raises(Stopped):
        child.call("trial", {}, stop=lambda: True)


def test_a_full_disk_is_the_machines_fault(script) -> None:
    script("raise OSError(28, 'No space left on device')")
    assert failure().code == "scratch_full"

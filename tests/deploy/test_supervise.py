"""The supervisor behind `make run`, with real child processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

# Runs in a process of its own: signal handlers belong to the main thread of the supervisor's process.
DRIVER = """
import signal, sys
signal.alarm(60)  # a test that waits in vain ends with a message
sys.path.insert(0, {deploy!r})
import supervise
from supervise import Part, Stopped, Supervisor
supervise.FIRST_PAUSE = 0.05
say = lambda vietnamese, english="": print(vietnamese, flush=True)
supervisor = Supervisor(say, grace={grace})
{body}
"""

# One write for the line: two children share the pipe.
CHILD = "import os, time; os.write(1, b'child %d\\n' % os.getpid()); time.sleep(600)"
DEAF_CHILD = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + CHILD
WAIT_THEN_STOP = "supervisor.wait(); supervisor.stop(); print('stopped', flush=True)"


def part(name: str, code: str) -> str:
    return f"supervisor.add(Part({name!r}, [sys.executable, '-c', {code!r}], pause=0.05))\n"


@pytest.fixture
def supervisor():
    """Starts a driver; ends it and its group whatever the test did."""
    started = []

    def start(body: str, grace: float = 5.0) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER.format(deploy=str(DEPLOY), grace=grace, body=body)],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def read_until(process: subprocess.Popen, word: str) -> str:
    """The first line of output that holds the word."""
    for line in process.stdout:
        if word in line:
            return line
    raise AssertionError(f"the output ended before {word!r}")


def gone(pid: int, seconds: float = 10.0) -> bool:
    """Is the process gone within some seconds? A dead one that waits for its parent counts as gone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_killed_child_is_started_again_and_named(supervisor):
    process = supervisor(part("worker", CHILD) + WAIT_THEN_STOP)
    first = int(read_until(process, "child").split()[1])
    os.kill(first, signal.SIGKILL)
    assert "“worker”" in read_until(process, "đã dừng (mã -9)")
    second = int(read_until(process, "child").split()[1])
    assert second != first


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_every_part_and_exits_zero(supervisor, number):
    process = supervisor(part("one", CHILD) + part("two", CHILD) + WAIT_THEN_STOP)
    pids = [int(read_until(process, "child").split()[1]) for _ in range(2)]
    process.send_signal(number)
    assert read_until(process, "stopped")
    assert process.wait(20) == 0
    assert all(gone(pid) for pid in pids)


def test_a_part_that_ignores_sigterm_is_killed_after_the_grace(supervisor):
    process = supervisor(part("deaf", DEAF_CHILD) + WAIT_THEN_STOP, grace=0.5)
    child = int(read_until(process, "child").split()[1])
    process.terminate()
    assert read_until(process, "stopped")
    assert process.wait(20) == 0
    assert gone(child)


def test_what_a_dead_part_left_running_is_ended_before_the_restart(supervisor):
    code = (
        "import subprocess, sys, time\n"
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "import os; os.write(1, b'child %d\\n' % left.pid)\n"
        "time.sleep(0.2)\n"
        "sys.exit(3)\n"
    )
    process = supervisor(part("leaver", code) + WAIT_THEN_STOP)
    left_behind = int(read_until(process, "child").split()[1])
    assert "mã 3" in read_until(process, "đã dừng")
    assert gone(left_behind)


def test_children_end_when_the_supervisor_itself_is_killed(supervisor):
    process = supervisor(part("orphan", CHILD) + WAIT_THEN_STOP)
    child = int(read_until(process, "child").split()[1])
    process.kill()
    assert gone(child)


def test_the_pause_before_a_restart_doubles(supervisor):
    body = part("crasher", "raise SystemExit(1)") + (
        "supervisor.wait(60, until=lambda: supervisor.parts[0].deaths >= 3)\n"
        "print('pause', supervisor.parts[0].pause, flush=True)\n"
        "supervisor.stop()\n"
    )
    process = supervisor(body)
    assert float(read_until(process, "pause").split()[1]) == pytest.approx(0.4)


def test_steps_run_side_by_side_and_give_their_exit_codes(supervisor):
    meet = (  # each waits for the other's file: one after the other they would never end
        "import pathlib, sys, time\n"
        "mine, other, code = sys.argv[1:]\n"
        "pathlib.Path(mine).touch()\n"
        "while not pathlib.Path(other).exists(): time.sleep(0.02)\n"
        "sys.exit(int(code))\n"
    )
    body = (
        "import tempfile\n"
        "folder = tempfile.mkdtemp()\n"
        f"run = lambda mine, other, code: [sys.executable, '-c', {meet!r}, folder + mine, folder + other, code]\n"
        "print('codes', supervisor.steps(run('/a', '/b', '0'), run('/b', '/a', '7')), flush=True)\n"
    )
    assert "[0, 7]" in read_until(supervisor(body), "codes")


def test_a_stop_during_a_step_ends_the_step(supervisor):
    body = (
        "try:\n"
        f"    supervisor.steps([sys.executable, '-c', {CHILD!r}])\n"
        "except Stopped:\n"
        "    print('stopped early', flush=True)\n"
    )
    process = supervisor(body)
    child = int(read_until(process, "child").split()[1])
    process.terminate()
    assert read_until(process, "stopped early")
    assert gone(child)

"""What a program can and cannot do in the jail, at every level that works on this machine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from media_pipeline import jail
from media_pipeline.errors import JailUnavailable, MediaError, Stopped
from media_pipeline.jail import Limits, levels

PYTHON = [sys.executable, "-E", "-s", "-S", "-B", "-c"]
CONFINED = [name for name in ("bubblewrap", "landlock") if levels.works(name)]
EVERY = [*CONFINED, "limits"]


def inside(code: str, level: str, **options: object) -> jail.Finished:
    """Python code in the jail."""
    return jail.run([*PYTHON, code], level=level, **options)


def test_this_machine_confines() -> None:
    assert CONFINED, "neither bubblewrap nor Landlock works here: the rest of this file would prove nothing"
    assert jail.level("require") == CONFINED[0] == jail.level("auto")


@pytest.mark.parametrize("level", CONFINED)
def test_only_the_given_paths_can_be_read(level: str, tmp_path: Path) -> None:
    secret, given = tmp_path / "secret.env", tmp_path / "given.txt"
    secret.write_text("SECRET_KEY=abc")
    given.write_text("read me")
    repository = Path(__file__).resolve().parents[2]
    for path in (secret, repository / "pyproject.toml", Path("/etc/passwd"), Path("/root"), Path("/var/log")):
        code = f"import os; p={str(path)!r}; print(os.listdir(p) if os.path.isdir(p) else open(p).read())"
        assert inside(code, level, read=[given]).returncode != 0, path
    finished = inside(f"print(open({str(given)!r}).read())", level, read=[given])
    assert finished.stdout == "read me\n"


@pytest.mark.parametrize("level", CONFINED)
def test_inputs_cannot_be_changed_and_outputs_can(level: str, tmp_path: Path) -> None:
    given, out = tmp_path / "given.txt", tmp_path / "out"
    given.write_text("original")
    out.mkdir()
    options = {"read": [given], "write": [out]}
    assert inside(f"open({str(given)!r}, 'a').write('x')", level, **options).returncode != 0
    assert (
        inside(f"open({str(tmp_path / 'beside')!r}, 'w').write('x')", level, **options).returncode != 0
        or not (tmp_path / "beside").exists()
    )  # bubblewrap has an empty folder of its own there
    assert inside(f"import os; os.unlink({str(given)!r})", level, **options).returncode != 0
    assert inside(f"open({str(out / 'made')!r}, 'w').write('x')", level, **options).returncode == 0
    assert given.read_text() == "original"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["given.txt", "out"]
    assert (out / "made").read_text() == "x"


@pytest.mark.parametrize("level", EVERY)
def test_the_environment_is_empty(level: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "in-the-environment")
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    finished = inside("import os; print(sorted(os.environ), os.environ['TMPDIR'])", level, write=[tmp_path])
    assert "SECRET" not in finished.stdout and "DATABASE" not in finished.stdout
    assert str(tmp_path) in finished.stdout


@pytest.mark.parametrize("level", CONFINED)
def test_other_processes_cannot_be_looked_at(level: str) -> None:
    for name in ("environ", "cmdline", "maps"):
        assert inside(f"print(open('/proc/{os.getpid()}/{name}').read())", level).returncode != 0


@pytest.mark.parametrize("level", EVERY)
@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_DGRAM"])
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_no_socket_of_any_kind(level: str, kind: str, family: str) -> None:
    finished = inside(f"import socket; socket.socket(socket.{family}, socket.{kind})", level)
    assert finished.returncode != 0
    assert "PermissionError" in finished.stderr


@pytest.mark.parametrize("level", EVERY)
def test_no_listener_hears_anything(level: str) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.mp4"
        finished = jail.run(["ffprobe", "-v", "error", address], level=level)
        assert finished.returncode != 0
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("level", EVERY)
@pytest.mark.parametrize(
    "code",
    ["import os; os.fork()", "import subprocess; subprocess.run(['/bin/true'])", "import os; os.system('true') and 1/0",
     "import os; os.posix_spawn('/bin/true', ['true'], {})"],
)  # fmt: skip
def test_no_second_process(level: str, code: str) -> None:
    assert inside(code, level).returncode != 0


@pytest.mark.parametrize("level", EVERY)
def test_threads_are_allowed(level: str) -> None:
    code = "import threading as t; a=[]; x=[t.Thread(target=a.append, args=(1,)) for _ in range(8)]\n"
    code += "[each.start() for each in x]; [each.join() for each in x]; print(len(a))"
    assert inside(code, level).stdout == "8\n"


@pytest.mark.parametrize("level", EVERY)
def test_others_cannot_be_signalled(level: str) -> None:
    finished = inside(f"import os; os.kill({os.getpid()}, 0)", level)
    assert finished.returncode != 0
    assert inside("import os; os.abort()", level).returncode != 0, "its own end is its own"


@pytest.mark.parametrize("level", EVERY)
@pytest.mark.parametrize("call", ["ptrace", "unshare", "mount", "io_uring_setup", "bpf", "keyctl", "process_vm_readv"])
def test_the_kernels_side_doors_are_shut(level: str, call: str) -> None:
    from media_pipeline.jail.inside import seccomp

    number = {name: intel for name, intel, _ in seccomp._DENIED}[call]
    code = f"import ctypes as c; l=c.CDLL(None, use_errno=True); print(l.syscall({number},0,0,0,0,0), c.get_errno())"
    assert inside(code, level).stdout == "-1 1\n"


@pytest.mark.parametrize("level", EVERY)
def test_a_file_cannot_grow_beyond_its_limit(level: str, tmp_path: Path) -> None:
    code = f"f=open({str(tmp_path / 'big')!r},'wb')\nfor _ in range(100): f.write(bytes(1_000_000))"
    finished = inside(code, level, write=[tmp_path], limits=Limits(file_bytes=5_000_000))
    assert finished.returncode != 0 and finished.limit == "file_bytes"
    assert (tmp_path / "big").stat().st_size <= 5_000_000


@pytest.mark.parametrize("level", EVERY)
def test_memory_ends_at_its_limit(level: str) -> None:
    finished = inside("b'x' * 600_000_000", level, limits=Limits(memory=300_000_000))
    assert finished.returncode != 0 and finished.limit == "memory"


@pytest.mark.parametrize("level", EVERY)
def test_cpu_time_ends_at_its_limit(level: str) -> None:
    finished = inside("while True: pass", level, limits=Limits(cpu_seconds=1))
    assert finished.returncode != 0 and finished.limit == "cpu"


@pytest.mark.parametrize("level", EVERY)
def test_waiting_ends_at_the_wall_clock(level: str) -> None:
    finished = inside("import time; time.sleep(60)", level, limits=Limits(wall_seconds=0.5))
    assert finished.timed_out and finished.limit == "time"
    assert finished.seconds < 30


@pytest.mark.parametrize("level", EVERY)
def test_endless_output_is_not_kept(level: str) -> None:
    finished = inside("while True: print('x' * 1000)", level, limits=Limits(output_bytes=1_000_000, wall_seconds=60))
    assert finished.returncode != 0 and not finished.timed_out
    assert len(finished.stdout) < 2_000_000


@pytest.mark.parametrize("level", EVERY)
def test_stop_kills_at_once_and_leaves_nothing(level: str, tmp_path: Path) -> None:
    marker = tmp_path / "alive"
    code = f"import time\nwhile True: open({str(marker)!r},'w').write(str(time.time())); time.sleep(0.02)"
    with pytest.raises(Stopped):
        inside(code, level, write=[tmp_path], stop=marker.exists)
    last = marker.read_text()
    time.sleep(0.3)
    assert marker.read_text() == last


@pytest.mark.parametrize("level", EVERY)
def test_an_error_of_the_caller_ends_the_program_too(level: str) -> None:
    def angry(line: str) -> None:
        raise ZeroDivisionError(line)

    with pytest.raises(ZeroDivisionError, match="hello"):
        inside("import time; print('hello', flush=True); time.sleep(60)", level, on_line=angry)


@pytest.mark.parametrize("level", EVERY)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_when_the_caller_dies_so_does_the_program(level: str, number: signal.Signals, tmp_path: Path) -> None:
    marker = tmp_path / "alive"
    work = f"import time\nwhile True: open({str(marker)!r},'w').write(str(time.time())); time.sleep(0.02)"
    caller = (
        "import sys; from pathlib import Path; from media_pipeline import jail\n"
        f"jail.run([sys.executable, '-E', '-s', '-S', '-B', '-c', {work!r}], write=[Path({str(tmp_path)!r})],"
        f" level={level!r})"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", caller], cwd=root) as process:
        while not marker.exists():
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        process.wait()
    deadline = time.monotonic() + 20
    seen = None
    while seen != (seen := marker.read_text()):
        assert time.monotonic() < deadline, "it writes on"
        time.sleep(0.5)
    assert seen


@pytest.mark.parametrize("level", EVERY)
def test_lines_come_one_by_one_and_errors_are_kept_to_the_end(level: str) -> None:
    lines: list[str] = []
    code = "import sys; print('một'); print('hai'); print('e' * 20000, file=sys.stderr); print('last', file=sys.stderr)"
    finished = inside(code, level, on_line=lines.append)
    assert lines == ["một", "hai"] and finished.stdout == ""
    assert finished.stderr.endswith("last\n") and len(finished.stderr) <= 8192


def test_a_missing_program_is_named() -> None:
    with pytest.raises(MediaError) as error:
        jail.run(["no-such-program"])
    assert (error.value.code, error.value.params) == ("tool_missing", {"tool": "no-such-program"})


def test_require_refuses_to_run_bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "_probe", lambda name: "forbidden here")
    with pytest.raises(JailUnavailable) as refused:
        jail.run(["true"], policy="require")
    text = str(refused.value)
    assert refused.value.code == "jail_unavailable"
    assert "không cô lập" in text and "cannot confine" in text and "forbidden here" in text


def test_auto_runs_bare_with_a_loud_warning(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(levels, "_probe", lambda name: "forbidden here")
    levels._warn_bare.cache_clear()
    assert jail.level("auto") == "limits"
    assert "WITHOUT A JAIL" in caplog.text
    assert jail.run(["true"], policy="auto").level == "limits"


def test_where_namespaces_are_forbidden_landlock_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    real = levels._probe
    monkeypatch.setattr(levels, "_probe", lambda name: "No permissions" if name == "bubblewrap" else real(name))
    assert jail.level("require") == "landlock"


def test_the_policy_comes_from_configuration_or_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "_policy", None)
    monkeypatch.setenv("SANDBOX", "off")
    assert jail.level() == "limits"
    monkeypatch.setenv("SANDBOX", "perhaps")
    with pytest.raises(ValueError, match="SANDBOX"):
        jail.level()
    jail.configure("require")
    assert jail.level() in CONFINED
    with pytest.raises(ValueError, match="SANDBOX"):
        jail.configure("maybe")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_is_confined_too(tmp_path: Path) -> None:
    somebody = {"user": 65534, "group": 65534, "extra_groups": []}
    root = Path(__file__).resolve().parents[2]
    visible = subprocess.run(["/usr/bin/test", "-r", root / "pyproject.toml", "-a", "-x", sys.executable], **somebody)
    if visible.returncode != 0:
        pytest.skip("this checkout lies in a folder that only its owner may enter")
    code = (
        "import sys; from media_pipeline import jail\n"
        "names = [n for n in ('bubblewrap', 'landlock') if jail.levels.works(n)]\n"
        "for n in names:\n"
        "    work = 'import os; print(os.getuid()); open(\"/etc/shadow\")'\n"
        "    f = jail.run([sys.executable, '-S', '-c', work], level=n)\n"
        "    print(n, f.stdout.strip(), f.returncode)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=root, capture_output=True,
        text=True, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root)}, **somebody,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{name} 65534 1" for name in CONFINED]

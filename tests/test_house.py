"""The house rules that a machine can hold: documents name what exists, files stay small, exceptions have reasons."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ("cms", "media_pipeline", "search", "themes", "deploy")


def tracked(pattern: str) -> list[Path]:
    """Files of this kind that belong to the project."""
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", pattern]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


SOURCES = [path for path in tracked("*.py") if "migrations" not in path.parts]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/RESILIENCY.md").read_text("utf-8"))))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_a_promise_names_exists(file, name):
    assert name in {function.name for function in functions(ROOT / file)}


def test_many_promises_are_named():
    assert len(NAMED) >= 80


def test_decisions_are_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs/adr").glob("*.md")]
    assert numbers
    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() for number in numbers)


def test_commands_are_explained_to_who_runs_kho():
    operations = (ROOT / "docs/operations.md").read_text("utf-8")
    commands = {path.stem for path in tracked("*/management/commands/*.py")} - {"__init__"}
    assert commands
    assert {name for name in commands if not re.search(rf"\b{name}\b", operations)} == set()


def test_every_row_of_a_promise_names_a_test():
    text = (ROOT / "docs/RESILIENCY.md").read_text("utf-8").split("## Figures")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| |  | ")]
    heads = [line for line in rows if line.rstrip().endswith("| test | seen |")]
    assert len(heads) == 3
    assert [row[:60] for row in rows if row not in heads and "::test_" not in row] == []


def test_every_scenario_is_held_or_confessed():
    text = (ROOT / "docs/RESILIENCY.md").read_text("utf-8")
    spans = {"H1 to H7": "H1 H2 H3 H4 H5 H6 H7"}
    for span, meant in spans.items():
        text = text.replace(span, meant)
    wanted = {f"{letter}{n}" for letter, last in (("F", 14), ("H", 14), ("A", 12)) for n in range(1, last + 1)}
    assert wanted - set(re.findall(r"\b[FHA]\d+\b", text)) == set()


def test_nothing_is_left_to_do_in_the_code():
    words = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*SOURCES, *tracked("*.sh"), *tracked("themes/*.html"), *tracked("*.js")]
        if "vendor" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def test_every_test_can_fail():
    """A test holds an assertion, or calls something that says by its name that it does."""
    idle = []
    for path in SOURCES:
        if not path.name.startswith("test_"):
            continue
        for function in functions(path):
            if not function.name.startswith("test_"):
                continue
            calls = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
            if not any(isinstance(node, ast.Assert) for node in ast.walk(function)) and not any(
                word in call for call in calls for word in ("raises", "assert", "check", "verify", "expect")
            ):
                idle.append(f"{path.relative_to(ROOT)}::{function.name}")
    assert idle == []


def test_files_are_small_enough():
    assert [str(path.relative_to(ROOT)) for path in SOURCES if len(path.read_text("utf-8").splitlines()) > 500] == []


def test_functions_are_short_enough():
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in SOURCES
        for function in functions(path)
        if function.end_lineno - function.lineno + 1 > 60
    ]
    assert long == []


def test_a_broad_except_says_why():
    silent = []
    for path in SOURCES:
        lines = path.read_text("utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = ast.unparse(node.type) if node.type else "everything"
            if caught in {"everything", "Exception", "BaseException"} and "#" not in lines[node.lineno - 1]:
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert silent == []


def test_no_dumping_grounds():
    grounds = {"utils", "util", "helpers", "helper", "misc", "common"}
    assert [str(path) for path in SOURCES if path.stem in grounds and path.parts[-2] != "tests"] == []


@pytest.mark.parametrize("folder", CODE)
def test_the_product_reads_nothing_outside_itself(folder):
    inside = [path for path in SOURCES if path.relative_to(ROOT).parts[0] == folder]
    assert [str(path) for path in inside if "../shared" in path.read_text("utf-8")] == []

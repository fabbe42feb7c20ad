"""Every code that is raised stands in the list with its parameters, and every code of the list is raised."""

import ast
from pathlib import Path

import media_pipeline
from media_pipeline.errors import CODES, MediaError, ProcessingFailed, Refused

ROOT = Path(media_pipeline.__file__).parent
OURS = ["jail", "ffmpeg", "recipes", "children"]
FILES = [path for name in OURS for path in (ROOT / name).rglob("*.py")] + [
    ROOT / f"{name}.py" for name in ("sniff", "images", "pdf", "captions", "packaging", "boxes", "door_check", "errors")
]
CLASSES = {"Refused", "ProcessingFailed", "MediaError", "JailUnavailable", "Failure"}


def raised() -> list[tuple[str, str, frozenset[str] | None]]:
    """(file, code, parameter names) of every error made with a literal code; None for `**params`."""
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CLASSES or name == "error":
                names = [keyword.arg for keyword in node.keywords]
                found.append((path.name, node.args[0].value, None if None in names else frozenset(map(str, names))))
    return found


def test_every_raise_matches_the_list() -> None:
    calls = raised()
    assert len(calls) > 40
    for place, code, names in calls:
        assert code in CODES, f"{place}: {code} is not in CODES"
        assert names is None or names == frozenset(CODES[code]), f"{place}: {code} with {sorted(names)}"


def test_every_code_of_the_list_is_used() -> None:
    text = "".join(path.read_text() for path in FILES if path.name != "errors.py")
    elsewhere = "".join(path.read_text() for path in ROOT.glob("*.py") if path.name != "errors.py")
    unused = [code for code in CODES if f'"{code}"' not in text + elsewhere]
    assert unused == []


def test_errors_carry_code_and_parameters() -> None:
    error = Refused("media_codec", codec="dts")
    assert isinstance(error, MediaError) and not isinstance(error, ProcessingFailed)
    assert (error.code, error.params, str(error)) == ("media_codec", {"codec": "dts"}, "media_codec(codec='dts')")

"""docs/ and SECURITY.md keep up with what is pinned, installed and read from the environment."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPENDENCIES = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """First cell of each table row → its other cells."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3:
            found[cells[0]] = cells[1:]
    return found


def required(name: str) -> list[str]:
    """The package names of a requirements file."""
    lines = (ROOT / name).read_text().splitlines()
    return [re.match(r"[A-Za-z0-9._-]+", line).group() for line in lines if re.match(r"[A-Za-z0-9]", line)]


@pytest.mark.parametrize("name", [*required("requirements.in"), *required("requirements-dev.in")])
def test_every_required_package_has_a_licence_and_a_reason(name):
    licence, reason = rows(DEPENDENCIES)[name]
    assert licence
    assert len(reason) > 5


def test_no_row_is_about_a_package_that_left():
    python = DEPENDENCIES.split("## Vendored files")[0]
    named = set(rows(python)) - {"package", "---"}
    assert named == {*required("requirements.in"), *required("requirements-dev.in"), "uv"}


def test_every_debian_package_of_the_bootstrap_is_listed():
    script = (ROOT / "deploy" / "bootstrap.sh").read_text()
    packages = re.findall(r"^([a-z0-9.+-]+)\|[^|]+\|(?:must|may)$", script, flags=re.M)
    assert len(packages) > 8
    first_words = {name.split(" ")[0] for name in rows(DEPENDENCIES)}
    assert set(packages) <= first_words


def test_every_vendored_file_is_listed():
    patterns = re.findall(r"[a-z-]+-\*|[a-z-]+(?:\.min\.js)?", " ".join(rows(DEPENDENCIES)))
    folders = ["themes/default/static/kho/fonts", "themes/default/static/kho/js/vendor", "tests/vendor"]
    names = [path.name for folder in folders for path in (ROOT / folder).iterdir() if path.suffix in {".woff2", ".js"}]
    assert names
    missing = [name for name in names if not any(fnmatch(name.removesuffix(".woff2"), each) for each in patterns)]
    assert missing == []


def variables() -> set[str]:
    """Every environment variable that the settings, the web server and the deploy scripts read."""
    found = set()
    for path in [*(ROOT / "cms" / "config" / "settings").glob("*.py"), *(ROOT / "deploy").glob("*.py")]:
        if path.name == "test.py":
            continue
        text = path.read_text()
        found |= set(re.findall(r"""environ(?:\.get\(|\[)\s*["']([A-Z0-9_]+)["']""", text))
        found |= set(re.findall(r"""env=["']([A-Z0-9_]+)["']""", text))
    for path in (ROOT / "deploy" / "backup").glob("*.sh"):
        found |= set(re.findall(r"\$\{(KHO_[A-Z_]+):-", path.read_text()))
    return found


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_environment_variable_is_explained(name):
    settings = OPERATIONS.split("## Settings")[1].split("\n## ")[0]
    assert f"`{name}`" in settings


def test_no_setting_is_explained_that_nobody_reads():
    settings = OPERATIONS.split("## Settings")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in settings.splitlines() if line.startswith("| `")]
    explained = set(re.findall(r"`([A-Z0-9_]+)`", " ".join(cells)))
    assert explained - variables() <= {"DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("name", ["docs/operations.md", "SECURITY.md", "docs/dependencies.md"])
def test_files_that_the_documents_name_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"`((?:deploy|cms|docs|tests)/[A-Za-z0-9_./-]+\.[a-z]+)[` ]", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []

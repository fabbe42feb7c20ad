"""Colours keep their contrast in every theme, light and dark; a theme changes only what it may."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.themes.rendering import ROOT, STATIC

THEMES = ROOT / "themes"
TOKENS = (STATIC / "kho" / "css" / "tokens.css").read_text(encoding="utf-8")
DEFAULT = tomllib.loads((THEMES / "default" / "theme.toml").read_text(encoding="utf-8"))
NAMES = sorted(path.parent.name for path in THEMES.glob("*/theme.toml"))
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")

TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
PAIRS = [
    *((ink, paper, TEXT) for ink in ("ink", "ink-soft", "link") for paper in ("paper", "paper-raised", "paper-sunk")),
    ("madder", "paper", TEXT), ("madder", "paper-raised", TEXT), ("leaf", "paper-raised", TEXT),
    ("on-cloth", "cloth", TEXT), ("on-cloth-soft", "cloth", TEXT), ("on-cloth", "cloth-deep", TEXT),
    ("on-cloth-soft", "cloth-deep", TEXT), ("on-urgent", "urgent", TEXT), ("on-turmeric", "turmeric", TEXT),
    ("edge", "paper", SHAPE), ("edge", "paper-raised", SHAPE), ("cloth-edge", "paper", SHAPE),
    ("cloth-edge", "paper-raised", SHAPE), ("focus", "paper", SHAPE), ("focus-on-cloth", "cloth", SHAPE),
]  # fmt: skip


def built_in(scheme: str) -> dict[str, str]:
    """The colours of tokens.css; the dark scheme overrides the light one."""
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    colours = dict(COLOUR.findall(light))
    return colours if scheme == "light" else {**colours, **dict(COLOUR.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def theme(name: str) -> dict:
    return tomllib.loads((THEMES / name / "theme.toml").read_text(encoding="utf-8"))


def themed(name: str, scheme: str) -> dict[str, str]:
    """The colours under a theme, whose sheet comes after Kho's: [light] holds in the dark too, except for [dark]."""
    settings = theme(name)
    colours = {**built_in(scheme), **settings["light"]}
    return colours if scheme == "light" else {**colours, **settings["dark"]}


def test_the_formula_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_every_pair_has_its_contrast(name: str, scheme: str) -> None:
    colours = themed(name, scheme)
    low = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    }
    assert low == {}


def test_the_default_theme_file_says_what_the_style_sheet_says() -> None:
    for scheme in ("light", "dark"):
        colours = built_in(scheme)
        assert {token: colours[token] for token in DEFAULT[scheme]} == DEFAULT[scheme]


@pytest.mark.parametrize("name", NAMES)
def test_a_theme_sets_only_themable_tokens(name: str) -> None:
    settings = theme(name)
    assert set(settings["light"]) <= set(DEFAULT["themable"])
    assert set(settings["dark"]) <= {*DEFAULT["themable"], *DEFAULT["themable_dark"]} - {"weave"}
    for token, value in {**settings["light"], **settings["dark"]}.items():
        if token == "weave":
            assert value in DEFAULT["weaves"]
        else:
            assert re.fullmatch(r"#[0-9a-f]{6}", value), token


def test_each_weave_of_the_contract_exists() -> None:
    from cms.portal.contexts.frame import WEAVES

    for weave in {*WEAVES.values(), *DEFAULT["weaves"]}:
        assert f"--weave-{weave}-a:" in TOKENS and f"--weave-{weave}-b:" in TOKENS
    base = (STATIC / "kho" / "css" / "base.css").read_text(encoding="utf-8")
    for weave in set(WEAVES.values()):
        assert f'[data-weave="{weave}"]' in base


@pytest.mark.parametrize("sheet", sorted((STATIC / "kho" / "css").glob("*.css")), ids=lambda path: path.name)
def test_sheets_use_only_tokens_that_exist_and_fit_the_house(sheet: Path) -> None:
    source = sheet.read_text(encoding="utf-8")
    everywhere = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "kho" / "css").glob("*.css"))
    defined = set(re.findall(r"(--[\w-]+):", everywhere))
    used = set(re.findall(r"var\((--[\w-]+)", source))
    assert used <= defined
    assert len(source.splitlines()) <= 300
    assert "http:" not in source.replace("http://www.w3.org/2000/svg", "") and "https:" not in source

"""Renders the example pages as strictly as can be: a variable outside the template contract is an error."""

import logging
from dataclasses import fields, is_dataclass
from pathlib import Path

from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory

from cms.portal import contexts
from tests.themes.example_contexts import PAGES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "themes" / "default" / "templates"
STATIC = ROOT / "themes" / "default" / "static"


class OutsideContract(AssertionError):
    """A template asked for something that the contexts do not hold."""


class MissingVariables(logging.Handler):
    """Django logs each failed look-up, also those that ``{% if %}`` and ``{% for %}`` swallow."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        self.found.append(record.getMessage())


def engine() -> DjangoTemplates:
    """Return the engine with the theme's templates alone: no context processors, no other folders."""
    options = {"string_if_invalid": "[[ngoài hợp đồng: %s]]", "context_processors": [], "debug": False}
    return DjangoTemplates({"NAME": "theme", "DIRS": [str(TEMPLATES)], "APP_DIRS": False, "OPTIONS": options})


def render_strictly(template: str, context: dict) -> str:
    """Render; raise OutsideContract when any variable could not be resolved."""
    handler, logger = MissingVariables(), logging.getLogger("django.template")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        html = engine().get_template(template).render(context, RequestFactory().get("/"))
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    if handler.found or "[[ngoài hợp đồng" in html:
        raise OutsideContract("\n".join(handler.found) or html)
    return html


def render_page(name: str) -> str:
    """Render the example page `name` of PAGES."""
    frame, content = PAGES[name]
    return render_strictly(content.template, {"frame": frame, "content": content})


def contract_fields() -> set[str]:
    """Return the names of all fields of the contract's dataclasses."""
    classes = [getattr(contexts, name) for name in contexts.__all__]
    return {field.name for each in classes if is_dataclass(each) for field in fields(each)}

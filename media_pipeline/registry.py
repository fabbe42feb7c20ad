"""How the pipeline talks to whoever uses it, without knowing them: callables registered at start-up.

``build_ready`` and ``references`` may be used as decorators; registering a callable twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from media_pipeline.recipes import Recipe

logger = logging.getLogger(__name__)

ReadyCallback = Callable[[int], None]
ReferencesCallback = Callable[[set[int]], Collection[int]]

_ready: list[ReadyCallback] = []
_references: list[ReferencesCallback] = []
_recipes: dict[str, Recipe] = {}


def build_ready(callback: ReadyCallback) -> ReadyCallback:
    """Call ``callback(build_id)`` after a build became complete, outside of any transaction.

    A worker that dies between the commit and the call loses the call: the listener must also compare what it needs
    with what exists now and then.
    """
    if callback not in _ready:
        _ready.append(callback)
    return callback


def references(callback: ReferencesCallback) -> ReferencesCallback:
    """Ask ``callback(ids)`` which of these ``MediaFile`` ids are still referred to, before any is removed."""
    if callback not in _references:
        _references.append(callback)
    return callback


def add_recipe(recipe: Recipe) -> Recipe:
    """Add a recipe beside those of ``media_pipeline.recipes`` (which it must not hide)."""
    from media_pipeline import recipes

    if recipe.name in recipes.names():
        raise ValueError(f"recipe {recipe.name} exists")
    _recipes[recipe.name] = recipe
    return recipe


def forget(item: object) -> None:
    """Undo a registration; unknown items are ignored."""
    for registered in (_ready, _references):
        if item in registered:
            registered.remove(item)
    for name in [name for name, recipe in _recipes.items() if recipe is item]:
        del _recipes[name]


def recipe(name: str) -> Recipe:
    """The recipe of this name at its current version. Raises ``LookupError`` for an unknown name."""
    from media_pipeline import recipes

    if name in _recipes:
        return _recipes[name]
    return recipes.get(name)


def current_versions() -> dict[str, int]:
    """Recipe name → version this program makes."""
    from media_pipeline import recipes

    every = [*(recipes.get(name) for name in recipes.names()), *_recipes.values()]
    return {each.name: each.version for each in every}


def notify_ready(build_id: int) -> None:
    """Tell every listener; one that fails is logged and does not keep the others from hearing."""
    for callback in list(_ready):
        try:
            callback(build_id)
        except Exception:  # a listener's fault must not reach the worker or the other listeners
            logger.exception("listener %r failed for build %s", callback, build_id)


def referenced(ids: set[int]) -> set[int]:
    """Those of ``ids`` that somebody refers to. A failing callback raises: in doubt nothing may be removed."""
    found: set[int] = set()
    for callback in _references:
        found |= set(callback(set(ids)))
    return found & ids


def has_references() -> bool:
    """Whether anybody can say what is still used; without such a voice nothing may count as unused."""
    return bool(_references)

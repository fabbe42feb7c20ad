"""What may be wished for: a recipe over inputs, as a value that can be compared and hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no spaces, letters as themselves. NaN is refused (``ValueError``)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: object) -> str:
    """sha256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class BuildSpec:
    """A wish: ``files`` and ``sources`` are (role, MediaFile id) and (role, BuildSpec) pairs in any order.

    ``version`` pins a version of the recipe; None means "what we have, else what the recipe makes today".
    Two specs are equal when they wish for the same thing, whatever the order of roles and parameters.
    """

    recipe: str
    files: tuple[tuple[str, int], ...] = ()
    sources: tuple[tuple[str, BuildSpec], ...] = ()
    params: Mapping = field(default_factory=dict, compare=False)
    version: int | None = None
    params_text: str = field(init=False, repr=False, default="")

    def __post_init__(self) -> None:
        roles = [role for role, _ in (*self.files, *self.sources)]
        if not roles:
            raise ValueError(f"{self.recipe}: a build needs an input")
        if len(set(roles)) != len(roles):
            raise ValueError(f"{self.recipe}: a role is given twice")
        text = canonical(dict(self.params))
        object.__setattr__(self, "params_text", text)
        object.__setattr__(self, "params", MappingProxyType(json.loads(text)))
        object.__setattr__(self, "files", tuple(sorted((role, int(pk)) for role, pk in self.files)))
        object.__setattr__(self, "sources", tuple(sorted(self.sources, key=lambda pair: pair[0])))

    @property
    def depth(self) -> int:
        """0 for a wish over files only, else one more than its deepest source."""
        return 1 + max((source.depth for _, source in self.sources), default=-1)

    @property
    def params_hash(self) -> str:
        """Identifies the parameters."""
        return hashlib.sha256(self.params_text.encode("utf-8")).hexdigest()

    def walk(self) -> Iterator[BuildSpec]:
        """The wish and all it stands on."""
        for _, source in self.sources:
            yield from source.walk()
        yield self


def by_depth(specs: Iterable[BuildSpec]) -> list[list[BuildSpec]]:
    """Every spec and its sources, once each, those without sources first."""
    every = dict.fromkeys(each for spec in specs for each in spec.walk())
    levels: dict[int, list[BuildSpec]] = {}
    for spec in every:
        levels.setdefault(spec.depth, []).append(spec)
    return [levels[depth] for depth in sorted(levels)]

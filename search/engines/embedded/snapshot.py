"""Facets as bitsets: for each value one Python integer with a bit per material. Counting is AND and bit_count."""

import json
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from search.engines.embedded import schema
from search.results import FacetValue

_NEVER = -(2**62)  # before any publication time


@dataclass
class Snapshot:
    """The small part of an index that every search needs, of one generation; replaced, never changed in place.

    `material_of[document id]` is the material's ordinal, 0 when the document is not live; `newest[ordinal]` the
    newest publication time of a material's live documents; `values[facet][value]` a bitset of materials.
    """

    epoch: str = ""
    generation: int = -1
    documents: int = 0
    live: int = 0
    material_of: array = field(default_factory=lambda: array("q", [0]))
    newest: array = field(default_factory=lambda: array("q", [0]))
    values: dict[str, dict[str, int]] = field(default_factory=dict)

    def filtered(self, filters: Mapping[str, Sequence[str]], *, without: str = "") -> int:
        """The live materials that have a chosen value in each filtered facet (but `without`)."""
        bits = self.live
        for facet, chosen in filters.items():
            if facet != without:
                known = self.values.get(facet, {})
                any_of = 0
                for value in chosen:
                    any_of |= known.get(value, 0)
                bits &= any_of
        return bits

    def counts(self, facet: str, materials: int) -> tuple[FacetValue, ...]:
        """The facet's values among `materials` (a bitset), most frequent first, zero left out."""
        found = [(value, (bits & materials).bit_count()) for value, bits in self.values.get(facet, {}).items()]
        ordered = sorted((item for item in found if item[1]), key=lambda item: (-item[1], item[0]))
        return tuple(FacetValue(value, count) for value, count in ordered)


def bitset(ordinals: Iterable[int], size: int) -> int:
    """An integer with these bits set; `size` is more than the highest."""
    buffer = bytearray(size // 8 + 1)
    for ordinal in ordinals:
        buffer[ordinal >> 3] |= 1 << (ordinal & 7)
    return int.from_bytes(buffer, "little")


def ordinals_of(bits: int) -> list[int]:
    """The numbers of the bits that are set, rising."""
    found = []
    for index, byte in enumerate(bits.to_bytes(bits.bit_length() // 8 + 1, "little")):
        while byte:
            low = byte & -byte
            found.append(index * 8 + low.bit_length() - 1)
            byte ^= low
    return found


class SnapshotCache:
    """The newest snapshot of one index file in this process, brought up to date by what changed since."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot = Snapshot()

    def current(self, connection: sqlite3.Connection) -> Snapshot:
        """The snapshot that fits the connection's read transaction (or a newer one of the same file)."""
        epoch = str(schema.meta(connection, "epoch"))
        generation = int(schema.meta(connection, "generation"))
        snapshot = self._snapshot
        if snapshot.epoch == epoch and snapshot.generation >= generation:
            return snapshot
        with self._lock:
            base = self._snapshot
            if base.epoch != epoch:
                base = Snapshot(epoch=epoch)
            if base.generation < generation:
                base = _advanced(base, connection, generation)
            self._snapshot = base
            return base


def _advanced(base: Snapshot, connection: sqlite3.Connection, generation: int) -> Snapshot:
    """`base` with every material looked at again of which a document changed after it was made."""
    top_document = connection.execute("SELECT coalesce(max(id), 0) FROM document").fetchone()[0]
    top_material = connection.execute("SELECT coalesce(max(ordinal), 0) FROM material").fetchone()[0]
    material_of = base.material_of + array("q", bytes(8 * (top_document + 1 - len(base.material_of))))
    newest = base.newest + array("q", bytes(8 * (top_material + 1 - len(base.newest))))
    rows = connection.execute(
        "SELECT id, material, live, published_at, facets FROM document WHERE material IN"
        " (SELECT material FROM document WHERE changed > ?)"
        if base.generation >= 0
        else "SELECT id, material, live, published_at, facets FROM document WHERE changed > ?",
        (base.generation,),
    ).fetchall()
    touched = {row[1] for row in rows}
    for ordinal in touched:
        newest[ordinal] = _NEVER
    live: set[int] = set()
    members: dict[tuple[str, str], set[int]] = {}
    for identity, ordinal, is_live, published_at, facets in rows:
        material_of[identity] = ordinal if is_live else 0
        if is_live:
            live.add(ordinal)
            newest[ordinal] = max(newest[ordinal], published_at)
            for facet, found in json.loads(facets).items():
                for value in found:
                    members.setdefault((facet, value), set()).add(ordinal)
    size = top_material + 1
    kept = ~bitset(touched, size)
    values = {facet: {value: bits & kept for value, bits in known.items()} for facet, known in base.values.items()}
    for (facet, value), ordinals in members.items():
        known = values.setdefault(facet, {})
        known[value] = known.get(value, 0) | bitset(ordinals, size)
    count = connection.execute("SELECT count(*) FROM document WHERE live").fetchone()[0]
    all_live = (base.live & kept) | bitset(live, size)
    return Snapshot(base.epoch, generation, count, all_live, material_of, newest, values)

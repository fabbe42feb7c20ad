"""Judging an engine on a collection in BEIR's format: corpus.jsonl, queries.jsonl, qrels.tsv.

Measures as trec_eval and BEIR define them: gain is the judged score itself, discount log2(rank + 1), means over the
queries that have at least one relevant document.
"""

import csv
import json
import math
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from search.documents import Document
from search.engines import create
from search.engines.base import Engine
from search.index import feed
from search.query import Query
from search.text import fold

DEPTH: Final = 100  # ranks looked at (Recall@100)
Qrels = Mapping[str, Mapping[str, int]]


class BadCollection(ValueError):
    """A file of the collection cannot be read; the message names the file and the line."""


@dataclass(frozen=True)
class Report:
    """Means over the judged queries (0…1), times in milliseconds per query, index rate in documents per second."""

    engine: str
    documents: int
    queries: int
    ndcg_10: float
    mrr_10: float
    p_1: float
    recall_100: float
    p50_ms: float
    p95_ms: float
    documents_per_second: float

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, rounded to what they mean."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], depth: int = 10) -> float:
    """Discounted gain of the first `depth` ranks over the best possible; 0 when nothing is relevant."""
    gained = sum(max(judged.get(item, 0), 0) / math.log2(rank + 2) for rank, item in enumerate(ranking[:depth]))
    ideal = sorted((score for score in judged.values() if score > 0), reverse=True)[:depth]
    best = sum(score / math.log2(rank + 2) for rank, score in enumerate(ideal))
    return gained / best if best else 0.0


def reciprocal_rank(ranking: Sequence[str], judged: Mapping[str, int], depth: int = 10) -> float:
    """1 / rank of the first relevant item within `depth`; 0 when there is none."""
    for rank, item in enumerate(ranking[:depth], start=1):
        if judged.get(item, 0) > 0:
            return 1 / rank
    return 0.0


def precision(ranking: Sequence[str], judged: Mapping[str, int], depth: int = 1) -> float:
    """Relevant items among the first `depth` ranks, over `depth`."""
    return sum(judged.get(item, 0) > 0 for item in ranking[:depth]) / depth


def recall(ranking: Sequence[str], judged: Mapping[str, int], depth: int = DEPTH) -> float:
    """Relevant items among the first `depth` ranks, over all relevant ones; 0 when nothing is relevant."""
    relevant = {item for item, score in judged.items() if score > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                row["_id"] = str(row["_id"])
            except (ValueError, KeyError, TypeError) as error:
                raise BadCollection(f"{path.name}, line {number}: {error!r}") from error
            yield row


def read_corpus(path: Path) -> Iterator[Document]:
    """The documents of a corpus.jsonl (`_id`, `title`, `text`). Raises BadCollection."""
    for row in _json_lines(path):
        yield Document(
            key=f"{row['_id']}/-",
            version=1,
            public_id=row["_id"],
            language="-",
            title=str(row.get("title") or ""),
            body=str(row.get("text") or ""),
        )


def read_queries(path: Path) -> dict[str, str]:
    """Query id → text of a queries.jsonl. Raises BadCollection."""
    return {row["_id"]: str(row.get("text") or "") for row in _json_lines(path)}


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query id → document id → judged score of a qrels.tsv, with or without its header. Raises BadCollection."""
    judged: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            if not row or (number == 1 and row[0] == "query-id"):
                continue
            try:
                query, document, score = row
                judged.setdefault(query, {})[document] = int(float(score))
            except ValueError as error:
                raise BadCollection(f"{path.name}, line {number}: {error}") from error
    return judged


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def run(engine: Engine, documents: Iterable[Document], queries: Mapping[str, str], qrels: Qrels) -> Report:
    """Index the documents and ask every judged query. `engine` should be empty and nobody else's."""
    began = time.perf_counter()
    taken = feed(engine, documents, size=500)
    seconds = time.perf_counter() - began
    asked = [identity for identity in queries if any(score > 0 for score in qrels.get(identity, {}).values())]
    rankings: dict[str, list[str]] = {}
    times: list[float] = []
    for identity in asked:
        began = time.perf_counter()
        results = engine.search(Query(queries[identity], limit=DEPTH))
        times.append((time.perf_counter() - began) * 1000)
        rankings[identity] = [hit.public_id for hit in results.hits]

    def mean(measure: Any) -> float:
        return sum(measure(rankings[q], qrels[q]) for q in asked) / len(asked) if asked else 0.0

    return Report(
        engine=engine.name,
        documents=taken,
        queries=len(asked),
        ndcg_10=mean(ndcg),
        mrr_10=mean(reciprocal_rank),
        p_1=mean(precision),
        recall_100=mean(recall),
        p50_ms=_percentile(times, 0.5),
        p95_ms=_percentile(times, 0.95),
        documents_per_second=taken / seconds if seconds else 0.0,
    )


def evaluate(name: str, corpus: Path, queries: Path, qrels: Path, *, fold_queries: bool = False) -> Report:
    """Judge the engine called `name` on files, with an index of its own that is gone afterwards.

    `fold_queries` asks the queries as typed without marks. Raises BadCollection, LookupError, OSError.
    """
    texts = read_queries(queries)
    if fold_queries:
        texts = {identity: fold(text) for identity, text in texts.items()}
    with tempfile.TemporaryDirectory(prefix="kho-evaluate-") as directory:
        engine = create(name, Path(directory))
        try:
            return run(engine, read_corpus(corpus), texts, read_qrels(qrels))
        finally:
            engine.close()

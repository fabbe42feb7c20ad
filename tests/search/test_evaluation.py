"""Measures against values worked out by hand, BEIR files, and the command."""

import io
import json
import math

import pytest
from django.core.management import CommandError, call_command

from search.engines.embedded.engine import EmbeddedEngine
from search.evaluation import (
    BadCollection,
    evaluate,
    ndcg,
    precision,
    read_corpus,
    read_qrels,
    read_queries,
    recall,
    reciprocal_rank,
    run,
)
from tests.search.corpus import UNMARK, procedures, texts

CORPUS = [
    {"_id": "d1", "title": "Đăng ký khai sinh", "text": "Nộp giấy chứng sinh."},
    {"_id": "d2", "title": "Đăng ký kết hôn", "text": "Hai bên cùng ký."},
    {"_id": 3, "title": "", "text": "Khai sinh cho trẻ bị bỏ rơi"},
]


@pytest.fixture
def collection(tmp_path):
    """Paths of a small collection: corpus, queries, qrels."""
    (tmp_path / "corpus.jsonl").write_text("\n".join(json.dumps(row) for row in CORPUS) + "\n\n", encoding="utf-8")
    queries = [
        {"_id": "q1", "text": "khai sinh"},
        {"_id": "q2", "text": "kết hôn"},
        {"_id": "q3", "text": "không chấm"},
    ]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\t3\t1\nq2\td2\t1\nq2\td1\t0\nq3\td1\t0\n", encoding="utf-8"
    )
    return [tmp_path / name for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")]


def test_ndcg_by_hand():
    judged = {"a": 3, "b": 2, "c": 1, "z": 0}
    # a at 1, c at 3, b at 4: 3/1 + 1/2 + 2/2.3219 = 4.36135; ideal 3/1 + 2/1.58496 + 1/2 = 4.76186
    assert ndcg(["a", "x", "c", "b"], judged) == pytest.approx(4.361353 / 4.761860, abs=1e-6)
    assert ndcg(["a", "b", "c"], judged) == 1.0
    assert ndcg(["x", "y"], judged) == 0.0
    assert ndcg([], judged) == 0.0
    assert ndcg(["a"], {"a": 0}) == 0.0


def test_ndcg_looks_no_deeper_than_asked():
    judged = {"a": 1}
    assert ndcg(["x"] * 9 + ["a"], judged) == pytest.approx(1 / math.log2(11))
    assert ndcg(["x"] * 10 + ["a"], judged) == 0.0
    many = {str(n): 1 for n in range(20)}
    assert ndcg([str(n) for n in range(10)], many) == 1.0


def test_reciprocal_rank_by_hand():
    assert reciprocal_rank(["x", "a", "b"], {"a": 1, "b": 2}) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], {"a": 1}) == 0.0
    assert reciprocal_rank(["z", "a"], {"z": 0, "a": 1}) == 0.5


def test_precision_and_recall_by_hand():
    judged = {"a": 1, "b": 1, "c": 0}
    assert precision(["a", "b"], judged) == 1.0
    assert precision(["c", "a"], judged) == 0.0
    assert precision(["a", "x", "b", "c"], judged, 4) == 0.5
    assert recall(["a", "x"], judged) == 0.5
    assert recall(["x"] * 100 + ["a", "b"], judged) == 0.0
    assert recall([], {}) == 0.0


def test_files_are_read(collection):
    corpus, queries, qrels = collection
    assert [document.public_id for document in read_corpus(corpus)] == ["d1", "d2", "3"]
    assert read_queries(queries)["q2"] == "kết hôn"
    assert read_qrels(qrels) == {"q1": {"d1": 2, "3": 1}, "q2": {"d2": 1, "d1": 0}, "q3": {"d1": 0}}


@pytest.mark.parametrize("fold_queries", [False, True])
def test_embedded_is_judged_with_an_index_of_its_own(collection, fold_queries):
    report = evaluate("embedded", *collection, fold_queries=fold_queries)
    assert (report.engine, report.documents, report.queries) == ("embedded", 3, 2)
    assert (report.ndcg_10, report.mrr_10, report.p_1, report.recall_100) == (1.0, 1.0, 1.0, 1.0)
    assert report.p95_ms >= report.p50_ms > 0
    assert report.documents_per_second > 0


def test_null_finds_nothing(collection):
    report = evaluate("null", *collection)
    assert (report.ndcg_10, report.mrr_10, report.p_1, report.recall_100) == (0.0, 0.0, 0.0, 0.0)


def test_unknown_engine_is_an_error(collection):
    with pytest.raises(LookupError, match="nosuch"):
        evaluate("nosuch", *collection)


@pytest.mark.parametrize(
    ("place", "text", "message"),
    [(0, '{"_id": "a"}\n{"title": 1}', "corpus.jsonl, line 2"), (0, "[]", "corpus.jsonl, line 1"),
     (1, "no json", "queries.jsonl, line 1"),
     (2, "q1\td1", "qrels.tsv, line 1"), (2, "q\td\tmany", "qrels.tsv, line 1")],
)  # fmt: skip
def test_bad_files_are_named(collection, place, text, message):
    collection[place].write_text(text, encoding="utf-8")
    with pytest.raises(BadCollection, match=message):
        evaluate("embedded", *collection)


def command(collection, *options):
    out = io.StringIO()
    corpus, queries, qrels = map(str, collection)
    call_command("evaluate_search", "--corpus", corpus, "--queries", queries, "--qrels", qrels, *options, stdout=out)
    return out.getvalue()


def test_command_prints_one_json_object(collection):
    printed = json.loads(command(collection, "--engine", "embedded", "--fold-queries", "--json"))
    assert printed["ndcg_10"] == 1.0
    assert printed["queries"] == 2


def test_command_prints_words(collection):
    printed = command(collection, "--engine", "null")
    assert "nDCG@10: 0.0" in printed
    assert "Máy tìm kiếm: null" in printed


def test_command_says_what_is_wrong(collection, tmp_path):
    with pytest.raises(CommandError, match="Không đọc được"):
        command([tmp_path / "none.jsonl", *collection[1:]], "--engine", "embedded")
    collection[1].write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match=r"queries\.jsonl, line 1"):
        command(collection, "--engine", "embedded")


def test_unmarked_questions_lose_nothing_on_the_services(tmp_path):
    """nDCG of unmarked questions over marked ones, each judged against the five texts of its service."""
    queries = {str(number): row["question"] for number, row in enumerate(procedures(), start=1)}
    qrels = {
        number: {doc.public_id: 1 for doc in texts() if doc.public_id.startswith(f"{number}-")} for number in queries
    }
    figures = []
    for asked in (queries, {number: text.translate(UNMARK) for number, text in queries.items()}):
        engine = EmbeddedEngine(tmp_path / str(len(figures)))
        figures.append(run(engine, texts(), asked, qrels))
        engine.close()
    marked, unmarked = figures
    assert marked.ndcg_10 > 0.97
    assert unmarked.ndcg_10 / marked.ndcg_10 >= 0.98

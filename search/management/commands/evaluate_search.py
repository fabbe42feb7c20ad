"""manage.py evaluate_search: how good a search engine is on a judged collection in BEIR's format."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import ENGINES, engine_name
from search.evaluation import BadCollection, evaluate

_LABELS = {
    "engine": "Máy tìm kiếm",
    "documents": "Số văn bản",
    "queries": "Số câu hỏi có đáp án",
    "ndcg_10": "nDCG@10",
    "mrr_10": "MRR@10",
    "p_1": "P@1",
    "recall_100": "Recall@100",
    "p50_ms": "p50 (ms)",
    "p95_ms": "p95 (ms)",
    "documents_per_second": "Văn bản/giây khi lập chỉ mục",
}


class Command(BaseCommand):
    help = "Đánh giá máy tìm kiếm trên một bộ dữ liệu dạng BEIR (corpus.jsonl, queries.jsonl, qrels.tsv)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--corpus", type=Path, required=True, help="corpus.jsonl: _id, title, text")
        parser.add_argument("--queries", type=Path, required=True, help="queries.jsonl: _id, text")
        parser.add_argument("--qrels", type=Path, required=True, help="qrels.tsv: query-id, corpus-id, score")
        parser.add_argument("--engine", choices=sorted(ENGINES), default=None, help="mặc định: máy đang cấu hình")
        parser.add_argument("--fold-queries", action="store_true", help="hỏi không dấu")
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = evaluate(
                options["engine"] or engine_name(),
                options["corpus"],
                options["queries"],
                options["qrels"],
                fold_queries=options["fold_queries"],
            ).as_dict()
        except BadCollection as error:
            raise CommandError(f"Bộ dữ liệu sai ở {error}") from error
        except OSError as error:
            raise CommandError(f"Không đọc được {error.filename}: {error.strerror}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        for name, value in report.items():
            self.stdout.write(f"{_LABELS[name]}: {value}")

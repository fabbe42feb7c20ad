"""Searches what is public, from the command line."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.indexing.consumer import IndexingConsumer
from cms.journal.follow import follow
from cms.library import public
from search import engines
from search.engines.base import EngineUnavailable
from search.query import MAX_LIMIT, Query
from search.results import Hit


class Command(BaseCommand):
    help = "Tìm trong những gì đang công khai; kết quả tốt nhất đứng đầu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", help="Từ cần tìm, có dấu hay không dấu đều được.")
        parser.add_argument("--json", action="store_true", help="Mỗi dòng một đối tượng JSON.")
        parser.add_argument("--lang", default="", help="Chỉ lấy bản của ngôn ngữ này (mã BCP-47).")
        parser.add_argument("--limit", type=int, default=20, help=f"Số kết quả nhiều nhất, tới {MAX_LIMIT}.")

    def handle(self, *args: Any, **options: Any) -> None:
        filters = {"language": (options["lang"],)} if options["lang"] else {}
        # Where no follower runs beside (commands only), what was published a moment ago is found all the same.
        while follow(IndexingConsumer()):
            pass
        try:
            results = engines.get().search(Query(options["query"], filters, limit=options["limit"]))
        except EngineUnavailable as error:
            raise CommandError(f"Chưa tìm kiếm được: {error}") from error
        lines = rows(results.hits)
        for row in lines:
            if options["json"]:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self.stdout.write(f"{row['score']:9.4f}  {row['language']:8}  {row['title']}\n{'':21}{row['url']}")
        if results.notice_text:
            self.stderr.write(results.notice_text)
        elif not lines and not options["json"]:
            self.stdout.write("Không tìm thấy tài liệu nào.")


def rows(hits: tuple[Hit, ...]) -> list[dict[str, Any]]:
    """The hits that are public at this moment, as they are printed. One query."""
    editions = public.editions().filter(variant__material__public_id__in=[hit.public_id for hit in hits])
    found = {(row.variant.material.public_id, row.variant.language.code): row for row in editions}
    return [
        {
            "public_id": hit.public_id,
            "language": hit.language,
            "title": edition.title,
            "score": hit.score,
            "url": settings.SITE_URL + public.publication_path(edition),
        }
        for hit in hits
        if (edition := found.get((hit.public_id, hit.language)))
    ]

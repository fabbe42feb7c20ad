"""Builds the search index anew beside the present one and puts it in its place."""

import json
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.indexing.rebuild import rebuild
from search.engines.base import EngineUnavailable

EVERY = 2.0  # seconds between two lines of progress


class Command(BaseCommand):
    help = "Dựng lại chỉ mục tìm kiếm từ những gì đang công khai; trong lúc đó vẫn tìm kiếm được."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="In tiến độ và kết quả, mỗi dòng một đối tượng JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json, self.shown = options["json"], time.monotonic()
        try:
            made = rebuild(self.progress)
        except EngineUnavailable as error:
            raise CommandError(f"Chưa dựng lại được chỉ mục: {error}. Chỉ mục cũ vẫn còn nguyên.") from error
        if self.as_json:
            self.stdout.write(json.dumps({"status": "done", **asdict(made), "seconds": round(made.seconds, 2)}))
        else:
            self.stdout.write(
                f"Chỉ mục mới ({made.engine}) có {made.documents} bản ngôn ngữ, dựng trong {made.seconds:.1f} giây."
            )

    def progress(self, done: int, total: int) -> None:
        """A line every two seconds."""
        now = time.monotonic()
        if now - self.shown < EVERY:
            return
        self.shown = now
        if self.as_json:
            self.stdout.write(json.dumps({"status": "running", "done": done, "total": total}))
        else:
            self.stdout.write(f"{done}/{total}")

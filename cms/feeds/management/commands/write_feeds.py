"""Writes every feed anew, for example after the address of the site changed."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.feeds.refresh import refresh


class Command(BaseCommand):
    help = "Ghi lại mọi nguồn tin; tệp có nội dung không đổi thì giữ nguyên."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="In kết quả dạng JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = refresh(everything=True)
        if options["json"]:
            self.stdout.write(json.dumps({"changed": changed}))
        else:
            self.stdout.write(f"Đã ghi lại {changed} tệp của các nguồn tin.")

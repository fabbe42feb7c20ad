"""Imports a folder of files described by ``materials.csv``."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.library.importing import SheetUnreadable, import_folder
from cms.taxonomy.models import Agency

WORDS = {"accepted": "đã nhận", "duplicate": "đã có", "refused": "từ chối"}


class Command(BaseCommand):
    help = (
        "Nhập các tệp trong thư mục theo materials.csv. Mã thoát: 0 không từ chối gì, 1 có dòng bị từ chối, 2 lỗi đọc."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Thư mục có materials.csv.")
        parser.add_argument("--agency", default="", help="Mã cơ quan cho các dòng không ghi cột agency.")
        parser.add_argument("--publish", action="store_true", help="Phát hành ngay khi xử lý xong (không qua duyệt).")
        parser.add_argument("--json", action="store_true", help="In một đối tượng JSON mỗi dòng.")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = None
        if options["agency"]:
            agency = Agency.objects.filter(code__iexact=options["agency"]).first()
            if agency is None:
                self.stderr.write(f"Không có cơ quan mang mã «{options['agency']}».")
                sys.exit(2)
        counts = dict.fromkeys(WORDS, 0)
        try:
            for outcome in import_folder(options["folder"], agency=agency, publish=options["publish"]):
                counts[outcome.status] += 1
                if options["json"]:
                    self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False))
                else:
                    tail = f": {outcome.reason}" if outcome.reason else ""
                    self.stdout.write(f"{WORDS[outcome.status]:<8} {outcome.file}{tail}")
        except SheetUnreadable as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if not options["json"]:
            summary = ", ".join(f"{count} {WORDS[status]}" for status, count in counts.items())
            self.stdout.write(f"Xong: {summary}. Chạy «manage.py process_media --wait» để xử lý các tệp.")
        if counts["refused"]:
            sys.exit(1)

"""Checks the hash chain of the audit trail."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.journal.audit import verify
from cms.journal.models import Seal


class Command(BaseCommand):
    help = "Kiểm tra chuỗi niêm phong của nhật ký."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="In một đối tượng JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = verify()
        if options["json"]:
            self.stdout.write(json.dumps({"sealed": Seal.objects.count(), "problems": problems}, ensure_ascii=False))
        else:
            self.stdout.write(f"Đã kiểm tra {Seal.objects.count()} mắt xích.")
            for problem in problems:
                self.stdout.write(problem)
        if problems:
            raise CommandError("Nhật ký đã bị sửa.")

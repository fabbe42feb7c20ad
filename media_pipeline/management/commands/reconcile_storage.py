"""``manage.py reconcile_storage``: where the storage and the tables differ."""

import json
from argparse import ArgumentParser
from collections import Counter

from django.core.management.base import BaseCommand

from media_pipeline import references

WORDS = {
    "orphan": "thừa trong kho lưu trữ / unused object",
    "missing": "mất hoặc hỏng trong kho lưu trữ / missing or damaged object",
    "removed": "đã xóa / removed",
}


class Command(BaseCommand):
    """Lists; removes only when asked, and only what has been unused for some days. Exit code 1: something is lost."""

    help = "Đối chiếu nơi lưu trữ với cơ sở dữ liệu. / Compare the storage with the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to print and whether to remove."""
        parser.add_argument("--json", action="store_true", help="mỗi dòng một đối tượng JSON / one object a line")
        parser.add_argument("--delete-orphans", action="store_true", help="xóa thứ thừa đã đủ ngày / remove unused")
        parser.add_argument("--days", type=int, default=None, help="số ngày giữ lại / days to keep unused things")

    def handle(self, *args: object, **options: object) -> None:
        """Remove when asked, then list what differs."""
        as_json = bool(options["json"])
        if options["delete_orphans"]:
            references.mark()
            references.remove_unused(options["days"])
            for stray in references.remove_orphan_objects(options["days"]):
                self._print("removed", stray, as_json)
        counts = Counter()
        for stray in references.strays():
            counts[stray.status] += 1
            self._print(stray.status, stray, as_json)
        if not as_json:
            self.stdout.write(f"Thừa / unused: {counts['orphan']}. Mất / missing: {counts['missing']}.")
        if counts["missing"]:
            raise SystemExit(1)

    def _print(self, status: str, stray: references.Stray, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"status": status, "key": stray.key, "bytes": stray.bytes}))
        else:
            self.stdout.write(f"{stray.key}: {WORDS[status]} ({stray.bytes} byte)")

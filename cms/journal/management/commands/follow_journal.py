"""Runs every consumer of the journal and the clock-driven sources, until told to stop."""

import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from cms.journal.follow import follow, retry_dead_letters, run_due
from cms.journal.registry import consumers

DUE_EVERY = 5.0
RETRY_EVERY = 60.0


class Command(BaseCommand):
    help = "Đưa thay đổi trong nhật ký đến chỉ mục, nguồn tin và niêm phong; thực hiện việc đến hạn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Chạy đến hết nhật ký rồi dừng.")
        parser.add_argument("--poll", type=float, default=0.5, help="Số giây giữa hai lần xem nhật ký.")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        next_due = next_retry = 0.0
        while not stop.is_set():
            now = time.monotonic()
            try:
                if now >= next_due:
                    run_due()
                    next_due = now + DUE_EVERY
                moved = sum(follow(consumer) for consumer in consumers())
                if now >= next_retry:
                    for consumer in consumers():
                        retry_dead_letters(consumer)
                    next_retry = now + RETRY_EVERY
            except OperationalError as error:
                # The database is away for a moment: nothing is lost, the cursors stay where they are.
                self.stderr.write(f"Cơ sở dữ liệu chưa trả lời, thử lại sau ít giây ({error}).")
                close_old_connections()
                moved = 0
                stop.wait(2)
            if options["once"] and not moved:
                return
            if not moved:
                close_old_connections()
                stop.wait(options["poll"])

"""``manage.py media_worker``: the process that makes renditions."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from media_pipeline import leases, supervise
from media_pipeline.models.build import LANES
from media_pipeline.worker import Worker


class Command(BaseCommand):
    """Works until SIGTERM; with two or more slots each slot is a process and the last one never takes a film."""

    help = "Xử lý các tệp đã tải lên. / Process uploaded files until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Slots, lanes and how long."""
        parser.add_argument("--slots", type=int, default=None, help="số tiến trình / processes")
        parser.add_argument("--lanes", default=",".join(LANES), help="loại việc, theo thứ tự / lanes in order")
        parser.add_argument("--once", action="store_true", help="làm một việc rồi thôi / do one run and end")
        parser.add_argument("--die-with", type=int, default=None, metavar="PID", help="kết thúc cùng tiến trình PID")

    def handle(self, *args: object, **options: object) -> None:
        """Serve, alone or by a process a slot."""
        lanes = tuple(filter(None, str(options["lanes"]).split(",")))
        if not lanes or set(lanes) - set(LANES):
            raise CommandError(f"--lanes: {', '.join(LANES)}")
        slots = options["slots"] or supervise.default_slots()
        if slots > 1 and not options["once"]:
            supervise.Supervisor(slots, lanes).serve()
            return
        with leases.slot() as slot:
            worker = Worker(slot, lanes)
            worker.stop_on_signals()
            if options["die_with"]:
                supervise.die_with(options["die_with"])
            if options["once"]:
                worker.prepare()
                worker.step()
            else:
                worker.serve()

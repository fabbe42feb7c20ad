"""``manage.py process_media --wait``: until everything that was asked for is made."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Iterable

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.db.models.functions import Now

from media_pipeline import leases
from media_pipeline.messages import describe
from media_pipeline.models import Build, ProcessingRun
from media_pipeline.perform import MACHINE
from media_pipeline.worker import Worker

LOOK_SECONDS = 0.5
SAY_SECONDS = 10.0


class Command(BaseCommand):
    """Works itself while no worker of this installation lives, else waits for it. Exit code 1: something failed."""

    help = "Xử lý cho xong mọi tệp đang chờ. / Finish all waiting media work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long and what to print."""
        parser.add_argument("--wait", action="store_true", help="chờ đến khi xong / until everything is finished")
        parser.add_argument("--timeout", type=float, default=None, help="số giây tối đa / at most so many seconds")
        parser.add_argument("--json", action="store_true", help="mỗi dòng một đối tượng JSON / one object a line")

    def handle(self, *args: object, **options: object) -> None:
        """Work or wait, then say what is not complete."""
        pending = set(Build.objects.unfinished().values_list("pk", flat=True))
        finished = self._work(options)
        pending |= set(Build.objects.unfinished().values_list("pk", flat=True))
        builds = Build.objects.filter(Q(pk__in=pending) | _given_up(), completed_at__isnull=True).distinct()
        failed = self._report(builds.order_by("pk").with_runs(), bool(options["json"]))
        if not options["json"]:
            self.stdout.write("Đã xử lý xong. / Finished." if finished else "Chưa xong. / Not finished.")
        if failed or not finished:
            raise SystemExit(1)

    def _work(self, options: dict) -> bool:
        until = None if options["timeout"] is None else time.monotonic() + options["timeout"]
        said = 0.0
        while left := Build.objects.unfinished().count():
            if not options["json"] and time.monotonic() - said > SAY_SECONDS:
                said = time.monotonic()
                self.stderr.write(f"Còn {left} việc. / {left} builds to go.")
            if until is not None and time.monotonic() > until:
                return False
            if self._step():
                continue
            if not options["wait"] or _machine_is_stuck():
                return not Build.objects.unfinished().exists()
            time.sleep(LOOK_SECONDS)
        return True

    def _step(self) -> bool:
        """Do one run, unless a worker is there to do it."""
        if leases.living():
            return False
        with leases.slot() as slot:
            worker = Worker(slot)
            worker.prepare()
            return worker.step()

    def _report(self, builds: Iterable[Build], as_json: bool) -> int:
        count = 0
        for build in builds:
            count += 1
            run = build.latest_run
            code = run.error_code if run else ""
            vi = describe(code, run.error_params, "vi") if code else build.state
            en = describe(code, run.error_params, "en") if code else build.state
            row = {"build": build.pk, "recipe": build.recipe, "state": build.state, "code": code}
            if as_json:
                self.stdout.write(json.dumps({**row, "reason": vi, "reason_en": en}, ensure_ascii=False))
            else:
                self.stdout.write(f"{build}: {vi} / {en}")
        return count


def _given_up() -> Q:
    """Builds whose newest run was given up: no run of theirs is open."""
    return Q(runs__outcome="given_up") & ~Q(runs__closed_at__isnull=True)


def _machine_is_stuck() -> bool:
    """Whether all that is left waits for this machine to be put right (disk, jail, tools)."""
    waiting = ProcessingRun.objects.filter(closed_at__isnull=True)
    stuck = waiting.filter(error_code__in=MACHINE, lease_token="", not_before__gt=Now())
    return stuck.exists() and not waiting.exclude(pk__in=stuck).exists()

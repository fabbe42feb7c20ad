"""For machines that watch: alive, ready, and figures in Prometheus' text format."""

import ipaddress
import logging
import os
import secrets

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cms.journal.models import DeadLetter, Event
from cms.journal.registry import consumers
from cms.library import public
from media_pipeline import storage
from media_pipeline.models import Build, ProcessingRun
from search import engines
from search.engines import EngineUnavailable

log = logging.getLogger(__name__)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """``/healthz``: this process answers. Asks nothing else, so that a restart is not caused by a slow database."""
    return _never_kept(HttpResponse("ok\n", content_type="text/plain; charset=utf-8"))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """``/readyz``: 503 while database or media storage do not answer; search alone only makes it "degraded"."""
    checks = {"database": _database(), "media": _media(), "search": _search()}
    vital = checks["database"] and checks["media"]
    status = "ok" if all(checks.values()) else "degraded" if vital else "unavailable"
    named = {name: "ok" if good else "failed" for name, good in checks.items()}
    return _never_kept(JsonResponse({"status": status, "checks": named}, status=200 if vital else 503))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """``/metrics``: for this machine itself, or with ``Authorization: Bearer <KHO_METRICS_TOKEN>``; else unknown."""
    if not (_is_local(request) or _has_token(request)):
        raise Http404
    lines = []
    for name, kind, help_text, values in figures():
        lines += [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{labels} {value}" for labels, value in values]
    text = "\n".join([*lines, ""])
    return _never_kept(HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8"))


def figures() -> list[tuple[str, str, str, list[tuple[str, int]]]]:
    """(name, type, help, [(labels, value)])."""
    open_runs = ProcessingRun.objects.filter(closed_at__isnull=True)
    running = open_runs.exclude(lease_token="").count()
    waiting = open_runs.filter(lease_token="").count()
    given_up = ProcessingRun.objects.filter(closed_at__isnull=False, outcome="given_up").values("build")
    open_builds = Build.objects.filter(completed_at__isnull=True)
    failed = open_builds.filter(pk__in=given_up).exclude(pk__in=open_runs.values("build")).count()
    newest = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    lag = [(f'{{consumer="{each.name}"}}', max(0, newest - each.position())) for each in consumers()]
    dead = DeadLetter.objects.filter(resolved_at__isnull=True).count()
    builds = [('{state="waiting"}', waiting), ('{state="running"}', running), ('{state="failed"}', failed)]
    return [
        ("kho_builds", "gauge", "Builds that are not complete, by state.", builds),
        ("kho_journal_events", "counter", "Id of the newest event of the journal.", [("", newest)]),
        ("kho_journal_lag", "gauge", "Events that a consumer has not handled yet.", lag),
        ("kho_dead_letters", "gauge", "Events that a consumer could not handle.", [("", dead)]),
        ("kho_public_editions", "gauge", "Editions that everybody may see.", [("", public.editions().count())]),
    ]


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("the database does not answer")
        return False
    return True


def _media() -> bool:
    try:
        medium = storage.media()
        path = storage.local_path("", medium)
        if path is None:
            medium.exists(f"{storage.ORIGINALS}/ready")
            return True
        path.mkdir(parents=True, exist_ok=True)
        return os.access(path, os.R_OK | os.W_OK | os.X_OK)
    except Exception:  # whatever a storage's client raises, the answer is "not ready"
        log.exception("the media storage does not answer")
        return False


def _search() -> bool:
    try:
        return engines.get().healthy()
    except (EngineUnavailable, LookupError):
        log.exception("search does not answer")
        return False


def _is_local(request: HttpRequest) -> bool:
    """Asked from this machine, not for somebody else by a web server on it."""
    addresses = [request.META.get("REMOTE_ADDR", ""), *request.headers.get("X-Forwarded-For", "").split(",")]
    try:
        return all(ipaddress.ip_address(each.strip()).is_loopback for each in addresses if each.strip())
    except ValueError:
        return False


def _has_token(request: HttpRequest) -> bool:
    token = getattr(settings, "KHO_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "")
    return bool(token) and secrets.compare_digest(given.encode(), f"Bearer {token}".encode())


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response

"""The work on a build until it is complete or given up."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from media_pipeline.models.build import Build

OUTCOMES = ("complete", "given_up", "cancelled")


class ProcessingRun(models.Model):
    """One run: it is opened by the plan or by "try again" and survives any number of workers.

    A worker holds it by ``lease_token`` until ``lease_until``; every write of the worker names the token, so a worker
    that lost its lease can change nothing. All times come from the database's clock.
    ``attempts`` counts failures of the work itself, ``losses`` counts workers that vanished. ``best_percent`` is the
    farthest that a vanished worker got; getting clearly farther forgives the losses. ``not_before`` is the back-off.
    """

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="runs")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, default="", choices=[(code, code) for code in OUTCOMES])
    lease_token = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=200, blank=True, default="")
    claimed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    losses = models.PositiveIntegerField(default=0)
    percent = models.FloatField(default=0)
    best_percent = models.FloatField(default=0)
    stage = models.CharField(max_length=60, blank=True, default="")
    error_code = models.CharField(max_length=60, blank=True, default="")
    error_params = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["build"], condition=Q(closed_at__isnull=True), name="processing_run_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False, outcome__in=OUTCOMES),
                name="processing_run_outcome_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(lease_token="", lease_until__isnull=True)
                | (~Q(lease_token="") & Q(lease_until__isnull=False, closed_at__isnull=True)),
                name="processing_run_lease_whole",
            ),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="processing_run_percent"),
        ]
        indexes = [
            models.Index(fields=["lease_until"], name="run_lease", condition=Q(lease_until__isnull=False)),
            models.Index(fields=["opened_at"], name="run_open", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of build {self.build_id}"

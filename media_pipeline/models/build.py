"""What is to be made, and of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Now

from media_pipeline.models.media_file import MediaFile

if TYPE_CHECKING:
    from media_pipeline.models.processing_run import ProcessingRun

LANES = ("audio", "image", "document", "video")


class BuildQuerySet(models.QuerySet["Build"]):
    """Questions the plan, the worker and the screens ask about builds."""

    def with_runs(self) -> BuildQuerySet:
        """Fetch the runs, newest first, in one more query, so that ``state`` costs none per build."""
        from media_pipeline.models.processing_run import ProcessingRun

        newest_first = ProcessingRun.objects.order_by("-pk")
        return self.prefetch_related(Prefetch("runs", queryset=newest_first, to_attr="newest_runs"))

    def unfinished(self) -> BuildQuerySet:
        """Builds that are not complete and still have an open run."""
        return self.filter(completed_at__isnull=True, runs__closed_at__isnull=True, runs__isnull=False)

    def with_incomplete_sources(self) -> BuildQuerySet:
        """Builds that wait for another build."""
        incomplete = BuildInput.objects.filter(
            build=OuterRef("pk"), source__isnull=False, source__completed_at__isnull=True
        )
        return self.filter(Exists(incomplete))


class Build(models.Model):
    """A recipe at a version, with parameters, over inputs. Equal wishes are one row, shared by everybody.

    ``lane`` routes the work; ``fair_key`` is the requester whose share of the worker it uses; a higher ``priority``
    goes first. ``completed_at`` is set once, together with the renditions, and never taken back.
    """

    recipe = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    params = models.JSONField(default=dict)
    params_hash = models.CharField(max_length=64)
    inputs_hash = models.CharField(max_length=64)
    lane = models.CharField(max_length=20, choices=[(lane, lane) for lane in LANES])
    fair_key = models.CharField(max_length=100, blank=True, default="")
    priority = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = BuildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipe", "version", "inputs_hash", "params_hash"], name="build_once_per_wish"
            ),
            models.CheckConstraint(condition=Q(lane__in=LANES), name="build_known_lane"),
        ]
        indexes = [
            models.Index(fields=["inputs_hash"], name="build_inputs_hash"),
            models.Index(fields=["lane", "priority"], name="build_open_lane", condition=Q(completed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.recipe} v{self.version} #{self.pk}"

    @property
    def identity(self) -> tuple[str, int, str, str]:
        """What makes two builds the same wish."""
        return (self.recipe, self.version, self.inputs_hash, self.params_hash)

    @property
    def latest_run(self) -> ProcessingRun | None:
        """The newest run, from ``with_runs()`` when it was asked for."""
        if "newest_runs" in self.__dict__:
            return self.newest_runs[0] if self.newest_runs else None
        return self.runs.order_by("-pk").first()

    @property
    def state(self) -> str:
        """``complete``, ``running`` (leased to a worker), ``waiting`` or ``failed`` (given up or cancelled)."""
        if self.completed_at:
            return "complete"
        run = self.latest_run
        if run is None:
            return "waiting"
        if run.closed_at:
            return "failed"
        return "running" if run.lease_token else "waiting"


class BuildInput(models.Model):
    """One input of a build in a role: an original, or everything another build made."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="inputs")
    role = models.CharField(max_length=40)
    file = models.ForeignKey(MediaFile, on_delete=models.PROTECT, null=True, blank=True, related_name="build_inputs")
    source = models.ForeignKey(Build, on_delete=models.PROTECT, null=True, blank=True, related_name="dependents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["build", "role"], name="build_input_once_per_role"),
            models.CheckConstraint(
                condition=Q(file__isnull=False, source__isnull=True) | Q(file__isnull=True, source__isnull=False),
                name="build_input_file_or_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of build {self.build_id}"

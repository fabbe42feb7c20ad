"""How far the files of drafts are: for each slot of the newest draft what is made, what runs, what failed and why.

Everything is asked for many variants at once; the number of queries does not grow with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wagtail.models import Revision

from cms.library.models import FileVersion, LanguageVariant, Role
from cms.library.needs import Place, needs
from media_pipeline import messages, plan
from media_pipeline.models import Build
from media_pipeline.plan import BuildSpec

WORK = {
    "picture": "Đang nén hình video",
    "voice_hls": "Đang xử lý tiếng",
    "voice_mp3": "Đang tạo MP3",
    "mp4": "Đang đóng gói MP4",
    "image": "Đang tạo các cỡ hình",
    "document": "Đang dựng trang PDF",
    "original": "Đang làm sạch bản gốc",
    "captions": "Đang đọc phụ đề",
}
STATES = {
    "ready": "Sẵn sàng",
    "running": "Đang xử lý",
    "waiting": "Đang chờ xử lý",
    "failed": "Xử lý lỗi",
    "stored": "Đã lưu",
}


@dataclass
class SlotProgress:
    """One slot. ``state`` is a key of ``STATES``; ``percent`` covers what an edition cannot do without."""

    place: Place
    state: str = "stored"
    percent: int = 100
    stage: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The role in words."""
        name = Role(self.place.role).label
        return name if self.place.n == 1 else f"{name} {self.place.n}"

    @property
    def state_label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in ("ready", "stored", "failed")


def draft_places(variants: Iterable[LanguageVariant]) -> dict[int, list[Place]]:
    """The places of each variant's newest revision, by variant id. One query (select ``latest_revision`` before)."""
    return places_in({variant.pk: variant.latest_revision for variant in variants})


def places_in(revisions: Mapping[int, Revision | None]) -> dict[int, list[Place]]:
    """The places that these revisions point at, under the same keys, in the order of the roles. One query."""
    slots = {key: revision.content.get("slots", []) if revision else [] for key, revision in revisions.items()}
    wanted = {slot["file"] for rows in slots.values() for slot in rows}
    files = FileVersion.objects.select_related("media_file").in_bulk(wanted)
    order = {str(role): at for at, role in enumerate(Role)}
    return {
        key: sorted(
            (Place(s["role"], s["n"], files[s["file"]], s["mode"], s["offset_ms"]) for s in rows),
            key=lambda place: (order[place.role], place.n),
        )
        for key, rows in slots.items()
    }


def draft_progress(variants: Sequence[LanguageVariant]) -> dict[int, list[SlotProgress]]:
    """The slots of each variant's newest draft with their progress, by variant id."""
    places = draft_places(variants)
    wishes = {v.pk: needs(v.material.kind, places[v.pk]) for v in variants}
    specs = [spec for each in wishes.values() for spec in (*each.all_required(), *each.all_optional())]
    builds = known_builds(specs)
    result = {}
    for variant in variants:
        wish = wishes[variant.pk]
        result[variant.pk] = [
            _slot(place, wish.required.get(key, []), wish.optional.get(key, []), builds)
            for place in places[variant.pk]
            for key in [(place.role, place.n)]
        ]
    return result


def known_builds(specs: Iterable[BuildSpec]) -> dict[BuildSpec, Build]:
    """The builds of these wishes with their runs."""
    found = plan.find(list(dict.fromkeys(specs)))
    rows = Build.objects.with_runs().in_bulk([build.pk for build in found.values()])
    return {spec: rows[build.pk] for spec, build in found.items()}


def percent_of(specs: Sequence[BuildSpec], builds: dict[BuildSpec, Build]) -> int:
    """How much of these wishes is made, 0 to 100."""
    if not specs:
        return 100
    return int(sum(_done(builds.get(spec)) for spec in specs) / len(specs))


def _slot(
    place: Place, required: list[BuildSpec], optional: list[BuildSpec], builds: dict[BuildSpec, Build]
) -> SlotProgress:
    slot = SlotProgress(place)
    specs = required or optional
    if not specs:
        return slot
    rows = [builds.get(spec) for spec in specs]
    states = {row.state if row else "waiting" for row in rows}
    slot.percent = percent_of(specs, builds)
    slot.state = next((s for s in ("failed", "running", "waiting") if s in states), "ready")
    slot.stage = next((WORK.get(row.recipe, "") for row in rows if row and row.state == "running"), "")
    slot.errors = list(dict.fromkeys(_reason(row, place.file.name) for row in rows if row and row.state == "failed"))
    return slot


def _done(build: Build | None) -> float:
    if build is None:
        return 0
    if build.completed_at:
        return 100
    run = build.latest_run
    return run.percent if run and not run.closed_at else 0


def _reason(build: Build, name: str) -> str:
    run = build.latest_run
    if run is None or not run.error_code:
        return f"Tệp “{name}” chưa xử lý được. Hãy bấm “Thử lại”."
    return messages.describe(run.error_code, {**run.error_params, "name": name})

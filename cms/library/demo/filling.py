"""Brings the demo into the library, step by step; each step finds out what is there already and adds the rest."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.journal import follow
from cms.library import actions
from cms.library.importing import import_folder
from cms.library.models import LanguageVariant, Material, Publication, Supersession, Withdrawal
from cms.taxonomy.models import Agency, Audience, Campaign, Language, Licence, Procedure, Topic
from media_pipeline import worker
from media_pipeline.models import Build
from media_pipeline.workspace import workspace

from . import catalogue, people
from .catalogue import Table
from .folder import make_files, write_folder

LOOK_SECONDS = 4.0
PATIENCE_SECONDS = 300.0

Say = Callable[[str], None]


class DemoIncomplete(Exception):
    """Something could not be made; ``str()`` says what and what to do, in Vietnamese."""


def fill(say: Say, materials: list[Table] | None = None) -> None:
    """Make the demo library, or what is missing of it (``materials``: only these instead of the whole catalogue).

    Raises ``DemoIncomplete``, ``drawing.ToolMissing``.
    """
    everything = catalogue.materials() if materials is None else materials
    ensure_vocabulary()
    people.ensure_people()
    missing = [material for material in everything if not is_there(material)]
    if missing:
        bring(missing, say)
    send_for_review(say)
    process(say)
    actions.promote_pending()
    tell_the_story(everything)
    ensure_kit()
    say("Ghi chỉ mục tìm kiếm và các luồng tin")
    follow.run_due()
    follow.catch_up()
    check(everything)


def ensure_vocabulary() -> None:
    """Procedures and campaigns that the reference data does not hold."""
    rows = catalogue.vocabulary()
    for code, name in rows["procedures"].items():
        Procedure.objects.get_or_create(code=code, defaults={"name": name})
    today = timezone.localdate()
    for row in rows["campaign"]:
        dates = {name: today + timedelta(days=row[f"{name}_in_days"]) for name in ("starts", "ends")}
        Campaign.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "summary": row["summary"], **dates}
        )


def find(key: str, agency: str) -> Material | None:
    """The material of the demo with this key."""
    return Material.objects.filter(agency__code=agency, external_key=key).first()


def is_there(material: Table) -> bool:
    """Whether every language of it was brought in and asked to be published before."""
    asked = Publication.objects.filter(
        variant__material__agency__code=material["agency"], variant__material__external_key=material["key"]
    )
    languages = set(asked.values_list("variant__language__code", flat=True))
    return languages >= {variant["language"] for variant in material["variant"]}


def bring(materials: list[Table], say: Say) -> None:
    """Make the files in a folder that goes away, and import it as anyone's. Raises ``DemoIncomplete``."""
    with workspace("demo") as folder:
        count = write_folder(folder, materials, say)
        say(f"Nhập {count} tệp theo materials.csv")
        refused = [each for each in import_folder(folder, publish=True) if each.status == "refused"]
    if refused:
        raise DemoIncomplete("\n".join(f"{each.file}: {each.reason}" for each in refused))


def send_for_review(say: Say) -> None:
    """One poster that the demo's editor made and sent, for the demo's reviewer to decide."""
    wish = catalogue.for_review()
    if find(wish["key"], wish["agency"]):
        return
    say("Gửi duyệt một áp phích")
    editor, agency = User.objects.get(username="bientap"), Agency.objects.get(code=wish["agency"])
    words = wish["variant"][0]
    with workspace("demo") as folder:
        made, text = make_files(wish, words, folder)
        name = made[0][0]
        file = actions.receive_file(folder / name, name=name, agency=agency, actor=editor)
    with transaction.atomic():
        material = actions.create_material(
            actor=editor,
            agency=agency,
            kind=wish["kind"],
            name=words["title"],
            external_key=wish["key"],
            licence=Licence.objects.get(code=wish["licence"]),
            many={
                "topics": Topic.objects.filter(code__in=wish["topics"]),
                "audiences": Audience.objects.filter(code__in=wish["audiences"]),
            },
        )
        variant = actions.create_variant(
            material=material,
            language=Language.objects.get(code=words["language"]),
            actor=editor,
            title=words["title"],
            summary=words["summary"],
            text=text,
        )
        actions.attach(variant, file, actor=editor)
        actions.submit(variant, actor=editor, note="Nhờ anh chị duyệt để kịp treo ở nhà văn hóa thôn.")


def process(say: Say) -> None:
    """Work until nothing waits, beside the workers that run already. Raises ``DemoIncomplete`` when nothing moves."""
    left, moved = None, time.monotonic()
    while not worker.drain(LOOK_SECONDS):
        before, left = left, Build.objects.unfinished().count()
        if left != before:
            moved = time.monotonic()
            say(f"Chuyển mã và dựng bản xem: còn {left} việc")
        elif time.monotonic() - moved > PATIENCE_SECONDS:
            raise DemoIncomplete("Việc xử lý tệp không tiến triển. Hãy chạy «manage.py process_media» để xem lý do.")


def tell_the_story(materials: list[Table]) -> None:
    """What happened since to some of them: one gave way to a newer one, one was withdrawn."""
    reviewer, office = (User.objects.get(username=name) for name in ("duyet", "chuongtrinh"))
    for wish in materials:
        material = find(wish["key"], wish["agency"])
        if wish.get("superseded_by") and not Supersession.objects.filter(material=material).exists():
            successor = find(wish["superseded_by"], wish["agency"])
            actions.supersede(material, successor, reason=wish["reason"], actor=reviewer)
        if wish.get("withdrawn") and not Withdrawal.objects.filter(material=material).exists():
            actions.withdraw(material, reason=wish["withdrawn"], actor=office)


def ensure_kit() -> None:
    """One kit. Kits belong to the layer above, which is asked by name."""
    wish = catalogue.vocabulary()["kit"]
    kit, created = apps.get_model("distribution", "Kit").objects.get_or_create(
        slug=wish["slug"],
        defaults={
            "name": wish["name"],
            "summary": wish["summary"],
            "campaign": Campaign.objects.get(code=wish["campaign"]),
            "agency": Agency.objects.get(code=wish["agency"]),
        },
    )
    if created:
        rows = {row.external_key: row for row in Material.objects.filter(external_key__in=wish["materials"])}
        for position, key in enumerate(wish["materials"]):
            if key in rows:
                kit.items.create(material=rows[key], position=position)


def check(materials: list[Table]) -> None:
    """Raise ``DemoIncomplete`` naming the editions that still wait though their time has come."""
    keys = [material["key"] for material in materials]
    waiting = Publication.objects.pending().filter(
        variant__material__external_key__in=keys, public_from__lte=timezone.now()
    )
    if names := [f"«{row.title}» ({row.variant.language})" for row in waiting.select_related("variant__language")]:
        raise DemoIncomplete(
            f"Chưa phát hành được {', '.join(names)}. Hãy chạy «manage.py process_media» để xem lý do, rồi chạy lại."
        )


def counts() -> tuple[int, int]:
    """Materials and language variants in the library, for the last line on the screen."""
    return Material.objects.count(), LanguageVariant.objects.count()

"""The demo in the library: through the real import, the real pipeline and the real actions."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from cms.accounts.models import Membership, User
from cms.journal.models import Event
from cms.library import public
from cms.library.demo import catalogue, drawing, filling, people
from cms.library.models import LanguageVariant, Material, Publication, Supersession, Withdrawal
from cms.taxonomy.models import Campaign, Procedure
from media_pipeline.models import Build, MediaFile

pytestmark = [pytest.mark.django_db]

KEYS = {"nop-ho-so-4-buoc", "nop-ho-so-5-buoc", "sms-bo-sung-ho-so", "sms-ho-tro-cu", "ap-phich-thang-cao-diem"}
SAID: list[str] = []


class _Undo(Exception):
    """Leaves the transaction of the module."""


def part() -> list[catalogue.Table]:
    """Enough of the catalogue for every step: pictures in four languages, old, withdrawn and embargoed ones."""
    return [material for material in catalogue.materials() if material["key"] in KEYS]


@pytest.fixture(scope="module")
def data(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The data folder of a demo that was made once for this module, in a transaction that is undone."""
    folder = tmp_path_factory.mktemp("demo-data")
    storages = {
        **configured.STORAGES,
        "media": {**configured.STORAGES["media"], "OPTIONS": {"location": folder / "media"}},
        "feeds": {**configured.STORAGES["feeds"], "OPTIONS": {"location": folder / "feeds", "allow_overwrite": True}},
    }
    options = {
        "STORAGES": storages,
        "KHO_DATA_DIR": folder,
        "KHO_SCRATCH_DIR": folder / "scratch",
        "KHO_FEEDS_DIR": folder / "feeds",
        "KHO_SEARCH_DIR": folder / "search",
        "HOST": "127.0.0.1",
    }
    with override_settings(**options), django_db_blocker.unblock():
        try:
            with transaction.atomic():
                filling.fill(SAID.append, part())
                yield folder
                raise _Undo
        except _Undo:
            pass


def standing(key: str, language: str = "vi") -> public.Standing:
    return public.standing(Material.objects.get(external_key=key).public_id, language)


def everything() -> dict[str, int]:
    models = [Material, LanguageVariant, Publication, Supersession, Withdrawal, User, Membership, Event, Build]
    models += [MediaFile, Campaign, Procedure, apps.get_model("distribution", "KitItem")]
    return {model.__name__: model.objects.count() for model in models}


def test_what_is_public_what_is_not_and_why(data):
    assert [standing("nop-ho-so-5-buoc", code).status for code in ("vi", "km", "blt-tavt", "lo")] == ["public"] * 4
    assert standing("sms-bo-sung-ho-so").status == "public"
    old = standing("nop-ho-so-4-buoc")
    assert old.status == "superseded" and old.reason
    assert old.successor.variant.material.external_key == "nop-ho-so-5-buoc"
    withdrawn = standing("sms-ho-tro-cu")
    assert withdrawn.status == "withdrawn" and "giao diện mới" in withdrawn.reason
    assert standing("ap-phich-thang-cao-diem").status == "unknown"


def test_every_step_is_said(data):
    assert SAID[0].startswith("Vẽ và thu 1/5") and any("materials.csv" in line for line in SAID)


def test_the_embargoed_poster_goes_out_in_a_month_by_itself(data):
    waiting = Publication.objects.pending().get(variant__material__external_key="ap-phich-thang-cao-diem")
    assert timezone.localdate(waiting.public_from) == timezone.localdate() + timedelta(days=30)


def test_the_import_is_recorded_as_published_without_review(data):
    editions = Publication.objects.filter(variant__material__external_key="nop-ho-so-5-buoc")
    assert {(row.reviewed, row.requested_by.is_system) for row in editions} == {(False, True)}


def test_materials_carry_their_codes(data):
    material = Material.objects.get(external_key="nop-ho-so-5-buoc")
    assert material.campaign.code == "thang-cao-diem" and material.campaign.starts <= timezone.localdate()
    assert [(row.code, row.name) for row in material.procedures.all()] == [
        ("2.000815", "Chứng thực bản sao từ bản chính giấy tờ, văn bản")
    ]
    assert material.source == "Bộ dữ liệu mẫu của Kho"


def test_the_reviewer_finds_something_that_the_editor_sent(data):
    variant = LanguageVariant.objects.get(material__external_key=catalogue.for_review()["key"])
    task = variant.current_workflow_task
    reviewer, editor = (User.objects.get(username=name) for name in ("duyet", "bientap"))
    assert task.specific.user_can_access_editor(variant, reviewer)
    assert type(task.specific).may_decide(variant, reviewer)
    assert not type(task.specific).may_decide(variant, editor)
    assert not variant.publications.exists()


def test_the_kit_holds_the_materials_in_their_order(data):
    kit = apps.get_model("distribution", "Kit").objects.get(slug="thang-cao-diem")
    wanted = [key for key in catalogue.vocabulary()["kit"]["materials"] if key in KEYS]
    assert [item.material.external_key for item in kit.items.all()] == wanted


def test_the_feeds_hold_it(data):
    feed = (data / "feeds" / "infographic" / "vi" / "atom.xml").read_text(encoding="utf-8")
    assert "5 bước nộp hồ sơ" in feed and "4 bước nộp hồ sơ" not in feed


def test_nothing_is_left_in_the_scratch_folder(data):
    assert list((data / "scratch").iterdir()) == []


def test_a_second_call_adds_nothing(data):
    before = everything()
    said: list[str] = []
    filling.fill(said.append, part())
    assert everything() == before
    assert len(said) == 1


def test_a_demo_that_was_cut_off_is_completed_and_not_doubled(data, monkeypatch):
    """As after a loss of power between the import and the request for its edition."""
    before = everything()
    variant = LanguageVariant.objects.get(material__external_key="sms-bo-sung-ho-so", language__code="km")
    Publication.objects.filter(variant=variant).delete()
    filling.fill(lambda words: None, part())
    assert Publication.objects.current().filter(variant=variant).count() == 1
    assert everything() | {"Event": before["Event"]} == before


def test_an_edition_that_cannot_go_out_is_named(data):
    Publication.objects.filter(variant__material__external_key="sms-bo-sung-ho-so").update(current_from=None)
    with pytest.raises(filling.DemoIncomplete, match="Nhắc bổ sung hồ sơ"):
        filling.check(part())


def test_a_refused_row_stops_the_demo_with_its_reason(data):
    wrong = {**part()[-1], "key": "sai", "topics": ["IX.9"], "variant": [{**part()[-1]["variant"][0], "file": []}]}
    with pytest.raises(filling.DemoIncomplete, match=r"IX\.9"):
        filling.bring([wrong], lambda words: None)


def test_everybody_logs_in_with_the_known_password_on_this_machine(data):
    for username in people.PEOPLE:
        assert authenticate(username=username, password=people.PASSWORD).username == username
    roles = Membership.objects.filter(user__username__in=people.PEOPLE)
    assert sorted(roles.values_list("user__username", "role", "agency__code"), key=str) == [
        ("bientap", "editor", "G06"),
        ("bientap", "editor", "H38"),
        ("chuongtrinh", "programme_office", None),
        ("duyet", "reviewer", "G06"),
        ("duyet", "reviewer", "H38"),
        ("quantri", "administrator", None),
    ]
    assert not User.objects.filter(username__in=people.PEOPLE, is_superuser=True).exists()


def test_only_the_administrator_edits_pages(data, client):
    home = apps.get_model("pages", "HomePage").objects.get()
    allowed = []
    for username in people.PEOPLE:
        client.force_login(User.objects.get(username=username))
        if client.get(f"/quan-tri/pages/{home.pk}/edit/").status_code == 200:
            allowed.append(username)
    assert allowed == ["quantri"]


def test_the_log_ins_are_written_for_the_owner_alone(data):
    path = people.logins_path()
    assert path == data / "demo-logins.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8").count(people.PASSWORD) == 4


def test_passwords_change_as_soon_as_others_can_reach_the_server(data, settings, capsys):
    settings.HOST = "0.0.0.0"
    call_command("create_demo", "--show-logins")
    shown = {line.split()[0]: line.split()[1] for line in capsys.readouterr().out.splitlines()[1:]}
    assert shown.keys() == people.PEOPLE.keys()
    assert people.PASSWORD not in shown.values() and len(set(shown.values())) == 4
    for username, password in shown.items():
        assert authenticate(username=username, password=password)
        assert authenticate(username=username, password=people.PASSWORD) is None
    assert people.ensure_people() == {}
    people.logins_path().unlink()
    call_command("create_demo", "--show-logins")
    assert "mật khẩu không được lưu lại" in capsys.readouterr().out


def test_a_password_that_its_owner_changed_stays(data, settings):
    user = User.objects.get(username="bientap")
    user.set_password("cua-rieng-toi-1")
    user.save()
    settings.HOST = "0.0.0.0"
    assert "bientap" not in people.ensure_people()
    assert authenticate(username="bientap", password="cua-rieng-toi-1")


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("localhost", True),
        ("0.0.0.0", False), ("::", False), ("", False), ("10.0.0.5", False), ("kho.gov.vn", False),
    ],
)  # fmt: skip
def test_loopback_is_only_this_machine(host, alone):
    assert people.is_loopback(host) is alone


def test_the_command_says_what_is_missing_on_the_machine(monkeypatch, data):
    def without_tools(*arguments: object) -> None:
        raise drawing.ToolMissing("Thiếu chương trình rsvg-convert. Cài bằng: apt install librsvg2-bin")

    monkeypatch.setattr(filling, "is_there", lambda material: False)
    monkeypatch.setattr(filling, "write_folder", without_tools)
    with pytest.raises(CommandError, match="librsvg2-bin"):
        call_command("create_demo")

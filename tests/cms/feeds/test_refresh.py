"""What stands in which feed, and which files are written, kept and taken away."""

import json
import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.feeds import files
from cms.feeds.consumer import FeedsConsumer, Sweep
from cms.feeds.refresh import refresh
from cms.feeds.selection import RADIO_LIMIT, Feed, select
from cms.journal.follow import catch_up, follow
from cms.journal.models import Cursor, DeadLetter, Event
from cms.library import actions, due
from cms.library.models import LanguageVariant, Material, Publication
from cms.taxonomy.models import Agency, Province

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def titles(folder: str) -> list[str]:
    """The titles of a feed as it lies on the disk, in their order."""
    name = "manifest.json" if folder.startswith("radio/") else "feed.json"
    found = files.read(f"{folder}/{name}")
    return [item["title"] for item in json.loads(found[0])["items"]] if found else []


def stamps() -> dict[str, float]:
    top = files.path_of("")
    return {
        str(path.relative_to(top)): path.stat().st_mtime for path in top.rglob("*.*") if "/." not in f"/{path.name}"
    }


def everything_written() -> str:
    """All bytes below the feeds' folder."""
    return "".join(
        path.read_text(encoding="utf-8")
        for path in files.path_of("").rglob("*")
        if path.suffix in (".xml", ".json", ".tsv")
    )


def test_an_edition_stands_in_the_feeds_of_its_kind_and_language(put):
    put("video", title="Phim", language="km")
    put("sms", title="Tin")
    refresh()
    assert titles("all/all") == ["Tin", "Phim"]
    assert titles("video/all") == titles("video/km") == titles("all/km") == ["Phim"]
    assert titles("sms/vi") == ["Tin"]
    assert files.folders() == {
        "all/all", "all/km", "all/vi", "video/all", "video/km", "sms/all", "sms/vi",
    }  # fmt: skip


def test_radio_hears_the_nation_and_its_own_province(put):
    put("audio", title="Cả nước")
    put("audio", title="Lào Cai", provinces=("15",))
    put("audio", title="Hai tỉnh", provinces=("15", "08"))
    put("video", title="Phim")
    refresh()
    assert titles("radio/vi") == ["Cả nước"]
    assert titles("radio/vi/15") == ["Hai tỉnh", "Lào Cai", "Cả nước"]
    assert titles("radio/vi/08") == ["Hai tỉnh", "Cả nước"]
    assert not files.path_of("radio/vi/96").exists()
    assert titles("audio/vi") == ["Hai tỉnh", "Lào Cai", "Cả nước"]


def test_radio_of_a_language_that_has_provincial_items_only(put):
    put("audio", title="Ê Đê", language="rad", provinces=("15",))
    refresh()
    assert titles("radio/rad") == []
    assert titles("radio/rad/15") == ["Ê Đê"]


def test_a_radio_feed_has_at_most_a_hundred_items(put, editor):
    variant = put("audio")
    original = Publication.objects.get()
    material = Material.objects.get()
    for number in range(RADIO_LIMIT + 3):
        copy = Material(
            agency=material.agency, kind="audio", name=str(number), licence=material.licence, created_by=editor
        )
        copy.save()
        twin = LanguageVariant(material=copy, language=variant.language, agency=variant.agency, title=f"Số {number}")
        twin.save()
        Publication.objects.create(
            variant=twin, revision=original.revision, number=1, title=f"Số {number}", licence=original.licence,
            public_from=original.public_from, requested_by=editor, current_from=timezone.now(),
        )  # fmt: skip
    chosen = select()[Feed("radio", "vi")].publications
    assert len(chosen) == RADIO_LIMIT
    assert Publication.objects.get(pk=chosen[0]).title == f"Số {RADIO_LIMIT + 2}"


def test_every_file_has_a_gzip_twin_of_the_same_time(put):
    put("audio")
    refresh()
    found = stamps()
    plain = {name for name in found if not name.endswith(".gz")}
    assert {f"{name}.gz" for name in plain} == set(found) - plain
    for name in plain:
        assert found[name] == found[f"{name}.gz"]
        assert found[name] == int(found[name])


def test_nothing_is_touched_when_nothing_changed(put):
    put("audio")
    assert refresh() > 0
    before = stamps()
    assert refresh() == 0
    assert refresh(everything=True) == 0
    assert stamps() == before


def test_only_what_changed_is_written(put):
    put("audio")
    refresh()
    before = stamps()
    put("sms", language="km")
    refresh()
    after = stamps()
    assert {name for name in before if before[name] != after[name]} == {
        f"all/all/{name}{twin}" for name in ("atom.xml", "feed.json", "mrss.xml", "ninjs.json") for twin in ("", ".gz")
    }
    assert after["all/all/atom.xml"] > before["all/all/atom.xml"]


def test_two_changes_within_a_second_differ_in_time(folders):
    for number in range(3):
        files.write("all/all/atom.xml", f"{number}".encode())
        assert files.read("all/all/atom.xml")[0] == f"{number}".encode()
    stamp = files.read("all/all/atom.xml")[1]
    files.write("all/all/atom.xml", b"9")
    assert files.read("all/all/atom.xml")[1] >= stamp + 1


def test_no_part_of_a_file_is_left_behind(put):
    put("audio")
    refresh()
    assert not list(files.path_of("").rglob("*.part"))


@pytest.mark.parametrize("target", ["variant", "material"])
def test_withdrawn_leaves_every_feed_with_the_event(put, reviewer, target):
    variant = put("audio", title="Số điện thoại cũ", provinces=("15",))
    put("audio", title="Khác")
    catch_up()
    assert "Số điện thoại cũ" in everything_written()
    actions.withdraw(variant if target == "variant" else variant.material, reason="Sai.", actor=reviewer)
    catch_up()
    assert "Số điện thoại cũ" not in everything_written()
    assert not files.path_of("radio/vi/15").exists()
    assert titles("radio/vi") == ["Khác"]


def test_a_withdrawal_undone_brings_it_back(put, reviewer):
    variant = put("audio", title="Bản tin")
    row = actions.withdraw(variant, reason="Nhầm.", actor=reviewer)
    catch_up()
    assert titles("radio/vi") == []
    actions.undo_withdrawal(row, actor=reviewer)
    catch_up()
    assert titles("radio/vi") == ["Bản tin"]


def test_drafts_and_embargoed_editions_are_nowhere(put):
    put("audio", title="Bản nháp mật", publish=False)
    put("audio", title="Ngày mai mới nói", public_from=timezone.now() + timedelta(days=1))
    put("sms", title="Đã công khai")
    catch_up()
    assert "Đã công khai" in everything_written()
    assert "mật" not in everything_written() and "Ngày mai" not in everything_written()
    Publication.objects.update(public_from=timezone.now() - timedelta(seconds=1))
    due.run()
    catch_up()
    assert titles("radio/vi") == ["Ngày mai mới nói"]


def test_rights_that_end_by_the_clock_end_in_the_feeds(put):
    put("audio", title="Hết hạn")
    refresh()
    today = timezone.localdate()
    Material.objects.update(valid_from=today - timedelta(days=5), valid_to=today - timedelta(days=1))
    assert Sweep()() > 0
    assert titles("radio/vi") == []


def test_the_end_of_validity_is_the_midnight_after_the_last_day(put):
    put("audio", fields={"valid_to": timezone.localdate() + timedelta(days=3)})
    refresh()
    item = json.loads(files.read("radio/vi/manifest.json")[0])["items"][0]
    last = timezone.localdate() + timedelta(days=3)
    assert item["valid_until"] == f"{last.isoformat()}T17:00:00Z"  # 00:00 of the next day in Vietnam


def test_a_second_edition_keeps_the_identifier_and_the_first_date(put, editor, reviewer):
    variant = put("sms", title="Lần đầu")
    Publication.objects.update(current_from=timezone.now() - timedelta(days=2))
    refresh()
    (before,) = json.loads(files.read("sms/vi/feed.json")[0])["items"]
    draft = variant.get_latest_revision_as_object()
    draft.title = "Lần hai"
    actions.save_draft(draft, actor=editor)
    actions.submit(variant, actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
    actions.promote_pending()
    catch_up()
    (after,) = json.loads(files.read("sms/vi/feed.json")[0])["items"]
    assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
    assert after["date_modified"] > before["date_modified"]
    assert (after["title"], after["_kho"]["edition"]) == ("Lần hai", 2)


def test_changed_provinces_move_an_item_between_feeds(put, editor):
    material = put("audio", title="Tin", provinces=("15",)).material
    catch_up()
    actions.update_material(material, actor=editor, many={"provinces": [Province.objects.get(code="08")]})
    catch_up()
    assert titles("radio/vi/15") == []
    assert titles("radio/vi/08") == ["Tin"]


def test_a_renamed_agency_reaches_the_feeds_without_an_event(put):
    put("sms")
    refresh()
    Agency.objects.filter(code="G06").update(name="Bộ Khoa học, Công nghệ và Chuyển đổi số")
    refresh()
    assert json.loads(files.read("sms/vi/feed.json")[0])["items"][0]["authors"] == [
        {"name": "Bộ Khoa học, Công nghệ và Chuyển đổi số"}
    ]


def test_a_new_address_of_the_site_reaches_the_feeds(put, settings):
    put("audio")
    refresh()
    settings.SITE_URL = "https://kho.example.vn"
    refresh()
    assert "http://testserver" not in everything_written()
    assert "https://kho.example.vn/tai-ve/" in files.read("radio/vi/manifest.tsv")[0].decode()


@pytest.mark.parametrize("lost", ["radio/vi/podcast.xml", "radio/vi/podcast.xml.gz", "all/all/atom.xml"])
def test_a_lost_file_comes_back_as_it_was(put, lost):
    put("audio")
    refresh()
    before = files.path_of(lost).read_bytes()
    files.path_of(lost).unlink()
    assert Sweep()() == 1
    assert files.path_of(lost).read_bytes() == before


def test_what_was_withdrawn_while_the_note_was_lost_does_not_stay(put, reviewer):
    variant = put("audio", title="Sai")
    refresh()
    files.path_of(files.STATE).write_text("[broken")
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    refresh()
    assert files.folders() == set()


def test_replayed_and_reordered_events_change_nothing(put, reviewer):
    variant = put("audio", title="Tin")
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    consumer = FeedsConsumer()
    events = list(Event.objects.order_by("id"))
    for batch in (events, list(reversed(events)), events[:1], events):
        consumer.consume(batch)
        assert titles("radio/vi") == []


def test_drafting_does_not_make_anybody_look(put, editor):
    put("audio", publish=False)
    consumer = FeedsConsumer()
    consumer.consume(list(Event.objects.all()))
    assert files.read(files.STATE) is None


def test_the_position_is_kept_in_the_database(put):
    put("sms")
    consumer = FeedsConsumer()
    assert follow(consumer) > 0
    assert Cursor.objects.get(consumer="feeds").position == Event.objects.latest("id").pk
    assert follow(consumer) == 0


def test_one_feed_that_cannot_be_written_stops_no_other(put, caplog):
    put("audio", title="Tin")
    put("sms", title="Nhắn")
    blocked = files.path_of("sms")
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("a file where a folder should be")
    refresh()
    assert titles("radio/vi") == ["Tin"]
    assert titles("all/vi") == ["Nhắn", "Tin"]
    assert "feed sms/vi could not be written" in caplog.text
    assert not DeadLetter.objects.exists()
    blocked.unlink()
    assert refresh() > 0
    assert titles("sms/vi") == ["Nhắn"]


def test_the_sweep_waits_its_time(put):
    sweep = Sweep(every=3600)
    put("sms")
    assert sweep() > 0
    put("audio")
    assert sweep() == 0
    assert Sweep()() > 0


def test_the_number_of_queries_does_not_grow_with_the_items(put):
    put("audio", provinces=("15",))
    refresh()
    with CaptureQueriesContext(connection) as few:
        refresh(everything=True)
    for _ in range(3):
        put("audio", provinces=("15",))
    refresh()
    with CaptureQueriesContext(connection) as many:
        refresh(everything=True)
    assert len(many) == len(few)


def test_the_command_writes_everything_anew(put, capsys):
    put("audio")
    call_command("write_feeds", "--json")
    assert json.loads(capsys.readouterr().out)["changed"] > 0
    call_command("write_feeds")
    assert "0 tệp" in capsys.readouterr().out


def test_files_can_be_read_by_the_web_server(put):
    put("audio")
    refresh()
    assert os.stat(files.path_of("radio/vi/podcast.xml")).st_mode & 0o044 == 0o044

"""Every state a published thing can come into, and what the public sees of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.journal.models import Cursor, Event
from cms.library import actions, due, public
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import LanguageVariant, Material, Publication, Withdrawal
from tests.cms.conftest import make_material, make_user, make_variant, publish

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def status(variant: LanguageVariant, at=None) -> str:
    return public.standing(variant.material.public_id, variant.language.code, at).status


def soon(**delta: int):
    return timezone.now() + timedelta(**delta)


def edit(variant: LanguageVariant, editor, text: str) -> None:
    draft = variant.get_latest_revision_as_object()
    draft.text = text
    actions.save_draft(draft, actor=editor)


def test_an_embargoed_edition_waits_unseen(variant, editor, reviewer):
    publish(variant, editor, reviewer, public_from=soon(hours=2))
    assert Publication.objects.pending().count() == 1
    assert status(variant) == "unknown"
    assert not LanguageVariant.objects.get(pk=variant.pk).live


def test_an_embargo_ends_by_the_clock(variant, editor, reviewer):
    publish(variant, editor, reviewer, public_from=soon(hours=2))
    Publication.objects.update(public_from=soon(seconds=-1))
    assert due.run() == 1
    assert status(variant) == "public"


def test_a_scheduled_edition_leaves_the_present_one_in_place(published, editor, reviewer):
    edit(published, editor, "Lời của ngày mai.")
    publish(published, editor, reviewer, public_from=soon(days=1))
    assert public.standing(published.material.public_id, "vi").publication.number == 1


def test_hide_current_takes_the_old_one_away_until_the_new_one_is_there(published, editor, reviewer):
    edit(published, editor, "Lời đúng.")
    publish(published, editor, reviewer, public_from=soon(hours=1), hide_current=True)
    assert status(published) == "withdrawn"
    Publication.objects.pending().update(public_from=soon(seconds=-1))
    actions.promote_pending()
    assert status(published) == "public"
    assert Withdrawal.objects.get().undone_at is not None


def test_withdrawing_cancels_what_is_scheduled(variant, editor, reviewer):
    publish(variant, editor, reviewer, public_from=soon(hours=1))
    actions.withdraw(variant, reason="Sai số điện thoại.", actor=reviewer)
    assert Publication.objects.get().end_kind == "cancelled"
    Publication.objects.update(public_from=soon(seconds=-1))
    due.run()
    assert status(variant) == "unknown"


def test_undoing_a_withdrawal_after_a_cancelled_schedule_brings_the_old_edition_back(published, editor, reviewer):
    edit(published, editor, "Lời mới.")
    publish(published, editor, reviewer, public_from=soon(hours=1))
    row = actions.withdraw(published, reason="Sai.", actor=reviewer)
    actions.undo_withdrawal(row, actor=reviewer)
    standing = public.standing(published.material.public_id, "vi")
    assert (standing.status, standing.publication.number) == ("public", 1)


def test_a_withdrawn_material_takes_every_language(published, editor, reviewer):
    other = make_variant(published.material, editor, "km", title="SMS")
    publish(other, editor, reviewer)
    actions.withdraw(published.material, reason="Thủ tục đã đổi.", actor=reviewer)
    assert {status(published), status(other)} == {"withdrawn"}
    assert not public.editions().exists()
    _, standing = public.standing_of_material(published.material.public_id)
    assert (standing.status, standing.reason) == ("withdrawn", "Thủ tục đã đổi.")


def test_withdrawing_one_language_leaves_the_others(published, editor, reviewer):
    other = make_variant(published.material, editor, "km", title="SMS")
    publish(other, editor, reviewer)
    actions.withdraw(published, reason="Sai.", actor=reviewer)
    assert (status(published), status(other)) == ("withdrawn", "public")


def test_a_withdrawal_needs_a_reason_and_happens_once(published, reviewer):
    with pytest.raises(Conflict):
        actions.withdraw(published, reason="  ", actor=reviewer)
    row = actions.withdraw(published, reason="Sai.", actor=reviewer)
    with pytest.raises(Conflict):
        actions.withdraw(published, reason="Sai.", actor=reviewer)
    actions.undo_withdrawal(row, actor=reviewer)
    with pytest.raises(Conflict):
        actions.undo_withdrawal(row, actor=reviewer)


def test_the_programme_office_may_withdraw_anything_and_edit_nothing(published, office):
    actions.withdraw(published, reason="Tin giả.", actor=office)
    assert status(published) == "withdrawn"
    with pytest.raises(NotAllowed):
        edit(published, office, "Lời khác.")


def test_a_stranger_may_nothing(published, stranger):
    for deed in (
        lambda: actions.withdraw(published, reason="x", actor=stranger),
        lambda: edit(published, stranger, "x"),
        lambda: actions.submit(published, actor=stranger),
        lambda: actions.update_material(published.material, actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert status(published) == "public"


def test_rights_act_at_once(published, editor):
    material = Material.objects.get(pk=published.material_id)
    material.valid_to = timezone.localdate() - timedelta(days=1)
    actions.update_material(material, actor=editor)
    assert status(published) == "expired"
    assert public.standing(material.public_id, "vi").publication is None
    material.valid_to = timezone.localdate()
    actions.update_material(material, actor=editor)
    assert status(published) == "public"


def test_rights_that_begin_later_are_unknown(published, editor):
    material = Material.objects.get(pk=published.material_id)
    material.valid_from = timezone.localdate() + timedelta(days=1)
    actions.update_material(material, actor=editor)
    assert status(published) == "unknown"
    assert status(published, soon(days=1)) == "public"


def test_the_clock_tells_the_journal_when_rights_end(published, editor):
    material = Material.objects.get(pk=published.material_id)
    material.valid_to = timezone.localdate() - timedelta(days=1)
    actions.update_material(material, actor=editor)
    due.run_rights()
    Cursor.objects.filter(consumer=due.RIGHTS).update(position=timezone.localdate().toordinal() - 3)
    assert due.run_rights() == 1
    assert due.run_rights() == 0
    assert Event.objects.filter(kind="material.rights_changed", target_id=material.pk).count() == 1


def test_a_clock_set_back_looks_again(published, editor):
    material = Material.objects.get(pk=published.material_id)
    material.valid_to = timezone.localdate() + timedelta(days=1)
    actions.update_material(material, actor=editor)
    due.run_rights()
    Cursor.objects.filter(consumer=due.RIGHTS).update(position=timezone.localdate().toordinal() + 3)
    assert due.run_rights() == 1


def successor_of(variant, editor, reviewer, agency, language: str) -> Material:
    material = make_material(editor, agency, name="Bản thay thế")
    publish(make_variant(material, editor, language, title="Bản mới"), editor, reviewer)
    return material


def test_a_superseded_edition_stays_until_the_successor_speaks_its_language(published, editor, reviewer, agency):
    successor = successor_of(published, editor, reviewer, agency, "km")
    actions.supersede(published.material, successor, reason="Thủ tục mới.", actor=reviewer)
    standing = public.standing(published.material.public_id, "vi")
    assert (standing.status, standing.publication is not None) == ("superseded", True)
    assert standing.successor.variant.language.code == "km"
    publish(make_variant(successor, editor, "vi", title="Bản mới"), editor, reviewer)
    standing = public.standing(published.material.public_id, "vi")
    assert (standing.status, standing.publication) == ("superseded", None)
    assert standing.successor.title == "Bản mới"


def test_supersession_refuses_cycles(published, editor, reviewer, agency):
    successor = successor_of(published, editor, reviewer, agency, "vi")
    actions.supersede(published.material, successor, reason="Mới.", actor=reviewer)
    with pytest.raises(Conflict):
        actions.supersede(successor, published.material, reason="Vòng.", actor=reviewer)
    with pytest.raises(Conflict):
        actions.supersede(successor, successor, reason="Chính nó.", actor=reviewer)


def test_supersession_can_be_undone_once(published, editor, reviewer, agency):
    successor = successor_of(published, editor, reviewer, agency, "km")
    row = actions.supersede(published.material, successor, reason="Mới.", actor=reviewer)
    actions.undo_supersession(row, actor=reviewer)
    assert status(published) == "public"
    with pytest.raises(Conflict):
        actions.undo_supersession(row, actor=reviewer)


def test_an_edition_ends_once(published):
    publication = Publication.objects.get()
    actions.end(publication, "expired")
    with pytest.raises(Conflict):
        actions.end(publication, "corrected")
    assert status(published) == "expired"


@pytest.mark.parametrize(
    "change", [{"ended_at": timezone.now(), "end_kind": ""}, {"ended_at": None, "end_kind": "expired"}]
)
def test_the_database_refuses_half_an_end(published, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(**change)


def test_two_current_editions_are_impossible(published):
    first = Publication.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            variant=published,
            revision=first.revision,
            number=2,
            title="x",
            licence=first.licence,
            public_from=timezone.now(),
            requested_by=first.requested_by,
            current_from=timezone.now(),
        )


def test_every_change_leaves_an_event(published, reviewer):
    actions.withdraw(published, reason="Sai.", actor=reviewer)
    kinds = list(Event.objects.values_list("kind", flat=True))
    for kind in ("material.created", "variant.created", "variant.submitted", "variant.approved"):
        assert kind in kinds
    assert kinds[-1] == "languagevariant.withdrawn"
    assert Event.objects.latest("id").actor == reviewer


def test_languages_of_a_material_come_in_their_order_with_one_query(
    published, editor, reviewer, django_assert_num_queries
):
    for code in ("km", "rad"):
        publish(make_variant(published.material, editor, code, title=""), editor, reviewer)
    with django_assert_num_queries(1):
        found = public.languages_of([published.material_id])
    assert [each.variant.language.code for each in found[published.material_id]] == ["vi", "km", "rad"]
    assert found[published.material_id][1].title == "Nhắc hạn nộp hồ sơ"


def test_an_administrator_of_one_agency_manages_only_it(agency, other_agency, published):
    elsewhere = make_user("khac", other_agency, "administrator")
    with pytest.raises(NotAllowed):
        actions.withdraw(published, reason="x", actor=elsewhere)
    assert status(published) == "public"

"""What is reviewed is what is published, and nobody approves an own edit."""

import pytest

from cms.library import actions, public
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import LanguageVariant, Publication
from cms.taxonomy.models import Language
from tests.cms.conftest import make_material, make_user, make_variant, publish

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def fresh(variant: LanguageVariant) -> LanguageVariant:
    return LanguageVariant.objects.get(pk=variant.pk)


def edit(variant: LanguageVariant, actor, text: str, **options) -> None:
    draft = fresh(variant).get_latest_revision_as_object()
    draft.text = text
    actions.save_draft(draft, actor=actor, **options)


def test_nobody_approves_an_own_edit(variant, reviewer):
    edit(variant, reviewer, "Lời của người duyệt.")
    actions.submit(variant, actor=reviewer)
    with pytest.raises(NotAllowed):
        actions.approve(fresh(variant), actor=reviewer)
    assert not Publication.objects.exists()


def test_an_editor_does_not_approve(variant, editor, agency):
    second = make_user("bien-tap-2", agency, "editor")
    actions.submit(variant, actor=editor)
    with pytest.raises(NotAllowed):
        actions.approve(fresh(variant), actor=second)
    assert not Publication.objects.exists()


def test_a_reviewer_who_edited_before_the_last_edition_may_approve_the_next(variant, editor, reviewer, agency):
    other = make_user("duyet-2", agency, "reviewer")
    edit(variant, reviewer, "Bản một.")
    publish(variant, editor, other)
    edit(variant, editor, "Bản hai.")
    publish(variant, editor, reviewer)
    assert public.standing(variant.material.public_id, "vi").publication.text == "Bản hai."


def test_under_review_the_draft_is_locked_for_its_editors(variant, editor):
    actions.submit(variant, actor=editor)
    with pytest.raises(Conflict):
        edit(variant, editor, "Sửa lén.")
    with pytest.raises(Conflict):
        actions.submit(fresh(variant), actor=editor)


def test_taking_back_opens_the_draft_again(variant, editor):
    actions.submit(variant, actor=editor)
    actions.take_back(fresh(variant), actor=editor)
    edit(variant, editor, "Sửa tiếp.")
    assert fresh(variant).get_latest_revision_as_object().text == "Sửa tiếp."


def test_an_edit_by_the_reviewer_needs_another_reviewer(variant, editor, reviewer):
    actions.submit(variant, actor=editor)
    edit(variant, reviewer, "Người duyệt sửa.")
    with pytest.raises((NotAllowed, Conflict)):
        actions.approve(fresh(variant), actor=reviewer)
    assert not Publication.objects.exists()


def test_an_approval_names_the_revision_that_was_looked_at(variant, editor, reviewer):
    old = variant.latest_revision_id
    edit(variant, editor, "Bản sau.")
    actions.submit(variant, actor=editor)
    with pytest.raises(Conflict):
        actions.approve(fresh(variant), actor=reviewer, revision_id=old)
    assert not Publication.objects.exists()


def test_the_reviewed_revision_is_published_not_the_latest(variant, editor, reviewer):
    actions.submit(variant, actor=editor)
    state = fresh(variant).current_workflow_state
    reviewed = state.current_task_state.revision
    draft = fresh(variant).get_latest_revision_as_object()
    draft.text = "Chưa ai duyệt."
    draft.save_revision(user=editor)
    state.finish(user=reviewer)
    publication = Publication.objects.get()
    assert publication.revision == reviewed
    assert publication.text == "Hồ sơ của bà con sắp hết hạn bổ sung. Mở VNeID để xem."


def test_sending_back_needs_a_reason_and_lets_the_editor_resubmit(variant, editor, reviewer):
    actions.submit(variant, actor=editor)
    with pytest.raises(Conflict):
        actions.send_back(fresh(variant), actor=reviewer, note=" ")
    actions.send_back(fresh(variant), actor=reviewer, note="Thiếu số điện thoại.")
    edit(variant, editor, "Đã thêm số điện thoại.")
    publish(fresh(variant), editor, reviewer)
    assert public.standing(variant.material.public_id, "vi").publication.text == "Đã thêm số điện thoại."


def test_a_decision_is_made_once(variant, editor, reviewer):
    publish(variant, editor, reviewer)
    with pytest.raises(Conflict):
        actions.approve(fresh(variant), actor=reviewer)
    with pytest.raises(Conflict):
        actions.send_back(fresh(variant), actor=reviewer, note="muộn")


def test_a_stale_base_is_refused_and_nothing_is_stored(variant, editor):
    base = variant.latest_revision_id
    edit(variant, editor, "Của đồng nghiệp.", based_on=base)
    with pytest.raises(Conflict):
        edit(variant, editor, "Của thẻ cũ.", based_on=base)
    assert fresh(variant).get_latest_revision_as_object().text == "Của đồng nghiệp."


def test_a_language_reviewer_approves_the_own_language_only(material, editor, agency):
    khmer = Language.objects.get(code="km")
    judge = make_user("duyet-khmer", agency, "language_reviewer", language=khmer)
    in_khmer = make_variant(material, editor, "km")
    in_viet = make_variant(material, editor, "vi")
    actions.submit(in_khmer, actor=editor)
    actions.submit(in_viet, actor=editor)
    actions.approve(fresh(in_khmer), actor=judge)
    with pytest.raises(NotAllowed):
        actions.approve(fresh(in_viet), actor=judge)
    assert Publication.objects.get().variant == in_khmer


@pytest.mark.parametrize(("kind", "word"), [("video", "hình video"), ("handbook", "pdf"), ("audio", "tiếng nói")])
def test_what_lacks_its_file_cannot_be_submitted(kind, word, editor, agency):
    variant = make_variant(make_material(editor, agency, kind), editor)
    with pytest.raises(Conflict, match=f"(?i){word}"):
        actions.submit(variant, actor=editor)


def test_an_empty_sms_cannot_be_submitted(material, editor):
    variant = make_variant(material, editor, text="  ")
    with pytest.raises(Conflict, match="lời tin nhắn"):
        actions.submit(variant, actor=editor)


def test_a_language_exists_once(material, variant, editor):
    with pytest.raises(Conflict):
        make_variant(material, editor, "vi")


def test_another_agency_may_hold_a_translation_by_its_own_editor(material, variant, editor, other_agency, stranger):
    with pytest.raises(NotAllowed):
        make_variant(material, stranger, "km", agency=other_agency)


def test_publishing_without_review_is_for_system_users(variant, editor):
    with pytest.raises(NotAllowed):
        actions.request_publication(variant, variant.latest_revision, actor=editor, reviewed=False)


def test_republishing_an_old_revision_is_a_new_edition(published, editor, reviewer):
    first = Publication.objects.get().revision
    edit(published, editor, "Bản hai.")
    publish(fresh(published), editor, reviewer)
    actions.request_publication(fresh(published), first, actor=reviewer)
    actions.promote_pending()
    publication = public.standing(published.material.public_id, "vi").publication
    assert (publication.number, publication.text.startswith("Hồ sơ")) == (3, True)
    assert Publication.objects.get(number=2).text == "Bản hai."

"""From draft to public and back."""

import pytest

from cms.library import actions, public
from cms.library.models import LanguageVariant, Publication

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_draft_is_unknown_to_the_public(variant):
    assert public.standing(variant.material.public_id, "vi").status == "unknown"
    assert not public.editions().exists()


def test_an_approved_text_is_public(published):
    standing = public.standing(published.material.public_id, "vi")
    assert standing.status == "public"
    assert standing.publication.title == "Nhắc hạn nộp hồ sơ"
    assert published.live


def test_a_second_edition_ends_the_first(published, editor, reviewer):
    from tests.cms.conftest import publish

    draft = published.get_latest_revision_as_object()
    draft.text = "Lời mới."
    actions.save_draft(draft, actor=editor)
    publish(published, editor, reviewer)
    editions = list(Publication.objects.filter(variant=published).order_by("number"))
    assert [(e.number, e.end_kind) for e in editions] == [(1, "corrected"), (2, "")]
    assert public.standing(published.material.public_id, "vi").publication.text == "Lời mới."


def test_withdrawn_and_back(published, reviewer):
    row = actions.withdraw(published, reason="Số điện thoại sai.", actor=reviewer)
    assert public.standing(published.material.public_id, "vi").status == "withdrawn"
    actions.undo_withdrawal(row, actor=reviewer)
    assert public.standing(published.material.public_id, "vi").status == "public"
    assert LanguageVariant.objects.get(pk=published.pk).live

"""Who may do what, as a table."""

import pytest

from cms.accounts.models import Membership, User
from cms.accounts.policies import agencies, may
from cms.accounts.system import system_user
from cms.taxonomy.models import Language
from tests.cms.conftest import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DEEDS = ("see", "edit", "upload", "review", "withdraw", "manage")
TABLE = {
    "editor": {"see", "edit", "upload"},
    "reviewer": {"see", "edit", "upload", "review", "withdraw"},
    "language_reviewer": {"see", "review"},
    "administrator": {"see", "edit", "upload", "review", "withdraw", "manage"},
    "programme_office": {"see", "withdraw"},
}


@pytest.mark.parametrize(("role", "allowed"), TABLE.items())
def test_a_role_inside_its_agency(role, allowed, agency, other_agency):
    user = make_user("nguoi", agency, role)
    assert {deed for deed in DEEDS if may(user, deed, agency.pk)} == allowed
    assert not any(may(user, deed, other_agency.pk) for deed in DEEDS)


@pytest.mark.parametrize("role", ["programme_office", "administrator"])
def test_a_role_in_the_whole_programme(role, agency, other_agency):
    user = make_user("nguoi", None, role)
    assert {deed for deed in DEEDS if may(user, deed, other_agency.pk)} == TABLE[role]
    assert agencies(user, "see") is None


def test_a_language_limits_a_membership(agency):
    khmer, viet = Language.objects.get(code="km"), Language.objects.get(code="vi")
    user = make_user("khmer", agency, "language_reviewer", language=khmer)
    assert may(user, "review", agency.pk, khmer.pk)
    assert not may(user, "review", agency.pk, viet.pk)
    assert not may(user, "review", agency.pk)
    assert may(user, "see", agency.pk)


def test_nobody_without_a_membership_may_anything(agency):
    user = make_user("khong")
    assert not any(may(user, deed, agency.pk) for deed in DEEDS)
    assert list(agencies(user, "see")) == []
    assert not user.has_perm("wagtailadmin.access_admin")


def test_a_disabled_member_may_nothing(agency):
    user = make_user("nghi", agency, "administrator")
    user.is_active = False
    assert not any(may(user, deed, agency.pk) for deed in DEEDS)
    assert not user.has_perm("wagtailadmin.access_admin")


def test_members_may_open_the_admin(editor):
    assert editor.has_perm("wagtailadmin.access_admin")
    assert editor.has_perm("library.change_languagevariant")
    assert not editor.has_perm("accounts.add_user")


def test_administrators_of_the_programme_keep_what_all_share(agency):
    user = make_user("quan-tri", None, "administrator")
    assert not user.has_perm("accounts.add_user"), "people have their own rules"
    assert user.has_perm("taxonomy.change_agency")
    assert not user.has_perm("taxonomy.delete_agency")


def test_what_all_agencies_share_is_not_for_the_administrator_of_one(agency):
    user = make_user("quan-tri-co-quan", agency, "administrator")
    assert user.has_perm("library.change_material")
    for permission in ("taxonomy.change_agency", "portal.change_siteidentity"):
        assert not user.has_perm(permission)


def test_a_role_without_an_agency_needs_the_whole_programme(agency):
    from django.db import IntegrityError

    user = make_user("sai")
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=user, agency=None, role="editor")


def test_a_system_user_is_made_once_and_cannot_log_in(agency, client):
    first, second = system_user(agency), system_user(agency)
    assert first == second
    assert User.objects.filter(is_system=True).count() == 1
    assert not first.has_usable_password()
    assert may(first, "edit", agency.pk)
    assert not may(first, "review", agency.pk)


@pytest.mark.parametrize("with_language", [True, False])
@pytest.mark.parametrize("with_agency", [True, False])
def test_a_membership_exists_once(agency, with_agency, with_language):
    from django.db import IntegrityError, transaction

    user = make_user("hai-lan")
    row = {
        "user": user,
        "role": "administrator",
        "agency": agency if with_agency else None,
        "language": Language.objects.get(code="km") if with_language else None,
    }
    Membership.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**row)
    assert Membership.objects.filter(user=user).count() == 1

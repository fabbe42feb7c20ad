"""People, agencies and materials for the tests of the CMS."""

import pytest

from cms.accounts.models import Membership, User
from cms.library import actions
from cms.library.models import LanguageVariant, Material
from cms.taxonomy.models import Agency, Language, Licence


def make_user(username: str, agency: Agency | None = None, *roles: str, language: Language | None = None) -> User:
    """A user with these roles in the agency (None: the whole programme)."""
    user = User.objects.create_user(username, password="mat-khau-dai", display_name=username.title())
    for role in roles:
        Membership.objects.create(user=user, agency=agency, role=role, language=language)
    return user


@pytest.fixture
def agency(db: None) -> Agency:
    """Bộ Khoa học và Công nghệ."""
    return Agency.objects.get(code="G06")


@pytest.fixture
def other_agency(db: None) -> Agency:
    """Tỉnh Lào Cai."""
    return Agency.objects.get(code="H38")


@pytest.fixture
def editor(agency: Agency) -> User:
    """An editor of ``agency``."""
    return make_user("bien-tap", agency, "editor")


@pytest.fixture
def reviewer(agency: Agency) -> User:
    """A reviewer of ``agency``."""
    return make_user("nguoi-duyet", agency, "reviewer")


@pytest.fixture
def stranger(other_agency: Agency) -> User:
    """An editor and reviewer of another agency."""
    return make_user("nguoi-la", other_agency, "editor", "reviewer")


@pytest.fixture
def office(db: None) -> User:
    """A member of the programme office."""
    return make_user("van-phong", None, "programme_office")


def make_material(editor: User, agency: Agency, kind: str = "sms", **fields: object) -> Material:
    """A material of the agency."""
    fields.setdefault("name", "Nhắc hạn nộp hồ sơ")
    fields.setdefault("licence", Licence.objects.get(code="cc-by-4.0"))
    return actions.create_material(actor=editor, agency=agency, kind=kind, **fields)


def make_variant(material: Material, editor: User, language: str = "vi", **fields: object) -> LanguageVariant:
    """A variant with a text, ready to be submitted when the material is an SMS."""
    fields.setdefault("title", "Nhắc hạn nộp hồ sơ")
    fields.setdefault("text", "Hồ sơ của bà con sắp hết hạn bổ sung. Mở VNeID để xem.")
    return actions.create_variant(
        material=material, language=Language.objects.get(code=language), actor=editor, **fields
    )


def publish(variant: LanguageVariant, editor: User, reviewer: User, **options: object) -> None:
    """Submit by the editor, approve by the reviewer, promote when ready."""
    actions.submit(variant, actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer, **options)
    actions.promote_pending()


@pytest.fixture
def material(editor: User, agency: Agency) -> Material:
    """An SMS material."""
    return make_material(editor, agency)


@pytest.fixture
def variant(material: Material, editor: User) -> LanguageVariant:
    """Its Vietnamese variant, a draft."""
    return make_variant(material, editor)


@pytest.fixture
def published(variant: LanguageVariant, editor: User, reviewer: User) -> LanguageVariant:
    """The variant with a first public edition."""
    publish(variant, editor, reviewer)
    return LanguageVariant.objects.get(pk=variant.pk)

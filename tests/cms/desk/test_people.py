"""Administrators and the people they look after."""

import pytest

from cms.accounts.models import Membership, Role, User
from cms.accounts.system import system_user
from cms.journal.models import Event
from cms.taxonomy.models import Agency
from tests.cms.conftest import make_user

LIST, NEW = "/quan-tri/nguoi-dung/", "/quan-tri/nguoi-dung/moi/"
PASSWORD = "cau-lua-chin-vang-2026"


@pytest.fixture
def local(agency: Agency) -> User:
    """The administrator of one agency."""
    return make_user("quan-tri-co-quan", agency, "administrator")


def filled(roles: list[dict[str, object]], present: int = 0, **fields: object) -> dict[str, object]:
    """The form of a person; ``roles`` are its rows, the first ``present`` of which exist."""
    data = {
        "username": "nguoi-moi",
        "display_name": "Người mới",
        "is_active": "on",
        "password": PASSWORD,
        "roles-TOTAL_FORMS": len(roles),
        "roles-INITIAL_FORMS": present,
        **fields,
    }
    for at, row in enumerate(roles):
        data |= {f"roles-{at}-{name}": value for name, value in row.items()}
    return data


def row(membership: Membership, **changes: object) -> dict[str, object]:
    """A role that exists, as a row of the form."""
    values = {"id": membership.pk, "role": membership.role, "agency": membership.agency_id or "", "language": ""}
    return values | changes


def page_of(person: User) -> str:
    return f"{LIST}{person.pk}/"


def test_a_new_person_may_log_in_and_work(as_user, administrator, agency, client):
    roles = [{"role": "editor", "agency": agency.pk}, {}]
    assert as_user(administrator).post(NEW, filled(roles)).status_code == 302
    person = User.objects.get(username="nguoi-moi")
    assert [(r.role, r.agency) for r in person.memberships.all()] == [(Role.EDITOR, agency)]
    assert client.login(username="nguoi-moi", password=PASSWORD)
    assert client.get("/quan-tri/").status_code == 200
    event = Event.objects.get(kind="user.created")
    assert (event.actor, event.target_id) == (administrator, person.pk)
    assert PASSWORD not in str(event.data)


@pytest.mark.parametrize("who", ["editor", "reviewer", "office"])
def test_nobody_else_reaches_people(who, request, as_user, agency, stranger):
    client = as_user(request.getfixturevalue(who))
    for address in (LIST, NEW, page_of(stranger)):
        for response in (client.get(address), client.post(address, filled([]))):
            assert response.status_code == 403
            assert stranger.display_name not in response.content.decode()
    assert not User.objects.filter(username="nguoi-moi").exists()


def test_the_list_shows_roles_and_finds_by_name(as_user, administrator, editor, stranger):
    client = as_user(administrator)
    page = client.get(LIST).content.decode()
    assert "Bien-Tap" in page
    assert "Biên tập viên" in page
    found = client.get(LIST, {"q": "nguoi-la"}).content.decode()
    assert "Nguoi-La" in found
    assert "Bien-Tap" not in found


def test_the_list_costs_the_same_for_few_and_many(as_user, administrator, editor, agency, django_assert_num_queries):
    client = as_user(administrator)
    client.get(LIST)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for at in range(10):
        make_user(f"nguoi-{at}", agency, "editor", "reviewer")
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_an_agencys_administrator_sees_own_people_only(as_user, local, editor, stranger, administrator, root, agency):
    both = make_user("hai-noi", agency, "editor")
    Membership.objects.create(user=both, agency=stranger.roles()[0].agency, role="editor")
    client = as_user(local)
    page = client.get(LIST).content.decode()
    assert editor.display_name in page
    for person in (stranger, administrator, root, both, system_user(agency)):
        assert page_of(person) not in page
        assert client.get(page_of(person)).status_code == 404
        assert client.post(page_of(person), filled([], password=PASSWORD)).status_code == 404
        person.refresh_from_db()
        assert not person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("role", "where"), [("editor", "other"), ("administrator", ""), ("programme_office", ""), ("editor", "")]
)
def test_an_agencys_administrator_gives_no_role_beyond_the_agency(role, where, as_user, local, other_agency):
    wanted = {"role": role, "agency": other_agency.pk if where else ""}
    response = as_user(local).post(NEW, filled([wanted]))
    assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert not User.objects.filter(username="nguoi-moi").exists()


def test_an_agencys_administrator_leaves_nobody_without_a_role(as_user, local, editor):
    membership = editor.memberships.get()
    data = filled([row(membership, DELETE="on")], present=1, username=editor.username, password="")
    response = as_user(local).post(page_of(editor), data)
    assert "ít nhất một vai trò" in response.content.decode()
    assert editor.memberships.exists()
    assert "ít nhất một vai trò" in as_user(local).post(NEW, filled([])).content.decode()


def test_roles_change_at_once(as_user, administrator, editor, agency):
    membership = editor.memberships.get()
    rows = [row(membership, DELETE="on"), {"role": "reviewer", "agency": agency.pk}]
    data = filled(rows, present=1, username=editor.username, password="")
    assert as_user(administrator).post(page_of(editor), data).status_code == 302
    assert [r.role for r in editor.memberships.all()] == [Role.REVIEWER]
    assert User.objects.get(pk=editor.pk).check_password("mat-khau-dai")


def test_the_rows_of_another_person_are_not_reached(as_user, local, editor, stranger):
    foreign = stranger.memberships.first()
    data = filled([row(foreign, DELETE="on")], present=1, username=editor.username, password="")
    as_user(local).post(page_of(editor), data)
    assert Membership.objects.filter(pk=foreign.pk).exists()


def test_a_role_twice_is_refused_in_words(as_user, administrator):
    twice = [{"role": "programme_office", "agency": ""}] * 2
    response = as_user(administrator).post(NEW, filled(twice))
    assert "ghi hai lần" in response.content.decode()
    assert not User.objects.filter(username="nguoi-moi").exists()


def test_a_role_that_needs_an_agency_says_so(as_user, administrator):
    response = as_user(administrator).post(NEW, filled([{"role": "editor", "agency": ""}]))
    assert "cần một cơ quan" in response.content.decode()


@pytest.mark.parametrize("password", ["", "12345678", "ngan", "nguoi-moi"])
def test_weak_passwords_are_refused(password, as_user, administrator, agency):
    data = filled([{"role": "editor", "agency": agency.pk}], password=password)
    assert as_user(administrator).post(NEW, data).status_code == 200
    assert not User.objects.filter(username="nguoi-moi").exists()


def test_a_locked_account_is_out_at_once(as_user, administrator, editor):
    at_work = as_user(editor)
    assert at_work.get("/quan-tri/").status_code == 200
    data = filled([row(editor.memberships.get())], present=1, username=editor.username, password="")
    data.pop("is_active")
    as_user(administrator).post(page_of(editor), data)
    assert at_work.get("/quan-tri/").status_code == 302
    assert "đã khóa" in as_user(administrator).get(LIST).content.decode()


def test_nobody_changes_the_own_roles_or_locks_themselves_out(as_user, administrator):
    client = as_user(administrator)
    assert "chính mình" in client.get(page_of(administrator)).content.decode()
    data = filled([{"role": "editor", "agency": ""}], username="quan-tri-vien", display_name="Tên mới", password="")
    data.pop("is_active")
    assert client.post(page_of(administrator), data).status_code == 302
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.display_name == "Tên mới"
    assert [r.role for r in administrator.memberships.all()] == [Role.ADMINISTRATOR]


def test_only_superusers_change_superusers(as_user, administrator, root):
    assert as_user(administrator).get(page_of(root)).status_code == 404
    assert as_user(root).get(page_of(administrator)).status_code == 200


def test_who_administers_the_programme_writes_its_pages(as_user, administrator, agency, client):
    assert as_user(administrator).post(NEW, filled([{"role": "administrator", "agency": ""}])).status_code == 302
    person = User.objects.get(username="nguoi-moi")
    home = "/quan-tri/pages/"
    assert as_user(person).get(home, follow=True).status_code == 200
    assert [group.name for group in person.groups.all()] == ["Moderators"]
    rows = [row(person.memberships.get(), role="editor", agency=agency.pk)]
    as_user(administrator).post(page_of(person), filled(rows, present=1, password=""))
    assert not person.groups.exists()

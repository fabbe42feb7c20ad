"""An editor of one agency at every address of the admin, with the things of another agency in it."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import WorkflowState

from cms.library import actions
from cms.library.models import LanguageVariant, Material

from .conftest import STRANGE_NAME, url

OBJECT_SPACES = ("wagtailsnippets_library_", "desk")
WITHOUT_OBJECT = {"list", "list_results", "chooser:choose"}


def admin_patterns() -> Iterator[tuple[list[str], str, list[tuple[str, dict]]]]:
    """Every pattern below the admin: namespaces, name, and its converters by name."""
    admin = next(p for p in get_resolver().url_patterns if isinstance(p, URLResolver) and str(p.pattern) == "quan-tri/")
    yield from _walk(admin, [], "/quan-tri/", {})


def _walk(resolver: URLResolver, spaces: list[str], path: str, converters: dict) -> Iterator:
    for each in resolver.url_patterns:
        known = {**converters, **each.pattern.converters}
        if isinstance(each, URLResolver):
            inner = [*spaces, each.namespace] if each.namespace else spaces
            yield from _walk(each, inner, path + str(each.pattern), known)
        elif isinstance(each, URLPattern):
            yield spaces, each.name or "", path + str(each.pattern)


def filled(path: str, values: dict[str, object]) -> str:
    """The pattern as an address: ``<int:pk>`` and named groups replaced by values."""
    import re

    path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: str(values.get(m[1], 1)), path)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values.get(m[1], 1)), path)
    return path.replace("\\.", ".").replace("^", "").replace("$", "").replace("\\Z", "")


@pytest.fixture
def under_review(strange_variant, stranger) -> LanguageVariant:
    """The other agency's variant, waiting for a decision."""
    actions.submit(strange_variant, actor=stranger)
    return LanguageVariant.objects.get(pk=strange_variant.pk)


def values_of(variant: LanguageVariant, material: Material, model: str) -> dict[str, object]:
    """What the addresses about these need."""
    state = WorkflowState.objects.get()
    revisions = {"variant": variant.latest_revision_id, "material": material.latest_revision_id}
    return {
        "pk": variant.pk if model == "variant" else material.pk,
        "object_id": variant.pk,
        "app_label": "library",
        "app_name": "library",
        "model_name": "languagevariant" if model == "variant" else "material",
        "action": "delete",
        "revision_id": revisions[model],
        "revision_id_a": revisions[model],
        "revision_id_b": revisions[model],
        "action_name": "approve",
        "task_state_id": state.current_task_state_id,
        "workflow_state_id": state.pk,
        "task_id": state.current_task_state.task_id,
        "role": "picture",
        "n": 1,
        "name": "goc",
    }


def test_trap_a_every_address_of_an_object_is_closed(as_user, editor, under_review, strange):
    client = as_user(editor)
    seen = set()
    for spaces, name, path in admin_patterns():
        first = spaces[0] if spaces else ""
        if not first.startswith(OBJECT_SPACES) or ("<pk>" not in path and "pk>" not in path):
            continue
        model = "material" if "material" in first or ("/tai-lieu/" in path and "xu-ly" not in path) else "variant"
        address = filled(path, values_of(under_review, strange, model))
        seen.add((model, name))
        for response in (client.get(address), client.post(address, {"title": "x", "reason": "x", "approve": "1"})):
            assert response.status_code in (403, 404), (address, response.status_code)
            assert STRANGE_NAME not in response.content.decode(), address
    assert {
        ("variant", "edit"),
        ("material", "edit"),
        ("variant", "revisions_revert"),
        ("variant", "unpublish"),
    } <= seen
    assert {("variant", "workflow_action"), ("variant", "confirm_workflow_cancellation")} <= seen
    assert {
        ("variant", "review"),
        ("variant", "draft_file"),
        ("material", "supersede"),
        ("variant", "progress"),
    } <= seen
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS


def test_no_address_of_the_admin_tells_a_foreign_title(as_user, editor, under_review, strange):
    client = as_user(editor)
    walked = 0
    for _spaces, name, path in admin_patterns():
        if name in ("wagtailadmin_logout", "wagtailadmin_error_test"):
            continue
        for model in ("variant", "material"):
            address = filled(path, values_of(under_review, strange, model))
            if ".*" in address:
                continue
            response = client.get(address)
            body = b"".join(response) if response.streaming else response.content
            assert STRANGE_NAME not in body.decode(errors="replace"), address
            assert response.status_code < 500, address
            walked += 1
    assert walked > 200


@pytest.mark.parametrize(
    "path",
    [
        "reports/site-history/",
        "reports/workflow/",
        "reports/workflow_tasks/",
        "reports/locked/",
        "reports/aging-pages/",
        "workflows/list/",
        "users/",
        "collections/",
        "bulk/library/languagevariant/delete/",
        "snippets/",
        "images/",
        "documents/",
    ],
)
def test_screens_without_agencies_are_closed_to_members(path, as_user, editor, reviewer):
    for user in (editor, reviewer):
        assert as_user(user).get(f"/quan-tri/{path}").status_code == 404


def test_superusers_keep_reports_but_not_the_other_doors_for_files(as_user, root):
    client = as_user(root)
    assert client.get("/quan-tri/reports/site-history/").status_code == 200
    assert client.get("/quan-tri/images/").status_code == 404
    assert client.get("/quan-tri/documents/").status_code == 404


def test_lists_and_chooser_show_own_agency_only(as_user, editor, stranger, variant, strange_variant):
    name = variant.material.name
    for address in (
        url("material:list"),
        url("variant:list"),
        url("material:list_results"),
        "/quan-tri/snippets/choose/library/material/",
        "/quan-tri/snippets/choose/library/material/results/",
    ):
        mine, theirs = as_user(editor).get(address), as_user(stranger).get(address)
        assert mine.status_code == theirs.status_code == 200
        assert STRANGE_NAME not in mine.content.decode()
        assert name not in theirs.content.decode()
    assert name in as_user(editor).get(url("material:list")).content.decode()


def test_chooser_does_not_tell_the_name_of_a_foreign_material(as_user, editor, strange, material):
    client = as_user(editor)
    base = "/quan-tri/snippets/choose/library/material/"
    assert client.get(f"{base}chosen/{strange.pk}/").status_code == 404
    assert client.get(f"{base}chosen/{material.pk}/").status_code == 200
    several = client.get(f"{base}chosen-multiple/?id={strange.pk}&id={material.pk}").content.decode()
    assert f'"id": "{material.pk}"' in several
    assert STRANGE_NAME not in several


def test_create_refuses_a_foreign_material(as_user, editor, strange):
    client = as_user(editor)
    address = f"{url('variant:add')}?material={strange.pk}"
    assert client.get(address).status_code == 404
    language = "1"
    response = client.post(address, {"language": language, "agency": editor.roles()[0].agency_id})
    assert response.status_code == 404
    assert not LanguageVariant.objects.filter(material=strange).exists()


@pytest.mark.parametrize("asked", ["", "?material=", "?material=x", "?material=9999999", "?material=²", "?material=-1"])
def test_create_without_a_real_material_is_unknown(asked, as_user, editor):
    assert as_user(editor).get(url("variant:add") + asked).status_code == 404


def test_a_material_of_a_foreign_agency_is_not_created(as_user, editor, other_agency):
    data = {"name": "Chen vào", "kind": "sms", "agency": other_agency.pk, "licence": 1}
    response = as_user(editor).post(url("material:add"), data)
    assert response.status_code == 200
    assert not Material.objects.exists()


def test_office_sees_but_does_not_change(as_user, office, variant):
    client = as_user(office)
    page = client.get(url("variant:edit", variant.pk)).content.decode()
    assert "không sửa được" in page
    assert "Lưu nháp" not in page
    response = client.post(url("variant:edit", variant.pk), {"title": "Đổi", "loaded_revision_id": "1"})
    assert response.status_code == 403
    assert LanguageVariant.objects.get(pk=variant.pk).title == variant.title


def test_anonymous_people_are_sent_to_the_log_in(client, variant):
    for address in (url("variant:edit", variant.pk), url("desk:review", variant.pk), url("desk:progress", variant.pk)):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith("/quan-tri/login/")

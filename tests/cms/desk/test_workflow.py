"""Submit, approve, send back, schedule, withdraw through the screens; each known trap of Wagtail by name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.library import actions
from cms.library.models import LanguageVariant, Publication, Supersession, Withdrawal
from tests.cms.conftest import make_material, make_user, make_variant, publish

from .conftest import url
from .screens import decide, fresh, messages_of, opened, said, save, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(as_user, editor):
    """The editor's browser."""
    return as_user(editor)


@pytest.fixture
def judge(as_user, reviewer):
    """The reviewer's browser."""
    return as_user(reviewer)


def current(variant) -> Publication | None:
    return Publication.objects.current().filter(variant=variant).first()


def in_two_days() -> str:
    return timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")


def test_draft_submitted_approved_and_public(at_work, judge, variant, django_capture_on_commit_callbacks):
    save(at_work, variant, opened(at_work, variant), title="Tiêu đề mới")
    assert fresh(variant).get_latest_revision_as_object().title == "Tiêu đề mới"
    assert not Publication.objects.exists()
    assert "Đã gửi duyệt" in said(at_work, submit(at_work, variant))
    assert "Tiêu đề mới" in judge.get("/quan-tri/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(judge, variant).status_code == 302
    assert current(variant).title == "Tiêu đề mới"
    assert "đang công khai (ấn bản 1)" in at_work.get(url("material:list")).content.decode()


def test_stale_tab_post_is_refused_and_keeps_what_was_typed(at_work, judge, variant, editor, reviewer):
    tab = opened(at_work, variant)
    save(at_work, variant, opened(at_work, variant), title="Bản của đồng nghiệp")
    publish(fresh(variant), editor, reviewer)
    response = save(at_work, variant, tab, title="Bản cũ quay lại", text="Chữ gõ trong thẻ cũ")
    page = response.content.decode()
    assert response.status_code == 200
    assert "đã có người lưu bản mới hơn" in page
    assert "Chữ gõ trong thẻ cũ" in page
    assert fresh(variant).get_latest_revision_as_object().title == "Bản của đồng nghiệp"
    assert current(variant).title == "Bản của đồng nghiệp"
    # The page that says so still carries the old revision: pressing again is refused again.
    assert f'name="loaded_revision_id" value="{tab["loaded_revision_id"]}"' in page
    again = save(at_work, variant, tab, title="Bản cũ quay lại")
    assert "đã có người lưu bản mới hơn" in again.content.decode()


@pytest.mark.parametrize("loaded", [None, "", "0", "abc", "²", "-1", "9" * 40])
def test_a_post_that_does_not_say_what_it_is_based_on_is_refused(loaded, at_work, variant):
    form = {"title": "Đổi"} if loaded is None else {"title": "Đổi", "loaded_revision_id": loaded}
    assert "Chưa lưu" in save(at_work, variant, form).content.decode()
    assert fresh(variant).get_latest_revision_as_object().title == variant.title


def test_autosave_from_an_open_tab_writes_nothing(at_work, variant):
    form = opened(at_work, variant)
    before = fresh(variant).latest_revision_id
    page = at_work.get(url("variant:edit", variant.pk)).content.decode()
    assert "data-w-autosave-interval-value" not in page
    data = {**form, "loaded_revision_id": str(before - 1), "overwrite_revision_id": str(before), "title": "Tự lưu"}
    at_work.post(url("variant:edit", variant.pk), data, headers={"accept": "application/json"})
    assert fresh(variant).latest_revision_id == before
    assert fresh(variant).get_latest_revision_as_object().title == variant.title


def test_stale_material_post_is_refused(at_work, material):
    form = {
        "name": "Đổi tên",
        "kind": material.kind,
        "agency": material.agency_id,
        "licence": material.licence_id,
        "loaded_revision_id": str(material.latest_revision_id),
    }
    assert at_work.post(url("material:edit", material.pk), form).status_code == 302
    response = at_work.post(url("material:edit", material.pk), {**form, "name": "Đổi ngược lại"})
    assert "đã có người lưu bản mới hơn" in response.content.decode()
    material.refresh_from_db()
    assert material.name == "Đổi tên"


def test_approve_then_edit_publishes_what_was_reviewed(at_work, judge, variant, editor, reviewer):
    submit(at_work, variant)
    decide(judge, variant, when="later", public_from=in_two_days())
    save(at_work, variant, opened(at_work, variant), text="Chưa ai duyệt chữ này")
    Publication.objects.update(public_from=timezone.now())
    actions.promote_pending()
    assert "Chưa ai duyệt" not in current(variant).text
    assert "bản nháp" in at_work.get(url("variant:edit", variant.pk)).content.decode()


def test_editing_while_under_review_is_refused_until_taken_back(at_work, variant):
    submit(at_work, variant)
    form = opened(at_work, variant)
    assert "chờ duyệt" in save(at_work, variant, form, title="Sửa chen").content.decode()
    assert fresh(variant).get_latest_revision_as_object().title == variant.title
    assert "Đã rút lại" in said(at_work, at_work.post(url("desk:take_back", variant.pk)))
    save(at_work, variant, form, title="Sửa được rồi")
    assert fresh(variant).get_latest_revision_as_object().title == "Sửa được rồi"


def test_approval_of_another_revision_than_the_one_looked_at_is_refused(at_work, judge, variant):
    submit(at_work, variant)
    looked_at = fresh(variant).latest_revision_id
    at_work.post(url("desk:take_back", variant.pk))
    save(at_work, variant, opened(at_work, variant), text="Đã đổi")
    submit(at_work, variant)
    response = decide(judge, variant, revision=looked_at)
    assert "Nội dung đã đổi" in response.content.decode()
    assert not Publication.objects.exists()


def test_nobody_approves_own_edits_and_the_page_says_why(judge, variant, reviewer):
    save(judge, variant, opened(judge, variant), title="Người duyệt tự sửa")
    submit(judge, variant)
    page = judge.get(url("desk:review", variant.pk)).content.decode()
    assert "không tự duyệt được" in page
    assert 'name="approve"' not in page
    assert decide(judge, variant).status_code == 403
    assert not Publication.objects.exists()
    assert "cần người khác duyệt" in judge.get("/quan-tri/").content.decode()


def test_an_editor_may_look_at_the_review_page_but_not_decide(at_work, variant):
    submit(at_work, variant)
    page = at_work.get(url("desk:review", variant.pk))
    assert page.status_code == 200
    assert 'name="approve"' not in page.content.decode()
    for button in ("approve", "send_back"):
        assert decide(at_work, variant, button, note="x").status_code == 403


def test_send_back_needs_a_reason_and_shows_it_to_the_editor(at_work, judge, variant):
    submit(at_work, variant)
    assert "lý do trả lại" in decide(judge, variant, "send_back").content.decode()
    assert decide(judge, variant, "send_back", note="Thiếu số điện thoại hỗ trợ").status_code == 302
    page = at_work.get(url("variant:edit", variant.pk)).content.decode()
    assert "bị trả lại" in page
    assert "Thiếu số điện thoại hỗ trợ" in page
    save(at_work, variant, opened(at_work, variant), text="Gọi 1022")
    assert "Đã gửi duyệt" in said(at_work, submit(at_work, variant))


def test_schedule_needs_a_time_to_come(at_work, judge, variant):
    submit(at_work, variant)
    assert "Hãy chọn ngày và giờ" in decide(judge, variant, when="later").content.decode()
    late = decide(judge, variant, when="later", public_from="2020-01-01T08:00")
    assert "phải ở tương lai" in late.content.decode()
    assert "hẹn giờ" in said(judge, decide(judge, variant, when="later", public_from=in_two_days()))
    assert Publication.objects.pending().get().public_from > timezone.now() + timedelta(days=1)


def test_withdraw_while_scheduled_never_goes_live(at_work, judge, variant):
    submit(at_work, variant)
    decide(judge, variant, when="later", public_from=in_two_days())
    response = judge.post(url("desk:withdraw_variant", variant.pk), {"reason": "Sai quy định"})
    assert "đã thu hồi" in said(judge, response)
    Publication.objects.update(public_from=timezone.now() - timedelta(hours=1))
    assert actions.promote_pending() == 0
    assert current(variant) is None


def test_withdraw_needs_a_reason_and_can_be_undone(judge, at_work, published):
    assert judge.get(url("desk:withdraw_variant", published.pk)).status_code == 200
    blank = judge.post(url("desk:withdraw_variant", published.pk), {"reason": "  "})
    assert blank.status_code == 200
    assert not Withdrawal.objects.exists()
    assert at_work.post(url("desk:withdraw_variant", published.pk), {"reason": "x"}).status_code == 403
    judge.post(url("desk:withdraw_variant", published.pk), {"reason": "Sai số điện thoại"})
    assert not Publication.objects.public().exists()
    page = judge.get(url("variant:edit", published.pk)).content.decode()
    assert "Sai số điện thoại" in page
    judge.post(url("desk:undo_variant_withdrawal", published.pk))
    assert Publication.objects.public().exists()
    assert "Sai số điện thoại" in judge.get(url("variant:history", published.pk)).content.decode()


def test_office_withdraws_a_whole_material(as_user, office, published):
    client = as_user(office)
    response = client.post(url("desk:withdraw_material", published.material_id), {"reason": "Chỉ đạo mới"})
    assert response.status_code == 302
    assert not Publication.objects.public().exists()
    client.post(url("desk:undo_material_withdrawal", published.material_id))
    assert Publication.objects.public().exists()


def test_old_revision_via_revert_or_publish_screens_does_not_exist(judge, at_work, published, root, as_user):
    first = published.latest_revision_id
    save(at_work, published, opened(at_work, published), title="Bản hai")
    second = fresh(published).latest_revision_id
    for client in (judge, as_user(root)):
        for name, args in (
            ("revisions_revert", (published.pk, first)),
            ("unpublish", (published.pk,)),
            ("delete", (published.pk,)),
            ("revisions_unschedule", (published.pk, first)),
            ("lock", (published.pk,)),
        ):
            assert client.get(url(f"variant:{name}", *args)).status_code == 404
            assert client.post(url(f"variant:{name}", *args), {"action-publish": "1"}).status_code == 404
    assert fresh(published).latest_revision_id == second


def test_pressing_wagtails_publish_saves_a_draft_only(as_user, root, published):
    client = as_user(root)
    for action in ("action-publish", "action-workflow-action", "action-restart-workflow", "action-cancel-workflow"):
        save(client, published, opened(client, published), title=f"Nháp {action}", **{action: "1"})
        assert current(published).title == published.title
        assert fresh(published).live_revision_id == current(published).revision_id


def test_submitting_without_a_text_keeps_the_draft_and_says_what_is_missing(at_work, variant):
    form = opened(at_work, variant)
    response = save(at_work, variant, form, text="", title="Giữ tiêu đề này", **{"action-submit": "1"})
    assert response.status_code == 302
    assert any("chưa có lời tin nhắn" in words for words in messages_of(response))
    assert fresh(variant).get_latest_revision_as_object().title == "Giữ tiêu đề này"


def test_saving_what_did_not_change_makes_no_revision(at_work, variant):
    before = fresh(variant).latest_revision_id
    assert "Không có gì thay đổi" in said(at_work, save(at_work, variant, opened(at_work, variant)))
    assert fresh(variant).latest_revision_id == before


def test_duplicate_language_is_refused_in_words(at_work, variant, agency):
    address = f"{url('variant:add')}?material={variant.material_id}"
    response = at_work.post(address, {"language": variant.language_id, "agency": agency.pk})
    assert response.status_code == 200
    assert "đã có bản Tiếng Việt" in response.content.decode()
    assert LanguageVariant.objects.filter(material=variant.material).count() == 1


def test_adding_a_language(at_work, variant, agency):
    from cms.taxonomy.models import Language

    khmer = Language.objects.get(code="km")
    address = f"{url('variant:add')}?material={variant.material_id}&language={khmer.pk}"
    assert "Thêm ngôn ngữ" in at_work.get(address).content.decode()
    response = at_work.post(address, {"language": khmer.pk, "agency": agency.pk})
    added = LanguageVariant.objects.get(language=khmer)
    assert response.url == url("variant:edit", added.pk)
    assert khmer.name in at_work.get(url("material:edit", variant.material_id)).content.decode()


def test_a_member_for_one_language_adds_only_that_language(as_user, material, agency):
    from cms.taxonomy.models import Language

    khmer, vietnamese = Language.objects.get(code="km"), Language.objects.get(code="vi")
    client = as_user(make_user("dich-km", agency, "editor", language=khmer))
    address = f"{url('variant:add')}?material={material.pk}"
    refused = client.post(address, {"language": vietnamese.pk, "agency": agency.pk})
    assert "không có quyền" in refused.content.decode()
    assert client.post(address, {"language": khmer.pk, "agency": agency.pk}).status_code == 302
    form = {"name": "Đổi", "loaded_revision_id": str(material.latest_revision_id)}
    assert client.post(url("material:edit", material.pk), form).status_code == 403


def test_supersede_and_undo(judge, editor, agency, published, strange):
    successor = make_material(editor, agency, name="Bản năm 2027")
    make_variant(successor, editor)
    address = url("desk:supersede", published.material_id)
    assert "Bản năm 2027" in judge.get(address + "?q=2027").content.decode()
    foreign = judge.post(address, {"successor": strange.pk, "reason": "Cập nhật"})
    assert foreign.status_code == 200
    assert not Supersession.objects.exists()
    assert judge.post(address, {"successor": successor.pk, "reason": "Cập nhật"}).status_code == 302
    page = judge.get(url("material:edit", published.material_id)).content.decode()
    assert "Bản năm 2027" in page
    assert "bị thay thế" in page
    round_about = judge.post(url("desk:supersede", successor.pk), {"successor": published.material_id, "reason": "x"})
    assert "vòng quanh" in round_about.content.decode()
    judge.post(url("desk:undo_supersession", published.material_id))
    assert not Supersession.objects.filter(undone_at__isnull=True).exists()


def test_cancel_what_waits(judge, at_work, variant):
    submit(at_work, variant)
    decide(judge, variant, when="later", public_from=in_two_days())
    assert at_work.post(url("desk:cancel_schedule", variant.pk)).status_code == 403
    judge.post(url("desk:cancel_schedule", variant.pk))
    assert not Publication.objects.pending().exists()


def test_compare_shows_both_texts_to_own_people(at_work, judge, published):
    save(at_work, published, opened(at_work, published), text="Câu chữ hoàn toàn mới")
    page = judge.get(url("desk:review", published.pk)).content.decode()
    address = url("variant:revisions_compare", published.pk, current(published).revision_id,
                  fresh(published).latest_revision_id)  # fmt: skip
    assert address in page
    compared = judge.get(address)
    assert compared.status_code == 200
    assert "hoàn toàn mới" in compared.content.decode()


def test_deeds_answer_only_to_posts(at_work, variant):
    for name in ("take_back", "cancel_schedule", "undo_variant_withdrawal", "remove_file", "retry"):
        assert at_work.get(url(f"desk:{name}", variant.pk)).status_code == 405


def test_the_kind_is_fixed_once_there_is_an_edition(at_work, published):
    material = published.material
    form = {
        "name": material.name,
        "kind": "video",
        "agency": material.agency_id,
        "licence": material.licence_id,
        "loaded_revision_id": str(material.latest_revision_id),
    }
    assert at_work.post(url("material:edit", material.pk), form).status_code == 302
    material.refresh_from_db()
    assert material.kind == "sms"


def test_validity_is_checked_in_words(at_work, material):
    form = {
        "name": material.name,
        "kind": "sms",
        "agency": material.agency_id,
        "licence": material.licence_id,
        "valid_from": "2026-05-01",
        "valid_to": "2026-04-01",
        "loaded_revision_id": str(material.latest_revision_id),
    }
    assert "phải sau ngày bắt đầu" in at_work.post(url("material:edit", material.pk), form).content.decode()


def test_topics_and_terms_are_stored_from_the_form(at_work, material):
    from cms.taxonomy.models import Province, Topic

    topics, province = list(Topic.objects.all()[:2]), Province.objects.first()
    form = {
        "name": material.name,
        "kind": "sms",
        "agency": material.agency_id,
        "licence": material.licence_id,
        "topics": [topic.pk for topic in topics],
        "provinces": [province.pk],
        "valid_to": "2030-12-31",
        "loaded_revision_id": str(material.latest_revision_id),
    }
    assert at_work.post(url("material:edit", material.pk), form).status_code == 302
    stored = type(material).objects.get(pk=material.pk)
    assert list(stored.topics.all()) == topics
    assert list(stored.provinces.all()) == [province]
    assert stored.valid_to.year == 2030


def test_a_new_material_is_made_and_opened(at_work, material, agency):
    form = {"name": "Tài liệu mới", "kind": "audio", "agency": agency.pk, "licence": material.licence_id}
    response = at_work.post(url("material:add"), form)
    made = type(material).objects.get(name="Tài liệu mới")
    assert response.url == url("material:edit", made.pk)
    assert made.created_by.username == "bien-tap"
    assert "Chưa có ngôn ngữ nào" in at_work.get(response.url).content.decode()


@pytest.mark.parametrize("odd", ["9" * 30, "-1", "abc", "\0"])
def test_choices_that_nobody_offered_are_refused_in_words(at_work, material, agency, odd):
    form = {"name": "Tài liệu mới", "kind": "audio", "agency": agency.pk, "licence": material.licence_id}
    for field in ("topics", "audiences", "provinces", "procedures", "channels", "agency", "campaign"):
        response = at_work.post(url("material:add"), {**form, field: odd})
        assert response.status_code == 200, field
    assert not type(material).objects.filter(name="Tài liệu mới").exists()

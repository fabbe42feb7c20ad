"""Is it official and current?"""

import pytest
from lxml import html as lxml_html

from cms.library import actions
from cms.library.models import LanguageVariant
from tests.cms.portal.conftest import edition

pytestmark = [pytest.mark.django_db]


def verdict(client, typed: str) -> tuple[str, str]:
    response = client.get("/kiem-tra/", {"ma": typed})
    assert response.status_code == 200
    tree = lxml_html.document_fromstring(response.content.decode())
    return tree.findtext(".//h1"), response.content.decode()


def test_the_form_alone(client):
    heading, text = verdict(client, "")
    assert heading == "Kiểm tra tài liệu" and "verdict--answered" not in text


@pytest.mark.parametrize("form", ["{}", "{}-vi", "{}-vi-1", "https://testserver/q/{}", "http://x/tai-lieu/{}/vi/ten/"])
def test_a_current_material_is_genuine(client, put, form):
    variant = put("sms", title="Nhắc hạn")
    typed = form.format(variant.material.public_id)
    heading, text = verdict(client, typed)
    assert heading == "Đúng bản trong Kho"
    assert "Nhắc hạn" in text and "Bộ Khoa học và Công nghệ" in text
    assert f'href="/tai-lieu/{variant.material.public_id}/vi/nhac-han/"' in text


def test_a_corrected_edition_is_an_old_one(client, put, editor, reviewer):
    variant = put("sms", title="Lời cũ")
    draft = LanguageVariant.objects.get(pk=variant.pk).get_latest_revision_as_object()
    draft.title = "Lời mới"
    actions.save_draft(draft, actor=editor)
    actions.submit(LanguageVariant.objects.get(pk=variant.pk), actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
    actions.promote_pending()
    public_id = variant.material.public_id
    heading, text = verdict(client, f"{public_id}-vi-1")
    assert heading == "Có thật, nhưng là bản cũ"
    assert "Bản đúng hiện nay là ấn bản 2." in text and "/vi/loi-moi/" in text
    assert verdict(client, f"{public_id}-vi-2")[0] == "Đúng bản trong Kho"
    assert verdict(client, f"{public_id}-vi-9")[0] == "Không tìm thấy trong Kho"


def test_a_withdrawn_material_says_why_but_not_what(client, put, reviewer):
    variant = put("sms", title="Tên bí mật")
    actions.withdraw(variant, reason="Số điện thoại sai.", actor=reviewer)
    heading, text = verdict(client, variant.material.public_id)
    assert heading == "Đã bị thu hồi"
    assert "Số điện thoại sai." in text and "Tên bí mật" not in text


def test_a_replaced_material_leads_to_the_new_one(client, put, reviewer):
    old, new = put("sms", title="Cũ"), put("sms", title="Mới")
    actions.supersede(old.material, new.material, reason="Chỉ còn VNeID.", actor=reviewer)
    heading, text = verdict(client, old.material.public_id)
    assert heading == "Có thật, nhưng là bản cũ"
    assert "Chỉ còn VNeID." in text and "/vi/moi/" in text


def test_drafts_and_inventions_are_unknown(client, put):
    draft = put("sms", title="Chưa công bố", publish=False)
    for typed in (draft.material.public_id, f"{draft.material.public_id}-vi-1", "zzzzzzzz"):
        heading, text = verdict(client, typed)
        assert heading == "Không tìm thấy trong Kho" and "Chưa công bố" not in text


def test_what_cannot_be_read_is_explained(client):
    heading, text = verdict(client, "mã lạ!")
    assert heading == "Kiểm tra tài liệu" and "không đúng dạng" in text and 'value="mã lạ!"' in text


def test_one_language_of_a_material_is_judged_by_itself(client, put, reviewer):
    variant = put("sms")
    put("sms", language="km", material=variant.material)
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    public_id = variant.material.public_id
    assert verdict(client, f"{public_id}-vi")[0] == "Đã bị thu hồi"
    assert verdict(client, f"{public_id}-km")[0] == "Đúng bản trong Kho"
    assert verdict(client, public_id)[0] == "Đúng bản trong Kho"
    assert edition(variant).is_current

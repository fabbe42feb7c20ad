"""Metadata of a material's page: Dublin Core, schema.org, Open Graph, alternates."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html as lxml_html

from cms.library import actions, public
from cms.library.models import Material
from cms.portal import heads
from cms.taxonomy.models import Audience, Campaign, Procedure, Province, Topic
from tests.cms.conftest import make_material
from tests.cms.portal.conftest import edition

pytestmark = [pytest.mark.django_db]


def page(client, variant) -> lxml_html.HtmlElement:
    response = client.get(public.publication_path(edition(variant)))
    assert response.status_code == 200
    return lxml_html.document_fromstring(response.content.decode())


def metadata(tree) -> dict[str, str]:
    return {each.get("name"): each.get("content") for each in tree.xpath("//meta[@name]")}


@pytest.fixture
def described(put, editor, agency):
    """A handbook with every field filled."""
    procedure = Procedure.objects.create(code="1.010708", name="Đăng ký khai sinh", url="https://dvc.example/1.010708")
    material = make_material(
        editor, agency, "handbook", name="Sổ tay", credit="Vụ Hộ tịch", source="Cổng Dịch vụ công",
        campaign=Campaign.objects.create(code="c", name="Tháng 10"),
        valid_to=timezone.localdate() + timedelta(days=30),
        many={
            "topics": Topic.objects.filter(code__in=["III.1", "III.3"]),
            "audiences": Audience.objects.filter(code="nguoi-cao-tuoi"),
            "provinces": Province.objects.filter(code__in=["01", "15"]),
            "procedures": [procedure],
        },
    )  # fmt: skip
    return put("handbook", material=material, title="Sổ tay hộ tịch", summary="Làm từng bước.")


def test_dublin_core_as_the_circular_asks(client, described):
    found = metadata(page(client, described))
    topics = [topic.name for topic in Topic.objects.filter(code__in=["III.1", "III.3"])]
    assert {name: found[f"DC.{name}"] for name in ("title", "creator", "publisher", "language", "source", "type")} == {
        "title": "Sổ tay hộ tịch",
        "creator": "Vụ Hộ tịch",
        "publisher": "Bộ Khoa học và Công nghệ",
        "language": "vi",
        "source": "Cổng Dịch vụ công",
        "type": "Text",
    }
    assert found["DC.subject"] == "; ".join(topics)
    assert found["DC.coverage"] == "Hà Nội; Lào Cai"
    assert found["DC.format"] == "application/pdf; image/jpeg"
    assert found["DC.identifier"] == f"http://testserver{public.publication_path(edition(described))}"
    assert found["DC.rights"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["DC.description"] == found["description"] == "Làm từng bước."


def test_facts_lead_on(client, described):
    tree = page(client, described)
    facts = {
        (each.findtext("dt"), each.find("dd").text_content()): "".join(each.xpath(".//a/@href"))
        for each in tree.xpath("//dl[contains(@class, 'facts')]/div")
    }
    assert facts["Thủ tục", "1.010708 Đăng ký khai sinh"] == "https://dvc.example/1.010708"
    assert facts["Dành cho", "Người cao tuổi"] == "/tim-kiem/?audience=nguoi-cao-tuoi"
    assert facts["Địa phương", "Hà Nội"] == "/tim-kiem/?province=01"
    assert ("Chiến dịch", "Tháng 10") in facts and ("Nguồn", "Cổng Dịch vụ công") in facts
    assert any(label == "Dùng đến hết" for label, _ in facts)
    assert tree.xpath("//nav[@class='crumbs']//a/@href")[1] == "/tim-kiem/?topic=III.1"


def test_a_translation_held_by_another_agency_names_it(client, put, described, other_agency, stranger):
    variant = edition(described).variant
    variant.agency = other_agency
    variant.save()
    found = metadata(page(client, described))
    assert found["DC.contributor"] == other_agency.name


def test_other_languages_are_alternates(client, put):
    variant = put("sms", title="Việt")
    other = put("sms", title="Khmer", language="km", material=variant.material)
    tree = page(client, variant)
    assert tree.xpath("//link[@rel='alternate'][@hreflang]/@href") == [
        f"http://testserver{public.publication_path(edition(other))}"
    ]
    tabs = {each.get("hreflang"): each.get("aria-current") for each in tree.xpath("//a[@class='tab']")}
    assert tabs == {"vi": "page", "km": None}


def test_structured_data_cannot_leave_its_block(client, put):
    variant = put("sms", title="</script><script>alert(1)</script>", text="a")
    tree = page(client, variant)
    blocks = tree.xpath("//script[@type='application/ld+json']/text()")
    assert len(blocks) == 1 and json.loads(blocks[0])["name"] == "</script><script>alert(1)</script>"
    assert tree.findtext(".//h1") == "</script><script>alert(1)</script>"


def test_a_long_text_is_described_by_its_beginning(put):
    variant = put("sms", title="Dài", text="chữ " * 200)
    text = heads.description(edition(variant))
    assert len(text) <= heads.DESCRIPTION_LENGTH + 2 and text.endswith("chữ …")


def test_the_end_of_validity_is_said_before_it_comes(client, put, editor):
    variant = put("sms", title="Ngắn hạn")
    material = Material.objects.get(pk=variant.material_id)
    material.valid_to = timezone.localdate()
    actions.update_material(material, actor=editor)
    assert f"{timezone.localdate():%d/%m/%Y}" in page(client, variant).text_content()

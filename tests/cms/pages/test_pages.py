"""What editors write is shown in Kho's look, and cannot stand before Kho's own addresses."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

from cms.pages import presenting
from cms.pages.models import CampaignPage, GuidancePage, HomePage, NewsPage
from cms.pages.reserved import RESERVED
from cms.portal import urls as portal_urls
from cms.taxonomy.models import Campaign
from tests.cms.conftest import make_user

pytestmark = [pytest.mark.django_db]


def blocks(*given: tuple[str, object]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in given])


def write(home: HomePage, *given: tuple[str, object]) -> None:
    home.body = blocks(*given)
    home.save_revision().publish()


def shown(client, path: str = "/") -> lxml_html.HtmlElement:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies and response["Cache-Control"] == "public, max-age=60"
    return lxml_html.document_fromstring(response.content.decode())


def test_the_headline_and_a_hand_filled_shelf(client, home, put):
    chosen, other = put("sms", title="Được chọn"), put("sms", title="Khác")
    hidden = put("sms", title="Chưa công bố", publish=False)
    write(
        home,
        ("hero", {"title": "Kho của tỉnh", "lead": "Lời dẫn.", "popular": ["khai sinh", "căn cước"]}),
        ("shelf", {"title": "Nên đọc", "materials": [chosen.material_id, hidden.material_id]}),
        ("text", "<h2>Về Kho</h2><p>Một nơi <b>chung</b>.</p>"),
    )
    tree = shown(client)
    assert tree.findtext(".//h1") == "Kho của tỉnh"
    assert tree.xpath("//*[@class='chips']//a/@href") == [
        "/tim-kiem/?q=khai+sinh",
        "/tim-kiem/?q=c%C4%83n+c%C6%B0%E1%BB%9Bc",
    ]
    text = tree.text_content()
    assert "Nên đọc" in text and "Được chọn" in text and "Một nơi chung." in text
    assert "Khác" not in text and "Chưa công bố" not in text and other.title == "Khác"


def test_newest_shelf_counts_and_doors(client, home, put):
    put("sms", title="Tin mới")
    put("audio", title="Bản tin mới")
    home.add_child(instance=GuidancePage(title="Cho báo chí", slug="huong-dan-bao-chi", reader="press"))
    tree = shown(client)
    assert [each.text_content().strip() for each in tree.find_class("piece__title")] == ["Bản tin mới", "Tin mới"]
    assert "Tìm trong 2 tài liệu" in tree.text_content()
    assert "/huong-dan-bao-chi/" in tree.xpath("//*[@id='bao-chi']//a/@href")


def test_guidance_pages_have_trail_children_and_a_place_in_the_menu(client, home):
    guide = home.add_child(instance=GuidancePage(
        title="Hướng dẫn", slug="huong-dan", lead="Từng bước.", show_in_menus=True,
        body=blocks(("text", '<p>Đọc <a href="https://example.vn/">thêm</a>.</p><ul><li>Một</li></ul>')),
    ))  # fmt: skip
    guide.add_child(instance=GuidancePage(title="Hẹn giờ tải", slug="hen-gio"))
    guide.add_child(instance=GuidancePage(title="Nháp", slug="nhap", live=False))
    tree = shown(client, "/huong-dan/")
    assert tree.findtext(".//h1") == "Hướng dẫn" and "Từng bước." in tree.text_content()
    assert tree.xpath("//*[@class='prose']//li/text()") == ["Một"]
    assert tree.xpath("//ul[contains(@class, 'index--one')]//a/@href") == ["/huong-dan/hen-gio/"]
    child = shown(client, "/huong-dan/hen-gio/")
    assert child.xpath("//nav[@class='crumbs']//a/@href") == ["/", "/huong-dan/"]
    assert "/huong-dan/" in shown(client, "/kiem-tra/").xpath("//footer//a/@href")
    assert client.get("/huong-dan/nhap/").status_code == 404


def test_a_campaign_page_shows_its_materials(client, home, put):
    campaign = Campaign.objects.create(
        code="thang-10", name="Tháng chuyển đổi số", starts=timezone.localdate(), ends=timezone.localdate()
    )
    put("sms", title="Của chiến dịch", fields={"campaign": campaign})
    put("sms", title="Không thuộc")
    home.add_child(instance=CampaignPage(title="Tháng 10", slug="thang-10", campaign=campaign))
    text = shown(client, "/thang-10/").text_content()
    assert "Của chiến dịch" in text and "Không thuộc" not in text
    front = shown(client)
    assert "/thang-10/" in front.xpath("//a/@href")
    assert "1 tài liệu" in front.text_content() and "Tháng chuyển đổi số" in front.text_content()
    campaign.ends = timezone.localdate() - timedelta(days=1)
    campaign.starts = None
    campaign.save()
    assert "/thang-10/" not in shown(client).xpath("//a/@href")
    page = CampaignPage.objects.get()
    write(home, ("campaigns", {"pages": [page.pk]}))
    assert "/thang-10/" in shown(client).xpath("//a/@href")


def test_news(client, home):
    home.add_child(instance=NewsPage(title="Kho mở cửa", slug="kho-mo-cua", body=blocks(("text", "<p>Xin chào.</p>"))))
    assert "Xin chào." in shown(client, "/kho-mo-cua/").text_content()
    assert "http://testserver/kho-mo-cua/" in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_reserved_addresses_are_refused(home, slug):
    with pytest.raises(ValidationError, match="đã dùng"):
        home.add_child(instance=GuidancePage(title="x", slug=slug))


def test_below_another_page_a_reserved_word_is_harmless(home):
    guide = home.add_child(instance=GuidancePage(title="Hướng dẫn", slug="huong-dan"))
    assert guide.add_child(instance=GuidancePage(title="Tìm kiếm", slug="tim-kiem")).pk


def test_every_first_segment_of_the_portal_is_reserved():
    firsts = {str(each.pattern).split("/")[0] for each in portal_urls.urlpatterns}
    words = {first for first in firsts if "." not in first}
    assert words <= RESERVED
    assert {"quan-tri", "api", "feeds", "static"} <= RESERVED


def test_the_editor_says_in_words_that_an_address_is_taken(home):
    boss = make_user("quan-tri-vien")
    boss.is_superuser = True
    boss.save()
    client = Client()
    client.force_login(boss)
    data = {
        "title": "Tìm", "slug": "tim-kiem", "lead": "", "reader": "", "body-count": "0", "action-publish": "1",
        "seo_title": "", "search_description": "", "go_live_at": "", "expire_at": "",
    }  # fmt: skip
    url = f"/quan-tri/pages/add/pages/guidancepage/{home.pk}/"
    response = client.post(url, data)
    assert response.status_code == 200
    assert "đã dùng cho phần khác của Kho" in response.content.decode()
    response = client.post(url, {**data, "slug": "tim-hieu"})
    assert response.status_code == 302
    assert GuidancePage.objects.get().slug == "tim-hieu"


@pytest.mark.parametrize("new", [True, False])
def test_a_draft_can_be_looked_at_by_its_editor_and_is_kept_by_nobody(home, new):
    boss = make_user("quan-tri-vien")
    boss.is_superuser = True
    boss.save()
    client = Client()
    client.force_login(boss)
    guide = home.add_child(instance=GuidancePage(title="Hướng dẫn", slug="huong-dan"))
    url = f"/quan-tri/pages/add/pages/guidancepage/{guide.pk}/preview/" if new else (
        f"/quan-tri/pages/{guide.pk}/edit/preview/"
    )  # fmt: skip
    data = {
        "title": "Bản nháp kín", "slug": "ban-nhap", "lead": "", "reader": "", "body-count": "0", "seo_title": "",
        "search_description": "",
    }  # fmt: skip
    assert client.post(url, data).json()["is_valid"]
    response = client.get(url)
    assert response.status_code == 200 and "Bản nháp kín" in response.content.decode()
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", ")) and "public" not in response[
        "Cache-Control"
    ]


def test_rich_text_offers_no_files(home):
    from cms.pages.blocks import RICH_TEXT, home_blocks, text_block

    assert not {"image", "embed", "document-link"} & set(RICH_TEXT)
    assert text_block().features == RICH_TEXT
    assert dict(home_blocks()).keys() == {"hero", "newest", "shelf", "campaigns", "text"}


def test_without_a_look_there_is_no_page(rf, home, monkeypatch):
    monkeypatch.setattr(presenting, "_presenters", {})
    with pytest.raises(LookupError):
        home.serve(rf.get("/"))


def test_the_editor_opens_the_home_page_and_the_site_identity(home, put):
    variant = put("sms", title="Trên giá")
    write(home, ("shelf", {"title": "Shelf A", "materials": [variant.material_id]}))
    boss = make_user("quan-tri-vien")
    boss.is_superuser = True
    boss.save()
    client = Client()
    client.force_login(boss)
    page = client.get(f"/quan-tri/pages/{home.pk}/edit/")
    assert page.status_code == 200 and "Shelf A" in page.content.decode()
    settings_page = client.get("/quan-tri/settings/portal/siteidentity/", follow=True)
    assert settings_page.status_code == 200 and "Dải tin khẩn" in settings_page.content.decode()

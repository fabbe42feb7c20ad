"""The page for stations."""

import pytest
from lxml import html as lxml_html

from cms.library import actions
from cms.portal.views import radio

pytestmark = [pytest.mark.django_db]


def page(client, query: str = "") -> lxml_html.HtmlElement:
    response = client.get(f"/phat-thanh/{query}")
    assert response.status_code == 200
    return lxml_html.document_fromstring(response.content.decode())


def bulletins(tree) -> dict[str, list[str]]:
    return {
        band.get("id"): [each.text_content().strip() for each in band.iter("h3")] for band in tree.find_class("band")
    }


def test_bulletins_stand_by_language_newest_first(client, put):
    first = put("audio", title="Tin một")
    put("audio", title="Tin hai")
    put("audio", title="Tin Khmer", language="km", material=first.material)
    put("sms", title="Không phải tin")
    put("audio", title="Chưa công bố", publish=False)
    tree = page(client)
    assert bulletins(tree) == {"vi": ["Tin hai", "Tin một"], "km": ["Tin Khmer"]}
    assert "3 bản tin, 2 thứ tiếng" in tree.find_class("lead")[0].text_content()
    feeds = tree.xpath("//section[@id='km']//ul[@class='band__feeds']//a/@href")
    assert feeds == [
        "/feeds/radio/km/podcast.xml", "/feeds/radio/km/playlist.m3u", "/feeds/radio/km/manifest.tsv",
    ]  # fmt: skip
    for feed in feeds:
        assert client.get(feed).status_code == 200


def test_a_province_hears_its_own_and_the_nation(client, put):
    put("audio", title="Cả nước")
    put("audio", title="Lào Cai", provinces=("15",))
    put("audio", title="Hà Nội", provinces=("01",))
    tree = page(client, "?province=15")
    assert bulletins(tree) == {"vi": ["Lào Cai", "Cả nước"]}
    assert tree.xpath("//select[@name='province']/option[@selected]/@value") == ["15"]
    assert "/feeds/radio/vi/15/podcast.xml" in tree.xpath("//a/@href")
    assert len(bulletins(page(client, "?province=99"))["vi"]) == 3


def test_links_are_pinned_to_their_edition_so_that_a_resume_never_mixes_two(client, put, reviewer):
    variant = put("audio", title="Tin")
    link = page(client).xpath("//*[@class='items']//a[contains(@href, '/tai-ve/')]/@href")[0]
    assert f"/{variant.material.public_id}/vi/a1/voice-mp3-64/" in link
    assert client.get(link).status_code == 200
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    assert bulletins(page(client)) == {} and client.get(link).status_code == 410


def test_only_the_newest_are_shown(client, put, monkeypatch):
    monkeypatch.setattr(radio, "PER_LANGUAGE", 2)
    for number in range(3):
        put("audio", title=f"Tin {number}")
    tree = page(client)
    assert bulletins(tree) == {"vi": ["Tin 2", "Tin 1"]}
    assert "3 bản tin" in tree.find_class("band__who")[0].text_content()


def test_a_quiet_day(client):
    assert "Chưa có bản tin nào" in page(client).text_content()

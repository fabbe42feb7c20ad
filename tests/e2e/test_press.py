"""A press officer's five minutes: words typed without marks, a filter, the right format, its licence and credit."""

import io
import zipfile
from urllib.parse import urlsplit

import pytest
from PIL import Image

from .conftest import fits, picture

pytestmark = [pytest.mark.browser]

POSTER = "Đường liên kết lạ? Đừng bấm."


def test_from_unmarked_words_to_the_file_for_print(page):
    page.goto("/")
    page.get_by_role("searchbox").first.fill("duong lien ket la")
    page.get_by_role("button", name="Tìm", exact=True).click()
    assert "duong lien ket la" in page.get_by_role("heading", level=1).inner_text()
    picture(page, "press-search")
    page.get_by_role("link", name=POSTER).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == POSTER
    row = page.get_by_role("row").filter(has_text="JPEG").first
    assert "CC BY 4.0" in row.inner_text() and "Tiếng Việt" in row.inner_text()
    link = row.get_by_role("link")
    assert link.inner_text().startswith("Tải")
    answer = page.request.get(link.get_attribute("href"))
    name = answer.headers["content-disposition"].partition('filename="')[2].rstrip('"')
    assert name.isascii() and name.startswith("duong-lien-ket-la") and name.endswith(".jpg")
    with Image.open(io.BytesIO(answer.body())) as image:
        assert image.format == "JPEG" and image.width >= 960 and image.height > image.width
    credit = page.get_by_role("heading", name="Ghi nguồn").locator("..").inner_text()
    assert "Bộ Công an" in credit and "CC BY 4.0" in credit


def test_filters_narrow_the_answer_and_survive_in_the_address(context_of):
    page = context_of("1280").new_page()
    page.goto("/tim-kiem/?q=")
    before = page.locator(".result").count()
    box = page.get_by_role("checkbox", name="Video")
    box.check()
    page.get_by_role("button", name="Áp dụng").first.click()
    assert "kind=video" in page.url
    assert 0 < page.locator(".result").count() < before
    assert page.get_by_role("checkbox", name="Video").is_checked()
    picture(page, "press-filtered")


def test_filters_open_on_a_phone_without_scripts(context_of):
    page = context_of("360", java_script_enabled=False).new_page()
    page.goto("/tim-kiem/?q=khai+sinh")
    page.get_by_role("link", name="Lọc").click()
    box = page.get_by_role("checkbox", name="Video")
    assert box.is_visible()
    box.check()
    page.get_by_role("button", name="Áp dụng").first.click()
    assert "kind=video" in page.url and page.locator(".result").count() == 1


def test_a_whole_material_comes_as_one_pack(page, shelf):
    title = "5 bước nộp hồ sơ trên Cổng Dịch vụ công"
    page.goto(f"/tai-lieu/{shelf[title]['public_id']}/vi/")
    address = page.get_by_role("link", name="ZIP").first.get_attribute("href")
    answer = page.request.get(address)
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.body())) as pack:
        assert pack.testzip() is None
        assert {"manifest.json", "GIAY-PHEP-VA-GHI-NGUON.txt"} <= set(pack.namelist())
        assert sum(name.endswith(".jpg") for name in pack.namelist()) >= 4


def test_a_film_is_embedded_in_another_page(context_of, kho, shelf):
    page = context_of("1280").new_page()
    page.goto(f"/tai-lieu/{shelf['Đăng ký khai sinh tại nhà']['public_id']}/vi/")
    code = page.locator("pre, code, textarea").filter(has_text="<iframe").first.inner_text()
    address = code.split('src="')[1].split('"')[0]
    assert urlsplit(address).netloc == urlsplit(kho.base).netloc
    answer = page.goto(address)
    assert answer.status == 200 and page.locator("video").count() == 1
    assert fits(page)
    picture(page, "press-embed")

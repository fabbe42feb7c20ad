"""The log-in page of the editors' site wears Kho's look and speaks Vietnamese."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from lxml import html as lxml_html
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.themes.test_accessibility import AXE

pytestmark = pytest.mark.django_db


def test_the_login_page_is_vietnamese_and_ours(client: Client) -> None:
    answer = client.get("/quan-tri/login/")
    assert answer.status_code == 200
    tree = lxml_html.document_fromstring(answer.content.decode())
    assert tree.find(".//h1").text_content().strip() == "Vào làm việc trong Kho"
    assert "Kho" in tree.find(".//title").text and "Wagtail" not in tree.find(".//title").text
    assert tree.get("lang") == "vi"
    sheets = tree.xpath("//link[@rel='stylesheet']/@href")
    assert "/static/kho/css/login.css" in sheets
    assert tree.xpath("//input[@name='username']") and tree.xpath("//input[@name='password'][@type='password']")
    assert [label.text_content().strip() for label in tree.findall(".//label")] == [
        "Tên đăng nhập",
        "Mật khẩu",
        "Nhớ tôi trên máy này",
    ]
    assert tree.xpath("//button[@type='submit']")[0].text_content().strip() == "Đăng nhập"
    assert tree.xpath("//form//input[@name='csrfmiddlewaretoken']")


def test_a_wrong_password_is_answered_in_the_page(client: Client) -> None:
    answer = client.post("/quan-tri/login/", {"username": "nguoi-la", "password": "sai"})
    assert answer.status_code == 200
    errors = lxml_html.document_fromstring(answer.content.decode()).xpath("//*[@role='status']//li")
    assert len(errors) == 1 and errors[0].text_content().strip()


@pytest.mark.parametrize("name", ["kho/css/login.css", "kho/css/tokens.css", "kho/art/mark.svg", "kho/js/player.js"])
def test_static_files_of_the_theme_are_found(name: str) -> None:
    assert finders.find(name)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_the_login_page_has_no_violation(live_server: LiveServer, browser: Browser, width: int) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{live_server.url}/quan-tri/login/")
        page.evaluate(AXE)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()

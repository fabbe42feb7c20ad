"""What programs ask for: health, figures, robots, site map, security contact, theme."""

from xml.etree import ElementTree

import pytest
from django.db import DatabaseError

from cms.library import public
from cms.portal import theming
from cms.portal.views import health, wellknown
from media_pipeline.models import Build, ProcessingRun
from tests.cms.portal.conftest import edition

pytestmark = [pytest.mark.django_db]
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok\n", "no-store")


def test_ready_names_what_it_looked_at(client):
    assert client.get("/readyz").json() == {
        "status": "ok", "checks": {"database": "ok", "media": "ok", "search": "ok"},
    }  # fmt: skip


def test_search_alone_does_not_take_the_site_down(client, settings):
    settings.KHO_SEARCH_DIR = None
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


def test_without_media_storage_it_is_not_ready(client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    options = {"location": tmp_path / "file" / "media"}
    settings.STORAGES = {**settings.STORAGES, "media": {**settings.STORAGES["media"], "OPTIONS": options}}
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["media"]) == (503, "failed")


def test_without_a_database_it_is_not_ready(client, monkeypatch):
    class Away:
        def cursor(self):
            raise DatabaseError("away")

    monkeypatch.setattr(health, "connection", Away())
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")


def figures(text: str) -> dict[str, int]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in lines}


def test_figures_count_builds_lag_and_editions(client, put, index):
    put("sms")
    put("audio", publish=False)
    waiting = Build.objects.filter(completed_at__isnull=True).count()
    assert waiting >= 1
    response = client.get("/metrics")
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    found = figures(response.content.decode())
    assert found['kho_builds{state="waiting"}'] == waiting
    assert found["kho_public_editions"] == 1
    assert found['kho_journal_lag{consumer="audit"}'] == found["kho_journal_events"] > 0
    index()
    found = figures(client.get("/metrics").content.decode())
    assert found['kho_journal_lag{consumer="audit"}'] == found['kho_journal_lag{consumer="indexing"}'] == 0


def test_a_build_that_was_given_up_counts_as_failed(client, put):
    put("audio", publish=False)
    runs = ProcessingRun.objects.filter(closed_at__isnull=True)
    run = runs.first()
    run.closed_at, run.outcome = run.opened_at, "given_up"
    run.save()
    found = figures(client.get("/metrics").content.decode())
    assert found['kho_builds{state="failed"}'] == 1
    assert found['kho_builds{state="waiting"}'] == runs.count()


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.9", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "nonsense"}, 404),
        ("203.0.113.9", {"Authorization": "Bearer bi-mat"}, 200),
        ("203.0.113.9", {"Authorization": "Bearer khac"}, 404),
        ("203.0.113.9", {"Authorization": "Bearer "}, 404),
    ],
)
def test_figures_are_for_this_machine_or_for_a_token(client, settings, address, headers, status):
    settings.KHO_METRICS_TOKEN = "bi-mat"
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status
    settings.KHO_METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="203.0.113.9").status_code == 404


def locations(client, address: str = "/sitemap.xml") -> list[str]:
    tree = ElementTree.fromstring(client.get(address).content)
    return [each.text for each in tree.iter(f"{MAP}loc")]


def test_the_site_map_holds_public_pages_only(client, put):
    shown, hidden = put("sms", title="Hiện"), put("sms", publish=False)
    found = locations(client)
    assert f"http://testserver{public.publication_path(edition(shown))}" in found
    assert {"http://testserver/", "http://testserver/tim-kiem/", "http://testserver/phat-thanh/"} <= set(found)
    assert not any(hidden.material.public_id in each for each in found)
    assert len(found) == len(set(found))


def test_a_large_site_map_comes_in_parts(client, put, monkeypatch):
    monkeypatch.setattr(wellknown, "URLS_PER_FILE", 2)
    variants = [put("sms", title=f"Tin {number}") for number in range(3)]
    parts = locations(client)
    assert parts == ["http://testserver/sitemap.xml?p=1", "http://testserver/sitemap.xml?p=2"]
    found = [each for part in parts for each in locations(client, part.removeprefix("http://testserver"))]
    assert found == [f"http://testserver{public.publication_path(edition(each))}" for each in variants]
    for odd in ("3", "0", "x", "-1"):
        assert client.get(f"/sitemap.xml?p={odd}").status_code == 404


def test_robots_and_security(client, settings):
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /quan-tri/" in robots and "Sitemap: http://testserver/sitemap.xml" in robots
    settings.KHO_SECURITY_CONTACT = "mailto:an-toan@kho.example"
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert lines["Contact"] == "mailto:an-toan@kho.example" and lines["Expires"].startswith("20")
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"


def test_a_theme_is_one_small_sheet(client, settings, put):
    assert client.get("/giao-dien.css").status_code == 404
    assert "/giao-dien.css" not in client.get("/kiem-tra/").content.decode()
    settings.KHO_THEME = "example"
    response = client.get("/giao-dien.css")
    sheet = response.content.decode()
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert " --cloth: #17503c;" in sheet and "--weave-kho-a: var(--weave-taynguyen-a);" in sheet
    assert sheet.index("#17503c") < sheet.index("@media (prefers-color-scheme: dark)") < sheet.index("#0f1a17")
    assert 'href="/giao-dien.css"' in client.get("/kiem-tra/").content.decode()


@pytest.mark.parametrize(
    "theme",
    [
        {"light": {"paper": "#ffffff"}},
        {"light": {"madder": "#ffffff"}},
        {"dark": {"weave": "rồng"}},
        {"light": {"cloth": "red; } body { display: none"}},
        {"light": {"cloth": "url(http://evil.example)"}},
        {"light": {"cloth": 3}},
        {"light": {"weave": "../x"}},
        {"light": {"x: red; --cloth": "#ffffff"}},
    ],
)
def test_a_theme_may_set_only_its_tokens_to_colours(theme):
    rules = theming.load(theming.folder_of("default") / "theme.toml")
    with pytest.raises(theming.BrokenTheme):
        theming.style_sheet(theme, rules)


def test_a_theme_may_lie_outside_of_the_product(tmp_path, settings):
    (tmp_path / "theme.toml").write_text('[dark]\npaper = "#000000"\n', encoding="utf-8")
    assert theming.sheet_of(str(tmp_path)) == "@media (prefers-color-scheme: dark) { :root { --paper: #000000; } }\n"

"""Errors, conditional requests, CORS, the description and its page, and hostile parameters."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from openapi_spec_validator import validate

from cms.api import snapshot
from cms.api.service import api
from cms.taxonomy.models import Language, Province, Topic

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/api/v1/materials"
HOSTILE = [
    {"limit": "101"},
    {"limit": "0"},
    {"limit": "-1"},
    {"limit": "9" * 5000},
    {"limit": "NaN"},
    {"kind": "film"},
    {"kind": "\x00"},
    {"lang": "vi\x00"},
    {"lang": "' OR 1=1 --"},
    {"topic": "x" * 200},
    {"province": "\ud83d\ude00"},
    {"updated_since": "yesterday"},
    {"updated_since": "0001-01-01T00:00:00+14:00"},
    {"updated_since": "9999-12-31T23:59:59-12:00"},
    {"updated_since": "1e400"},
    {"q": "x" * 10_000},
    {"q": "khai sinh", "updated_since": "2026-01-01"},
    {"cursor": "!!!!"},
    {"cursor": "bnVsbA"},
    {"cursor": "WzEsMl0" * 20},
    {"cursor": "WzEsIjIiXQ"},
    {"cursor": "Wy0xLDFd"},
    {"cursor": "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTksMV0"},
    {"cursor": "W3RydWUsMV0"},
    {"q": "khai sinh", "cursor": "WzEsMl0"},
    {"q": "khai sinh", "cursor": "Wzk5OTk5OTld"},
]
ODD_BUT_VALID = [
    {"q": '"' * 256},
    {"q": "\x00\x01"},
    {"q": "*" * 200},
    {"q": "NEAR(a b) OR title:*"},
    {"q": "-a -b"},
    {"q": "\u202e\ud83d\ude00"},
    {"lang": ["vi", "km", "xx"]},
    {"unknown": "\x00"},
    {"updated_since": "2026-11-24"},
    {"updated_since": "0"},
    {"cursor": ""},
]


def problem(response) -> dict:
    assert response.headers["Content-Type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == response.status_code
    assert found["title"] and found["type"]
    return found


@pytest.mark.parametrize("asked", HOSTILE, ids=range(len(HOSTILE)))
def test_bad_parameters_are_named_never_a_crash(client, asked):
    response = client.get(f"{LIST}?{urlencode(asked, errors='surrogatepass')}")
    assert response.status_code == 422
    assert problem(response)["type"].endswith("#invalid-parameters")


@pytest.mark.parametrize("asked", ODD_BUT_VALID, ids=range(len(ODD_BUT_VALID)))
def test_odd_parameters_are_answered(client, asked):
    response = client.get(f"{LIST}?{urlencode(asked, doseq=True, errors='surrogatepass')}")
    assert response.status_code == 200
    assert response.json()["items"] == []


@pytest.mark.parametrize("raw", ["q=%ff%fe", "q=%00", "lang=%ff", "q=a&q=b", "&&&", "limit=5&limit=x"])
def test_bytes_that_are_no_text_never_crash(client, raw):
    assert client.get(f"{LIST}?{raw}").status_code in (200, 422)


@pytest.mark.parametrize(
    "path", ["x" * 500, "..%2f..%2fetc%2fpasswd", "%00", "ABC", "a b", quote("ngôn"), "0" * 13, "%ff", "'--"]
)
def test_odd_material_codes_are_unknown_or_invalid(client, path):
    response = client.get(f"{LIST}/{path}")
    assert response.status_code in (404, 422)
    assert problem(response)


def test_which_parameter_was_wrong_is_said_without_repeating_it(client):
    found = problem(client.get(f"{LIST}?limit=<script>&lang=vi"))
    assert [each["name"] for each in found["errors"]] == ["limit"]
    assert "<script>" not in json.dumps(found)


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing", "/api/v1/materials/", "/api/v1/topics/x/y"])
def test_unknown_addresses_are_problems(client, path):
    assert problem(client.get(path))["status"] == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)(LIST)
    assert problem(response)["status"] == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_crash_inside_is_a_problem_without_details(client, monkeypatch, caplog):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret of the database")

    monkeypatch.setattr("cms.library.public.editions", broken)
    response = client.get(LIST)
    assert problem(response)["status"] == 500
    assert "secret" not in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert "secret of the database" in caplog.text


def test_a_database_that_is_away_is_a_problem_of_time(client, monkeypatch):
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("secret of the database")

    monkeypatch.setattr("cms.library.public.editions", away)
    response = client.get(LIST)
    assert problem(response)["status"] == 503
    assert response.headers["Retry-After"] == "60"
    assert "secret" not in response.content.decode()


def test_an_index_that_is_away_is_said_with_when_to_come_back(client, settings):
    settings.KHO_SEARCH_DIR = None
    response = client.get(f"{LIST}?q=khai+sinh")
    assert problem(response)["status"] == 503
    assert response.headers["Retry-After"] == "60"


def test_unchanged_answers_are_304(client, put):
    put()
    first = client.get(LIST)
    etag = first.headers["ETag"]
    again = client.get(LIST, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    put()
    assert client.get(LIST, headers={"If-None-Match": etag}).status_code == 200


def test_head_says_what_get_would(client, put):
    put()
    got, asked = client.get(LIST), client.head(LIST)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["ETag"] == got.headers["ETag"]
    assert asked.headers["Content-Length"] == str(len(got.content))


def test_pages_of_other_sites_may_read(client):
    response = client.get(LIST, headers={"Origin": "https://bao.example.vn"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in response.headers["Access-Control-Expose-Headers"]
    preflight = client.options(LIST, headers={"Origin": "https://bao.example.vn"})
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_answers_set_no_cookie_and_do_not_vary_by_one(client):
    response = client.get(LIST)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_addresses_come_from_settings_whatever_the_host_says(client, put, settings):
    settings.SITE_URL = "https://kho.example.vn"
    put()
    put()
    body = client.get(f"{LIST}?limit=1", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in body.content.decode()
    assert body.json()["next"].startswith("https://kho.example.vn/api/v1/materials?")


def test_the_committed_description_is_that_of_the_program():
    stored = snapshot.PATH.read_text(encoding="utf-8")
    assert stored == snapshot.current(), "run: .venv/bin/python manage.py write_openapi"


def test_the_description_is_valid_openapi_3_1():
    schema = json.loads(snapshot.PATH.read_text(encoding="utf-8"))
    assert schema["openapi"].startswith("3.1")
    assert validate(schema) is None
    errors = schema["paths"]["/api/v1/materials/{public_id}"]["get"]["responses"]["410"]["content"]
    assert list(errors) == ["application/problem+json"]


def test_the_description_is_served(client):
    served = client.get("/api/v1/openapi.json")
    assert served.json() == json.loads(snapshot.current())
    assert served.headers["Access-Control-Allow-Origin"] == "*"


def test_every_answer_fits_its_schema_even_with_nothing_in_it(client, put):
    put("video")
    for path in json.loads(snapshot.current())["paths"]:
        if "{" not in path:
            assert client.get(path).status_code == 200, path
    assert api.title == "Kho"


def test_the_page_of_the_description_needs_nothing_from_elsewhere(client):
    response = client.get("/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "https://" not in page and "http://" not in page
    scripts = [part.split('"')[0] for part in page.split('<script src="')[1:]]
    assert scripts and all(finders.find(each.removeprefix("/static/")) for each in scripts)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    inline = [part for part in page.split("<script")[1:] if not part.startswith(" src=")]
    assert all('type="application/json"' in part.split(">")[0] for part in inline)


def test_vocabularies_are_whole(client):
    languages = client.get("/api/v1/languages").json()
    assert len(languages) == Language.objects.count()
    assert languages[0] == {"code": "vi", "name": "Tiếng Việt", "autonym": "Tiếng Việt", "script": "Latn"}
    assert [each["code"] for each in client.get("/api/v1/topics").json()] == list(
        Topic.objects.values_list("code", flat=True)
    )
    provinces = {each["code"]: each for each in client.get("/api/v1/provinces").json()}
    assert len(provinces) == Province.objects.count()
    assert "Hà Giang" in provinces["08"]["former_names"]
    assert {each["code"] for each in client.get("/api/v1/licences").json()} >= {"cc-by-4.0", "cc0-1.0"}

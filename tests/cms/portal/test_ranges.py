"""The Range header and conditional requests, after RFC 9110."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpHeaders
from django.utils.http import http_date

from cms.portal.gate import conditions
from cms.portal.gate.ranges import Span, Unsatisfiable, parse

TAG = '"abc"'
THEN = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)
NOW = THEN + timedelta(hours=1)


def headers(**given: str) -> HttpHeaders:
    return HttpHeaders({f"HTTP_{name.upper()}": value for name, value in given.items()})


def date(moment: datetime) -> str:
    return http_date(moment.timestamp())


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-99", (0, 100)),
        ("bytes=0-", (0, 100)),
        ("bytes=10-", (10, 100)),
        ("bytes=90-1000", (90, 100)),
        ("bytes=-1", (99, 100)),
        ("bytes=-100", (0, 100)),
        ("bytes=-1000", (0, 100)),
        ("BYTES = 5 - 6 ", (5, 7)),
        ("bytes=0-9999999999999999999", (0, 100)),
    ],
)
def test_one_range_is_taken(header, span):
    assert parse(header, 100) == Span(*span)
    assert parse(header, 100).length == span[1] - span[0]


@pytest.mark.parametrize(
    "header",
    [
        "", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=0-1,3-4", "bytes=0-1,", "items=0-1", "bytes 0-1",
        "bytes=0x1-2", "bytes=--1", "bytes=1-2-3", "bytes=" + "9" * 5000 + "-", "bytes=٣-٤", "bytes=0-1\n\nx",
        "bytes=" + ",".join("0-1" for _ in range(1000)),
    ],
)  # fmt: skip
def test_what_a_server_may_ignore_means_the_whole(header):
    assert parse(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9999999999999999999-"])
def test_outside_is_unsatisfiable(header):
    with pytest.raises(Unsatisfiable):
        parse(header, 100)


def test_nothing_can_be_taken_from_nothing():
    with pytest.raises(Unsatisfiable):
        parse("bytes=-5", 0)
    with pytest.raises(Unsatisfiable):
        parse("bytes=0-", 0)


@pytest.mark.parametrize(
    ("header", "tags"),
    [("*", ["*"]), ('"a"', ['"a"']), ('"a", W/"b"', ['"a"', 'W/"b"']), ('"a,b" , "c"', ['"a,b"', '"c"']), (" , ", [])],
)
def test_lists_of_tags(header, tags):
    assert conditions.etags(header) == tags


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, None),
        ({"if_none_match": TAG}, 304),
        ({"if_none_match": f"W/{TAG}"}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"x", "abc"'}, 304),
        ({"if_none_match": '"x"'}, None),
        ({"if_match": TAG}, None),
        ({"if_match": "*"}, None),
        ({"if_match": '"x"'}, 412),
        ({"if_match": f"W/{TAG}"}, 412),
        ({"if_modified_since": date(THEN)}, 304),
        ({"if_modified_since": date(NOW)}, 304),
        ({"if_modified_since": date(THEN - timedelta(seconds=1))}, None),
        ({"if_modified_since": "yesterday"}, None),
        ({"if_modified_since": "Sat, 99 Foo 99999 00:00:00 GMT"}, None),
        ({"if_unmodified_since": date(THEN)}, None),
        ({"if_unmodified_since": date(THEN - timedelta(seconds=1))}, 412),
        # The tag is asked before the date, and a date never overrules it.
        ({"if_none_match": '"x"', "if_modified_since": date(NOW)}, None),
        ({"if_match": TAG, "if_unmodified_since": date(THEN - timedelta(days=1))}, None),
    ],
)
def test_preconditions(given, status):
    assert conditions.failed(headers(**given), TAG, THEN) == status


def test_without_a_date_dates_say_nothing():
    assert conditions.failed(headers(if_modified_since=date(NOW)), TAG, None) is None
    assert conditions.failed(headers(if_unmodified_since=date(THEN)), TAG, None) is None
    assert not conditions.range_applies(headers(if_range=date(THEN)), TAG, None, NOW)


@pytest.mark.parametrize(
    ("condition", "applies"),
    [
        (TAG, True),
        ('"x"', False),
        (f"W/{TAG}", False),
        ("abc", False),
        (date(THEN), True),
        (date(NOW), False),
        ("", False),
    ],
)
def test_if_range(condition, applies):
    assert conditions.range_applies(headers(if_range=condition), TAG, THEN, NOW) is applies


def test_a_date_within_its_own_second_is_too_weak_for_if_range():
    assert not conditions.range_applies(headers(if_range=date(THEN)), TAG, THEN, THEN + timedelta(milliseconds=900))
    assert conditions.range_applies(headers(), TAG, THEN, THEN)

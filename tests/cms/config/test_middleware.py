"""What wraps every answer."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from cms.config.middleware import HeadWithoutBody


def answer(method: str, response: HttpResponse) -> HttpResponse:
    return HeadWithoutBody(lambda request: response)(RequestFactory().generic(method, "/"))


def test_head_keeps_the_length_and_loses_the_body():
    response = answer("HEAD", HttpResponse("tài liệu"))
    assert (response.content, response["Content-Length"]) == (b"", "11")


def test_a_length_that_was_said_stays():
    response = answer("HEAD", HttpResponse(b"abc", headers={"Content-Length": "1000"}))
    assert (response.content, response["Content-Length"]) == (b"", "1000")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_answers_are_left_alone(method):
    response = answer(method, HttpResponse("tài liệu"))
    assert response.content.decode() == "tài liệu"
    assert not response.has_header("Content-Length")


def test_streams_are_not_read():
    response = answer("HEAD", StreamingHttpResponse(iter([b"abc"])))
    assert b"".join(response.streaming_content) == b"abc"
    assert not response.has_header("Content-Length")

"""Kho's own catalogues: compiled, complete, and true to their messages."""

import gettext
import io
import re
from pathlib import Path

import pytest
from django.utils.translation import gettext as django_gettext
from django.utils.translation import ngettext, override

from cms.config.catalogues import LOCALE, compiled, main, messages

FILES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]")
MARKUP = re.compile(r"<[^>]+>")


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def po(request) -> Path:
    return request.param


def test_there_are_words_for_screens_and_scripts():
    assert [path.name for path in FILES] == ["django.po", "djangojs.po"]


def test_what_is_compiled_is_what_is_written(po):
    assert po.with_suffix(".mo").read_bytes() == compiled(messages(po))


def test_gettext_itself_reads_the_same(po):
    read = gettext.GNUTranslations(io.BytesIO(compiled(messages(po))))
    for message, translation in messages(po).items():
        if message:
            one, _, many = message.partition("\0")
            assert (read.ngettext(one, many, 2) if many else read.gettext(one)) == translation


def test_nothing_is_left_empty_and_placeholders_stay(po):
    for message, translation in messages(po).items():
        assert translation.strip(), message
        last = message.split("\0")[-1]
        assert sorted(PLACE.findall(translation)) == sorted(PLACE.findall(last)), message


def test_links_and_line_breaks_stay(po):
    for message, translation in messages(po).items():
        if "enable-javascript" not in message:
            assert sorted(MARKUP.findall(translation)) == sorted(MARKUP.findall(message)), message


@pytest.mark.parametrize("bad", ['msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "msgfoo\n"])
def test_what_the_reader_does_not_know_it_refuses(bad, tmp_path):
    path = tmp_path / "x.po"
    path.write_text(bad, encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.po"):
        messages(path)


def test_long_messages_over_several_lines(tmp_path):
    path = tmp_path / "x.po"
    path.write_text('# note\nmsgid ""\n"hai "\n"dòng"\nmsgstr "two\\n"\n', encoding="utf-8")
    assert messages(path) == {"hai dòng": "two\n"}


def test_compiling_again_changes_nothing():
    before = {path: path.read_bytes() for path in LOCALE.rglob("*.mo")}
    main()
    assert before == {path: path.read_bytes() for path in LOCALE.rglob("*.mo")}


def test_django_finds_them_before_wagtails():
    with override("vi"):
        assert django_gettext("Skip to main content") == "Đến nội dung chính"
        assert ngettext("There is %(counter)s match", "There are %(counter)s matches", 3) % {"counter": 3} == (
            "Có 3 kết quả"
        )

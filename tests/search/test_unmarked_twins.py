"""Queries typed without marks find what their marked twins find, over 310 Vietnamese texts."""

import pytest

from search.query import Query
from tests.search.corpus import UNMARK, procedures, texts

QUESTIONS = [(number, row["question"]) for number, row in enumerate(procedures(), start=1)]
FORMS = {"video": "đoạn phim", "tranh": "tranh vẽ", "phatthanh": "đài truyền thanh", "sotay": "sổ tay",
         "tinnhan": "tin nhắn"}  # fmt: skip
# Each question with the form it is wanted in, so that one text is the best answer: (public_id, query).
ASKED = [
    (f"{number}-{angle}", f"{word} {question}")
    for number, question in QUESTIONS
    for angle, word in [list(FORMS.items())[number % len(FORMS)]]
]


def first(engine, text):
    """Public id of the first hit."""
    hits = engine.search(Query(text, limit=1)).hits
    return hits[0].public_id if hits else ""


def test_the_corpus_is_what_it_says():
    assert len(texts()) >= 300
    assert len({document.body for document in texts()}) == len({document.title for document in texts()}) == len(texts())
    assert len(QUESTIONS) >= 60
    assert all(question.translate(UNMARK).isascii() for _, question in QUESTIONS)
    assert all(not question.isascii() for _, question in QUESTIONS)


@pytest.mark.parametrize(("wanted", "query"), ASKED)
def test_unmarked_twin_finds_the_same_first_hit(services, wanted, query):
    found = first(services, query)
    assert found.split("-")[0] == wanted.split("-")[0]
    assert first(services, query.translate(UNMARK)) == found
    assert first(services, query.translate(UNMARK).upper()) == found


def test_the_form_asked_for_is_nearly_always_the_first(services):
    assert sum(first(services, query) == wanted for wanted, query in ASKED) >= 58
    assert sum(first(services, query.translate(UNMARK)) == wanted for wanted, query in ASKED) >= 58


def test_questions_find_their_service_with_and_without_marks(services):
    for number, question in QUESTIONS:
        assert first(services, question).split("-")[0] == str(number), question
        assert first(services, question.translate(UNMARK)).split("-")[0] == str(number), question


@pytest.mark.parametrize("share", [2, 3])
def test_half_marked_typing_finds_the_same_service(services, share):
    """Every second (third) syllable typed without marks."""
    for number, question in QUESTIONS:
        mixed = " ".join(
            word.translate(UNMARK) if place % share == 0 else word for place, word in enumerate(question.split())
        )
        assert first(services, mixed).split("-")[0] == str(number), mixed


def test_titles_find_themselves_with_and_without_marks(services):
    for document in texts():
        assert first(services, document.title) == document.public_id
        assert first(services, document.title.translate(UNMARK)) == document.public_id

"""The journal: order, isolation of failures, cursors, dead letters, the sealed chain."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.transaction import TransactionManagementError

from cms.journal import audit, events, follow, registry
from cms.journal.models import Cursor, DeadLetter, Event, Seal
from cms.taxonomy.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def append(count: int = 1) -> list[Event]:
    topic = Topic.objects.first()
    with transaction.atomic():
        return [events.append("topic.changed", topic, data={"n": n}) for n in range(count)]


class Collector(registry.DatabaseCursor):
    """A consumer that keeps what it was given and fails where told."""

    name = "collector"

    def __init__(self, *bad: int) -> None:
        self.seen: list[int] = []
        self.bad = set(bad)

    def consume(self, batch):
        if self.bad & {event.data["n"] for event in batch}:
            raise ValueError("cannot handle this one")
        self.seen += [event.data["n"] for event in batch]


@pytest.mark.django_db(transaction=True)
def test_append_needs_the_transaction_of_its_change():
    with pytest.raises(TransactionManagementError):
        events.append("topic.changed", Topic.objects.first())


@pytest.mark.django_db(transaction=True)
def test_an_event_is_gone_with_its_transaction():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.append("topic.changed", Topic.objects.first())
        1 / 0  # noqa: B018
    assert not Event.objects.exists()


def test_a_consumer_gets_each_event_once_in_order():
    append(5)
    consumer = Collector()
    assert follow.follow(consumer) == 5
    assert follow.follow(consumer) == 0
    assert consumer.seen == [0, 1, 2, 3, 4]


def test_the_cursor_survives_the_process():
    append(2)
    follow.follow(Collector())
    later = Collector()
    append(1)
    follow.follow(later)
    assert later.seen == [0]
    assert Cursor.objects.get(consumer="collector").position == Event.objects.latest("id").id


def test_a_failing_event_stops_no_other_and_is_kept():
    append(4)
    consumer = Collector(2)
    assert follow.follow(consumer) == 4
    assert consumer.seen == [0, 1, 3]
    letter = DeadLetter.objects.get()
    assert (letter.event.data["n"], letter.attempts) == (2, 1)
    assert "cannot handle" in letter.error


def test_a_dead_letter_is_tried_again_until_it_works():
    append(2)
    consumer = Collector(1)
    follow.follow(consumer)
    assert follow.retry_dead_letters(consumer) == 0
    assert DeadLetter.objects.get().attempts == 2
    consumer.bad.clear()
    assert follow.retry_dead_letters(consumer) == 1
    assert consumer.seen == [0, 1]
    assert DeadLetter.objects.get().resolved_at is not None
    assert follow.retry_dead_letters(consumer) == 0


def test_a_failing_due_source_does_not_keep_the_others_from_their_time(monkeypatch):
    ran = []
    monkeypatch.setattr(registry, "_due", {})

    def broken() -> int:
        raise RuntimeError("broken")

    registry.register_due("a", broken)
    registry.register_due("b", lambda: ran.append("b") or 3)
    assert follow.run_due() == 3
    assert ran == ["b"]


def test_a_consumer_that_cannot_keep_its_place_moves_nothing():
    append(2)

    class Lost(Collector):
        def advance(self, event_id):
            raise RuntimeError("disk is gone")

    assert follow.follow(Lost()) == 0
    assert follow.follow(Collector()) == 2


def seal_all() -> None:
    sealer = audit.Sealer()
    while follow.follow(sealer):
        pass


def test_the_chain_seals_every_event_in_order():
    append(3)
    seal_all()
    append(2)
    seal_all()
    assert list(Seal.objects.values_list("event_id", flat=True)) == list(Event.objects.values_list("id", flat=True))
    assert audit.verify() == []


def test_sealing_twice_changes_nothing():
    append(3)
    seal_all()
    before = list(Seal.objects.values_list("hash", flat=True))
    audit.Sealer().consume(list(Event.objects.all()))
    assert list(Seal.objects.values_list("hash", flat=True)) == before


@pytest.mark.parametrize("change", [{"data": {"n": 9}}, {"kind": "other"}, {"target_id": 77}])
def test_an_event_changed_after_sealing_is_found(change):
    middle = append(3)[1]
    seal_all()
    Event.objects.filter(pk=middle.pk).update(**change)
    problems = audit.verify()
    assert len(problems) == 1
    assert str(middle.pk) in problems[0]


def test_a_link_taken_out_is_found():
    middle = append(3)[1]
    seal_all()
    Seal.objects.filter(event=middle).delete()
    assert any(str(middle.pk) in problem for problem in audit.verify())


def test_the_command_tells_and_fails():
    event = append(2)[0]
    seal_all()
    out = io.StringIO()
    call_command("verify_audit", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"sealed": 2, "problems": []}
    Event.objects.filter(pk=event.pk).update(kind="other")
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=io.StringIO())


def test_follow_journal_once_reaches_the_end():
    append(3)
    call_command("follow_journal", "--once")
    assert Seal.objects.count() == 3

"""The index follows the journal: events, replays, a lost index, an unavailable one."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cms.indexing import consumer as consumer_module
from cms.indexing import documents
from cms.indexing.consumer import NOWHERE, IndexingConsumer
from cms.indexing.feeding import apply, fill, journal_end
from cms.journal.events import append
from cms.journal.follow import follow, retry_dead_letters
from cms.journal.models import Cursor, DeadLetter, Event
from cms.journal.registry import consumers
from cms.library import actions, due
from cms.library.models import LanguageVariant, Material, Publication
from cms.taxonomy.models import Agency, Language, Procedure, Province
from search import engines
from search.engines.embedded.store import FILE_NAME
from search.query import Query

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def consumer() -> IndexingConsumer:
    return IndexingConsumer()


def catch_up(consumer: IndexingConsumer) -> None:
    while follow(consumer):
        pass


def found(words: str, **filters: str) -> list[str]:
    """The public ids of what a search finds, best first."""
    results = engines.get().search(Query(words, {name: (value,) for name, value in filters.items()}))
    return [hit.public_id for hit in results.hits]


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(put, consumer, reviewer):
    variant = put(title="Đăng ký khai sinh")
    catch_up(consumer)
    assert found("dang ky khai sinh") == [variant.material.public_id]
    row = actions.withdraw(variant, reason="Sai.", actor=reviewer)
    catch_up(consumer)
    assert found("khai sinh") == []
    actions.undo_withdrawal(row, actor=reviewer)
    catch_up(consumer)
    assert found("khai sinh") == [variant.material.public_id]


def test_a_withdrawn_material_leaves_in_all_its_languages(put, consumer, reviewer):
    variant = put(title="Khai sinh")
    put(language="km", material=variant.material, title="សំបុត្រ")
    catch_up(consumer)
    assert engines.get().count() == 2
    actions.withdraw(variant.material, reason="Sai.", actor=reviewer)
    catch_up(consumer)
    assert engines.get().count() == 0


def test_drafts_and_embargoed_editions_are_not_in_the_index(put, consumer):
    put(title="Bản nháp mật", publish=False)
    put(title="Ngày mai mới nói", public_from=timezone.now() + timedelta(days=1))
    catch_up(consumer)
    assert engines.get().count() == 0
    Publication.objects.update(public_from=timezone.now() - timedelta(seconds=1))
    due.run()
    catch_up(consumer)
    assert len(found("ngay mai moi noi")) == 1
    assert found("ban nhap mat") == []


def test_rights_that_end_by_the_clock_end_in_the_index(put, consumer):
    put(title="Khai sinh")
    catch_up(consumer)
    due.run()
    today = timezone.localdate()
    Material.objects.update(valid_from=today - timedelta(days=5), valid_to=today - timedelta(days=1))
    Cursor.objects.filter(consumer=due.RIGHTS).update(position=(today - timedelta(days=1)).toordinal())
    assert due.run() == 1
    catch_up(consumer)
    assert found("khai sinh") == []


def test_a_second_edition_replaces_the_words_of_the_first(put, consumer, editor, reviewer):
    variant = put(title="Cấp thẻ bảo hiểm")
    catch_up(consumer)
    draft = variant.get_latest_revision_as_object()
    draft.title = "Đổi giấy phép lái xe"
    actions.save_draft(draft, actor=editor)
    actions.submit(variant, actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
    actions.promote_pending()
    catch_up(consumer)
    assert found("giay phep lai xe") == [variant.material.public_id]
    assert found('"the bao hiem"') == []


def test_replays_and_any_order_of_events_end_in_the_truth(put, consumer, reviewer):
    kept, gone = put(title="Giữ khai sinh"), put(title="Bỏ khai sinh")
    row = actions.withdraw(gone, reason="Sai.", actor=reviewer)
    actions.undo_withdrawal(row, actor=reviewer)
    actions.withdraw(gone, reason="Vẫn sai.", actor=reviewer)
    events = list(Event.objects.order_by("id"))
    order = random.Random(1588)
    for _ in range(5):
        order.shuffle(events)
        for event in events:
            consumer.consume([event])
            assert gone.material.public_id not in found("khai sinh")
    consumer.consume(events)
    assert found("khai sinh") == [kept.material.public_id]


def test_an_old_event_that_comes_late_does_not_bring_back_an_old_state(put, reviewer):
    variant = put(title="Khai sinh")
    engine = engines.get()
    before = list(Event.objects.order_by("id"))
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    apply(engine, list(Event.objects.order_by("id")))
    position = engine.position()
    apply(engine, before)
    assert found("khai sinh") == []
    assert engine.position() == position


def test_a_renamed_term_reindexes_what_carries_it(put, consumer, editor):
    variant = put(title="Tin", provinces=("08",), language="km")
    procedure = Procedure.objects.create(code="1.004222", name="Thường trú")
    variant.material.procedures.add(procedure)
    variant.material.save()
    catch_up(consumer)
    for row, field, value in (
        (Province.objects.get(code="08"), "former_names", "Hà Giang;Xứ Tuyên"),
        (Agency.objects.get(code="G06"), "name", "Bộ Chuyển đổi số"),
        (Language.objects.get(code="km"), "name", "Khơ-me Nam Bộ"),
        (procedure, "code", "1.009999"),
    ):
        setattr(row, field, value)
        with transaction.atomic():
            row.save()
            append(f"{row._meta.model_name}.changed", row, actor=editor)
    catch_up(consumer)
    wanted = [variant.material.public_id]
    for words in ("xu tuyen", "bo chuyen doi so", "kho me nam bo", "1.009999"):
        assert found(words) == wanted, words


def test_the_index_knows_how_far_it_has_come(put, consumer):
    assert consumer.position() == 0
    put()
    catch_up(consumer)
    assert consumer.position() == engines.get().position() == journal_end()
    assert follow(consumer) == 0


def test_drafting_moves_the_position_without_documents(put, consumer):
    put(publish=False)
    catch_up(consumer)
    assert engines.get().position() == journal_end()
    assert engines.get().count() == 0


@pytest.mark.parametrize("damage", ["deleted", "overwritten"])
def test_a_lost_index_is_filled_again_by_itself(put, consumer, settings, damage):
    first, second = put(title="Khai sinh một"), put(title="Khai sinh hai")
    catch_up(consumer)
    path = settings.KHO_SEARCH_DIR / FILE_NAME
    engines.get().close()
    if damage == "deleted":
        for each in settings.KHO_SEARCH_DIR.iterdir():
            each.unlink()
    else:
        path.write_bytes(b"no database" * 1000)
    assert consumer.position() == 0
    catch_up(consumer)
    assert set(found("khai sinh")) == {first.material.public_id, second.material.public_id}
    assert engines.get().position() == journal_end()


def test_a_new_index_is_filled_in_one_go_not_event_by_event(put, consumer):
    for number in range(3):
        put(title=f"Khai sinh {number}")
    first = list(Event.objects.order_by("id")[:1])
    consumer.consume(first)
    consumer.advance(first[-1].id)
    assert engines.get().count() == 3
    assert consumer.position() == journal_end()


def test_a_fill_that_was_cut_off_leaves_nothing_that_was_withdrawn_since(put, reviewer):
    variant = put(title="Khai sinh")
    engine = engines.get()
    fill(engine)
    engine.set_position(0)  # as if the last batch had never been written
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    fill(engine)
    assert engine.count() == 0


def test_an_index_that_was_lost_is_not_moved_on_unfilled(put, consumer):
    put(title="Khai sinh")
    catch_up(consumer)
    engines.get().clear()
    consumer.advance(journal_end() + 5)
    assert engines.get().position() == 0
    catch_up(consumer)
    assert len(found("khai sinh")) == 1


def test_an_unavailable_index_waits_without_dead_letters(put, consumer, settings, tmp_path, monkeypatch, caplog):
    put(title="Khai sinh")
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    settings.KHO_SEARCH_DIR = blocked / "search"
    assert consumer.position() == NOWHERE
    assert follow(consumer) == 0
    consumer.advance(5)
    monkeypatch.setattr(consumer_module, "PAUSE", 0.0)
    fresh = IndexingConsumer()
    fresh.consume(list(Event.objects.all()))
    assert not DeadLetter.objects.exists()
    assert "not available" in caplog.text
    settings.KHO_SEARCH_DIR = tmp_path / "search"
    catch_up(fresh)
    assert len(found("khai sinh")) == 1


def test_one_variant_that_cannot_be_read_stops_no_other(put, consumer, monkeypatch):
    catch_up(consumer)
    bad, good = put(title="Hỏng khai sinh"), put(title="Tốt khai sinh")
    engines.get().set_position(1)  # not new: event by event
    whole = documents.body

    def body(edition):
        if edition.title.startswith("Hỏng"):
            raise ValueError("broken text")
        return whole(edition)

    monkeypatch.setattr(documents, "body", body)
    catch_up(consumer)
    assert found("khai sinh") == [good.material.public_id]
    letters = DeadLetter.objects.filter(consumer="indexing", resolved_at__isnull=True)
    assert letters.exists()
    monkeypatch.setattr(documents, "body", whole)
    assert retry_dead_letters(consumer) == letters.model.objects.count()
    assert set(found("khai sinh")) == {bad.material.public_id, good.material.public_id}
    assert engines.get().position() == journal_end()


def test_the_consumers_are_connected():
    assert {"audit", "feeds", "indexing"} <= {each.name for each in consumers()}

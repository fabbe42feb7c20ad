"""Which slot takes which lanes."""

import pytest

from media_pipeline import supervise
from media_pipeline.models.build import LANES
from media_pipeline.recipes import base


@pytest.mark.parametrize("slots", [2, 3, 8])
def test_one_of_several_slots_never_takes_a_film(slots):
    lanes = supervise.lanes_of(slots)
    assert len(lanes) == slots
    assert lanes[-1] == ("audio", "image", "document")
    assert all(each == LANES for each in lanes[:-1])


def test_a_single_slot_takes_everything():
    assert supervise.lanes_of(1) == [LANES]


def test_slots_for_films_only_are_all_for_films():
    assert supervise.lanes_of(2, ("video",)) == [("video",), ("video",)]


def test_there_is_always_a_light_slot_by_default():
    assert supervise.default_slots() >= 2


def test_recipes_and_tables_know_the_same_lanes():
    assert base.LANES == LANES

"""Axes and marks of timelines: whatever the moments are, nothing lies over anything."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.timelines import axis
from claims.timelines.axis import SLOT, STACK, TICKS, WIDTH, Period

LETTER = 6.4  # the width of a letter of a label, generously
moments = st.timedeltas(timedelta(0), timedelta(days=365 * 150)).map(
    lambda since: datetime(1950, 1, 1, tzinfo=UTC) + since
)
lengths = st.timedeltas(timedelta(minutes=20), timedelta(days=365 * 40))


def labels(start, length):
    return [tick.label for tick in axis.ticks(Period(start, start + length))]


@given(start=moments, length=lengths)
def test_labels_of_an_axis_never_overlap_nor_leave_it(start, length):
    found = axis.ticks(Period(start, start + length))
    edges = []
    for tick in found:
        wide = len(tick.label) * LETTER
        left = {"start": 0, "middle": wide / 2, "end": wide}[tick.anchor]
        edges += [tick.x - left, tick.x - left + wide]

    assert 1 <= len(found) <= TICKS
    assert edges == sorted(edges)
    assert edges[0] >= -1
    assert edges[-1] <= WIDTH + 1


@given(columns=st.lists(st.integers(0, axis.SLOTS - 1), max_size=400))
def test_marks_never_overlap_and_each_is_held_once(columns):
    found = axis.spots(columns)

    assert sorted(number for spot in found for number in spot.held) == list(range(len(columns)))
    assert len({(spot.x, spot.y) for spot in found}) == len(found)
    assert all(spot.level < STACK and spot.x + SLOT <= WIDTH for spot in found)
    assert all(columns[number] == spot.column for spot in found for number in spot.held)


@given(found=st.lists(moments, min_size=1, max_size=20))
def test_the_period_around_moments_holds_them_in_slots(found):
    period = axis.around(found)

    assert period is not None
    assert all(at in period and 0 <= axis.column(period, at) < axis.SLOTS for at in found)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(hours=3), ["1 Mar 09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]),
        (timedelta(days=4), ["2 Mar 2025", "3 Mar", "4 Mar", "5 Mar"]),
        (timedelta(days=270), ["May 2025", "Jul", "Sep", "Nov"]),
        (timedelta(days=365 * 6), ["2026", "2027", "2028", "2029", "2030", "2031"]),
    ],
)
def test_ticks_stand_at_round_moments(length, expected):
    found = labels(datetime(2025, 3, 1, 9, tzinfo=UTC), length)

    assert found[: len(expected)] == expected


def test_a_month_goes_on_with_the_next_month_and_days_with_as_many_days():
    march = axis.month(datetime(2025, 3, 9, tzinfo=UTC))
    week = axis.week(datetime(2025, 3, 9, tzinfo=UTC))

    assert march.moved(1) == axis.month(datetime(2025, 4, 1, tzinfo=UTC))
    assert march.moved(-3) == axis.month(datetime(2024, 12, 1, tzinfo=UTC))
    assert week.start == datetime(2025, 3, 3, tzinfo=UTC)
    assert week.moved(1).start == datetime(2025, 3, 10, tzinfo=UTC)


def test_the_densest_period_is_the_one_with_most_moments():
    found = [datetime(2025, month, 5, tzinfo=UTC) for month in (1, 3, 3, 7)]

    assert axis.densest(found, axis.month).start == datetime(2025, 3, 1, tzinfo=UTC)

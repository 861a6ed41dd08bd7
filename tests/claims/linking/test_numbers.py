import pytest

from claims.linking.numbers import clash


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("a repair priced at 2.1 million crowns", "a repair costing 1.2 million crowns"),
        ("the truce lasts 30 days", "the truce lasts sixty-one, that is 61 days"),
        ("it cost $5 million", "it cost $7m"),
        ("the record of 2016", "the record of 2019"),
        ("12 per cent said no", "40% said no"),
        ("twenty-five ships", "fifty ships"),
    ],
)
def test_numbers_of_one_unit_that_are_far_apart_clash(a, b):
    assert "the numbers differ" in clash(a, b)
    assert bool(clash(b, a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("the call lasted 2.5 hours", "a call of 2.4 hours"),
        ("thirty-day truce", "a 30-day truce"),
        ("38 of the 96 hangers were rotten", "38 of 96 hangers were rotten"),
        ("warnings in 2019 and 2022", "a warning in 2022"),
        ("2,100,000 crowns", "2.1 million crowns"),
        ("4 ships and 120 jobs", "nine men"),
        ("no number here", "30 days"),
        ("fourteen bridges", "14 bridges"),
        ("four and a half per cent", "4.5 per cent"),
        ("two and a half million crowns", "2.5 million crowns"),
        ("one hundred and twenty-five ships", "125 ships"),
        ("two thousand three hundred crowns", "2,300 crowns"),
        ("one of the ships", "five ships"),
    ],
)
def test_near_numbers_and_other_units_do_not(a, b):
    assert clash(a, b) == ""

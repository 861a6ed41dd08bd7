"""The language of search: what it takes, where it points when it does not, and the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.querying import All, Any, Match, Not, NotUnderstood, parse, with_match, without, written
from claims.querying.fields import FIELDS
from claims.querying.types import Days

EXAMPLE = (
    "speaker:putin source:tass kind:anonymous type:direct polarity:denied certainty:conditional "
    'outlet:"Pravda.ru" story:12 chain:relay said:2025-03 published:>2025-01-01 '
    'review:unreviewed cue:acknowledged "30-day ceasefire" -sanctions'
)
NAMES = " ".join(f"{name}:" for name in FIELDS)
SIGNS = 'OR - ( ) " , “ ” none >1 é // a x: 30-day'
WHOLE = "kind:anonymous published:2025.. similar:4"
PIECES = st.sampled_from([" ", *f"{NAMES} {SIGNS} {WHOLE}".split(" ")])


def read(text):
    return parse(text).part


def test_every_condition_of_the_issue_is_understood():
    part = read(EXAMPLE)
    assert " ".join(one.field for one in part.parts[:-1]) == (
        "speaker source kind type polarity certainty outlet story chain said published review cue "
    )
    assert part.parts[-1] == Not(Match("", "sanctions", False, len(EXAMPLE) - 9, len(EXAMPLE)))
    assert part.parts[7].value == 12
    assert (part.parts[9].value.first.isoformat(), part.parts[9].value.last.isoformat()) == (
        "2025-03-01",
        "2025-03-31",
    )


def test_or_binds_less_than_standing_beside():
    part = read("kind:anonymous ceasefire OR (truce -talks)")
    assert isinstance(part, Any)
    assert [type(one) for one in part.parts] == [All, All]


def test_commas_give_one_of_several_values():
    assert [one.value for one in read('outlet:tass,"Pravda.ru"').parts] == ["tass", "Pravda.ru"]


@pytest.mark.parametrize("text", ["http://example.org", "10:30", "3-2", "it's", "a,b", "or", "- x"])
def test_what_is_no_field_is_words(text):
    parts = read(text).parts if " " in text else [read(text)]
    assert [one.field for one in parts] == [""] * len(parts)


def test_curly_marks_are_marks():
    assert read("“30-day ceasefire”").is_phrase


def test_days_reach_from_their_first_to_their_last():
    def days(text):
        found = read(f"published:{text}").value
        return tuple(one.isoformat() if one else None for one in (found.first, found.last))

    assert days("2024-02") == ("2024-02-01", "2024-02-29")
    assert days(">2025") == ("2026-01-01", None)
    assert days("<2025-03-07") == (None, "2025-03-06")
    assert days("2025-01..2025-03-07") == ("2025-01-01", "2025-03-07")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a typ:direct", "typ:", "Did you mean type:?"),
        ("type:spoken", "spoken", "it takes direct, mixed, indirect"),
        ('say "it', '"it', "never closed"),
        ("(a", "(a", "never closed"),
        ("a)", ")", "never opened"),
        ("a ()", ")", "nothing between"),
        ("OR b", "OR", "between two terms"),
        ("speaker: putin", "speaker:", "without a space"),
        ("said:2025-02-30", "2025-02-30", "in the calendar"),
        ("published:2025-03..2025-01", "2025-03..2025-01", "is before"),
        ("story:9223372036854775808", "9223372036854775808", "a number"),
        ("story:²", "²", "a number"),
        ("depth:many", "many", "as 2, >1, or 1..3"),
        ("depth:<0", "<0", "no number between"),
        ("depth:3..2", "3..2", "no number between"),
        ("note:x", "note:", "In quotation marks it is words"),
        ('a ""', '""', "nothing between"),
        ("a OR similar:4", "similar:4", "outside of parentheses"),
        ("similar:4,5", "similar:4", "takes one number"),
        ("a\0b", "\0", "NUL"),
    ],
)
def test_an_error_points_at_the_place_and_says_what_would_do(text, place, words):
    with pytest.raises(NotUnderstood, match=words.replace("?", r"\?")) as caught:
        parse(text)
    assert text[caught.value.start : caught.value.end] == place


def test_the_statement_to_be_like_orders_and_is_no_condition():
    query = parse("kind:person similar:40")
    assert (query.similar_to, written(query.part)) == (40, "kind:person")


def test_a_condition_is_added_and_taken_out():
    query = parse("ceasefire OR truce")
    text = with_match(query, Match("kind", "anonymous"))
    assert text == "(ceasefire OR truce) kind:anonymous"
    assert without(parse(text), Match("kind", "anonymous")) == "ceasefire OR truce"


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_is_a_query_or_points_at_a_place(text):
    part, error = tried(text)
    if error:
        assert 0 <= error.start <= error.end <= len(text)
        assert str(error)
    else:
        assert meaning(read(written(part))) == meaning(part)


def tried(text):
    try:
        return read(text), None
    except NotUnderstood as error:
        return None, error


def meaning(part):
    """A part without the places and marks of its conditions."""
    match part:
        case Match():
            value = str(part.value).replace('"', " ") if isinstance(part.value, str) else part.value
            return (part.field, value)
        case Not(inner):
            return ("not", meaning(inner))
    return (type(part), *map(meaning, part.parts))


@pytest.mark.parametrize(
    "text", ["(" * 500, "-" * 900 + "a", "a OR " * 180, '"' * 999, "a" * 2_000]
)
def test_long_and_deep_ones_are_answered(text):
    part, error = tried(text)
    assert part is not None or str(error)


def test_each_example_of_the_table_is_understood():
    for field in FIELDS.values():
        for example in field.examples:
            assert f"{field.name}:" in example
            parse(example)


def test_an_open_range_has_one_side():
    assert read("said:..2025").value == Days(None, read("said:2025").value.last)

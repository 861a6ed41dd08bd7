"""What changed between two readings, and between two versions of a text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import TextSpan
from claims.linking import changes
from claims.linking.changes import Fate, Field, Told

TEXT = "The bridge will open on Monday and the old ferry will stop on Friday, said the mayor."


def told(content, **fields):
    start = TEXT.find(content)
    spans = (TextSpan(start, start + len(content)),) if start >= 0 else ()
    return Told(**{"content": content, "spans": spans, "speaker": "Ada Hill"} | fields)


MONDAY = told("The bridge will open on Monday")
FRIDAY = told("the old ferry will stop on Friday")


def in_one_text(before, after):
    return changes.between(before, after, of_one_text=True)


def in_two_texts(before, after):
    return changes.between(before, after, of_one_text=False)


def test_what_only_one_reading_has_appeared_or_vanished():
    found = in_one_text([MONDAY], [FRIDAY])

    assert (found.appeared, found.vanished) == ((FRIDAY,), (MONDAY,))
    assert (found.changed, found.same) == ((), 0)


@pytest.mark.parametrize("field", changes.PLAIN)
def test_each_thing_that_changed_is_named_with_both_words(field):
    before, after = (replace(MONDAY, **{field: words}) for words in ("this", "that"))

    (changed,) = in_one_text([before, FRIDAY], [FRIDAY, after]).changed

    assert [(c.field, c.before, c.after) for c in changed.changes] == [(field, "this", "that")]


def test_a_changed_content_shows_its_words():
    longer = told("The bridge will open on Monday and the old ferry")

    (changed,) = in_one_text([MONDAY], [longer]).changed
    (change,) = changed.changes

    assert change.field == Field.CONTENT
    assert change.gone == ()
    assert [span.of(change.after) for span in change.new] == ["and the old ferry"]


def test_a_statement_that_split_is_one_changed_and_one_appeared():
    whole = told("The bridge will open on Monday and the old ferry will stop on Friday")

    found = in_one_text([whole], [FRIDAY, MONDAY])

    assert [(c.before, c.after) for c in found.changed] == [(whole, FRIDAY)]
    assert found.appeared == (MONDAY,)
    assert found.vanished == ()


def test_of_two_on_the_same_words_each_finds_its_own():
    relayed = replace(MONDAY, speaker="Bo Lind", cue="quoted")

    found = in_one_text([MONDAY, relayed], [relayed, MONDAY])

    assert found.is_none
    assert found.same == 2


def test_a_statement_that_moved_is_the_same():
    moved = replace(MONDAY, spans=(TextSpan(500, 530),))

    assert in_two_texts([MONDAY, FRIDAY], [FRIDAY, moved]).is_none


def test_a_wording_that_changed_between_versions_is_told():
    later = Told(content="The bridge will open on Tuesday", speaker="Ada Hill")

    (changed,) = in_two_texts([MONDAY, FRIDAY], [later, FRIDAY]).changed
    (change,) = changed.changes

    assert [span.of(change.before) for span in change.gone] == ["Monday"]
    assert [span.of(change.after) for span in change.new] == ["Tuesday"]


def test_statements_with_little_but_small_words_in_common_are_two():
    a = Told(content="that it was to be on the table of the house")
    b = Told(content="that it was to be on the roof of the ship")

    assert not in_two_texts([a], [b]).changed


def test_commas_and_capitals_are_no_change():
    a, b = Told(content="The bridge, he said, opens"), Told(content="the bridge he said opens")

    assert in_two_texts([a], [b]).is_none


WORDS = st.sampled_from(
    ["the", "bridge", "mayor", "opens", "closes", "not", "Monday", "of", "30", "it"]
)
TOLDS = st.lists(
    st.builds(
        lambda words, start, speaker, cue: Told(
            content=" ".join(words),
            spans=(TextSpan(start, start + len(" ".join(words)) + 1),),
            speaker=speaker,
            cue=cue,
        ),
        st.lists(WORDS, min_size=0, max_size=6),
        st.integers(0, 40),
        st.sampled_from(["", "Ada", "Bo"]),
        st.sampled_from(["said", "told"]),
    ),
    max_size=7,
)


@given(TOLDS, st.booleans(), st.randoms())
def test_a_reading_beside_itself_in_any_order_has_no_change(side, of_one_text, random):
    shuffled = random.sample(side, len(side))

    found = changes.between(side, shuffled, of_one_text=of_one_text)

    assert found.is_none
    assert found.same == len(side)


@given(TOLDS, TOLDS, st.booleans())
def test_swapping_the_sides_swaps_what_appeared_and_vanished(a, b, of_one_text):
    there = changes.between(a, b, of_one_text=of_one_text)
    back = changes.between(b, a, of_one_text=of_one_text)

    assert (there.appeared, there.vanished) == (back.vanished, back.appeared)
    assert sorted(there.pairs) == sorted((y, x) for x, y in back.pairs)


@given(TOLDS, TOLDS, st.booleans())
def test_each_statement_is_accounted_for_once(a, b, of_one_text):
    a = [replace(one, key=i) for i, one in enumerate(a)]
    b = [replace(one, key=i) for i, one in enumerate(b)]

    found = changes.between(a, b, of_one_text=of_one_text)

    assert sorted([*found.vanished, *(x for x, _ in found.pairs)]) == sorted(a)
    assert sorted([*found.appeared, *(y for _, y in found.pairs)]) == sorted(b)
    assert {c.after.key for c in found.changed} <= {y.key for _, y in found.pairs}


def shown(before, after):
    return [
        (p.fate, [(piece.fate, piece.text) for piece in p.pieces])
        for p in changes.passages(before, after)
    ]


def test_paragraphs_are_kept_changed_new_or_gone():
    before = "Bridge to open\n\nIt opens on Monday, he said.\n\nThe ferry stops."
    after = "Bridge to open\n\nIt opens on Tuesday, he said.\n\nNobody answered calls."

    assert shown(before, after) == [
        (Fate.KEPT, [(Fate.KEPT, "Bridge to open")]),
        (
            Fate.CHANGED,
            [
                (Fate.KEPT, "It opens on "),
                (Fate.GONE, "Monday"),
                (Fate.NEW, "Tuesday"),
                (Fate.KEPT, ", he said."),
            ],
        ),
        (Fate.NEW, [(Fate.NEW, "Nobody answered calls.")]),
        (Fate.GONE, [(Fate.GONE, "The ferry stops.")]),
    ]


def test_a_paragraph_of_thousands_of_words_is_compared_too():
    before = " ".join(f"word{i % 700} the" for i in range(3000))

    (passage,) = changes.passages(before, before.replace("word9 ", "other "))

    assert passage.fate == Fate.CHANGED
    assert {p.text for p in passage.pieces if p.fate == Fate.NEW} == {"other "}


TEXTS = st.lists(
    st.lists(
        st.sampled_from(["It", "opens", "on", "Monday,", "no.", "“yes”", "  x"]), max_size=9
    ).map(" ".join),
    max_size=6,
).map("\n".join)


@given(TEXTS, TEXTS)
def test_what_is_kept_and_new_is_the_later_text_and_what_is_kept_and_gone_the_earlier(a, b):
    found = changes.passages(a, b)

    for text, left_out in ((a, Fate.NEW), (b, Fate.GONE)):
        pieces = (
            " ".join(p.text for p in passage.pieces if p.fate != left_out) for passage in found
        )
        assert "".join(" ".join(pieces).split()) == "".join(text.split())
    assert all(p.fate in {Fate.KEPT} for p in changes.passages(a, a))

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.nlp.quotation_marks import quotations

MARKS = "“”„\"'‘’«»`´ \n,.ab"


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“One,” she said. “Two.”", ["One,", "Two."]),
        ('She said: "One."', ["One."]),
        ('"Putin called me,” Trump said. "I told him.”', ["Putin called me,", "I told him."]),
        ("„Eins“, sagte er.", ["Eins"]),
        ("« Un », dit-il, «deux».", ["deux"]),
        ("``One,'' she said.", ["One,"]),
        ("''One,'' she said.", ["One,"]),
        ("‘One,’ she said; it’s the workers’ union.", ["One,"]),
        ("'One,' she said; it's the workers' union.", ["One,"]),
        ("“He said ‘one’ twice,” she said.", ["He said ‘one’ twice,"]),
        ("It's 5'10\" tall, and '90s music isn't.", []),
        ("“One.\n\n“Two.”", ["One.", "Two."]),
        ("“Never closed, she said.", ["Never closed, she said."]),
        ("A closer” alone.", []),
        ("“”", []),
    ],
)
def test_any_opener_goes_with_any_closer_inside_a_paragraph(text, inner):
    assert [quotation.inner.of(text) for quotation in quotations(text)] == inner


def test_a_quotation_says_whether_it_was_closed():
    assert [q.is_closed for q in quotations("“One.\n\n“Two.”")] == [False, True]


@given(st.text(MARKS, max_size=80))
def test_quotations_never_raise_overlap_or_cross_a_paragraph(text):
    found = quotations(text)

    assert all("\n" not in quotation.span.of(text) for quotation in found)
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))
    assert all(q.span.start < q.inner.start and q.inner.end <= q.span.end for q in found)

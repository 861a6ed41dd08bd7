from hypothesis import given
from hypothesis import strategies as st

from articles.text import TextSpan
from claims.nlp.spans import joined, overlaps, shared, size, trimmed, without, worded

spans = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(
    lambda pair: TextSpan(pair[0], pair[0] + pair[1])
)


@given(spans, st.lists(spans, max_size=4))
def test_without_keeps_every_character_outside_the_holes_and_no_other(outer, holes):
    kept = without(outer, *holes)

    inside = set(range(outer.start, outer.end))
    cut = {at for hole in holes for at in range(hole.start, hole.end)}
    assert [at for span in kept for at in range(span.start, span.end)] == sorted(inside - cut)


@given(spans, spans)
def test_spans_share_characters_exactly_when_they_overlap(one, other):
    assert (shared([one], [other]) > 0) == overlaps(one, other)
    assert size([joined([one, other])]) >= max(size([one]), size([other]))


@given(st.text(max_size=30), st.data())
def test_trimming_never_leaves_the_span(text, data):
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start + 1, max(start + 1, len(text))))
    span = TextSpan(start, end)
    kept = trimmed(TextSpan(start, min(end, len(text))), text) if start < len(text) else None

    assert kept is None or span.start <= kept.start < kept.end <= span.end


def test_trimming_drops_space_and_the_closing_stop_but_no_quotation_mark():
    text = " , “We will win.” and leave. "

    kept = trimmed(TextSpan(0, len(text)), text)

    assert kept is not None
    assert kept.of(text) == "“We will win.” and leave"
    assert worded([TextSpan(0, 3)], text) == ()

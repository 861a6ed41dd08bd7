from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import TextSpan
from claims.annotation import Layer
from claims.templatetags.highlight import html

ELEMENTS = {"mark", "span", "a"}


class Read(HTMLParser):
    def __init__(self, made):
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.open = "", [], []
        self.feed(made)
        self.close()

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@st.composite
def layered(draw):
    text = draw(st.text(min_size=1, max_size=60).map(lambda t: t.replace("\r", "\n")))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(
        lambda pair: pair[0] != pair[1]
    )
    layers = [
        Layer(TextSpan(min(pair), max(pair)), tag, name, number)
        for pair, (tag, name), number in draw(
            st.lists(
                st.tuples(
                    spans,
                    st.sampled_from([("mark", "said"), ("span", "cue"), ("span", "source")]),
                    st.none() | st.integers(1, 9),
                ),
                max_size=6,
            )
        )
    ]
    window = draw(spans)
    return text, TextSpan(min(window), max(window)), layers


@given(layered())
def test_the_text_comes_out_as_it_went_in_and_elements_nest(case):
    text, window, layers = case

    read = Read(html(text, window, layers))

    assert read.text == window.of(text)
    assert read.open == []
    assert {tag for tag, _ in read.tags} <= ELEMENTS


@given(layered())
def test_every_character_lies_in_the_marks_that_cover_it(case):
    text, window, layers = case
    marks = [layer.span for layer in layers if layer.tag == "mark"]

    class Marked(Read):
        def __init__(self, made):
            self.marked = []
            super().__init__(made)

        def handle_data(self, data):
            self.marked += ["mark" in self.open] * len(data)

    expected = [
        any(span.start <= place < span.end for span in marks)
        for place in range(window.start, window.end)
    ]
    assert Marked(html(text, window, layers)).marked == expected


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "a & b &lt;", "'"]
)
def test_markup_in_a_text_stays_text(text):
    made = html(text, TextSpan(0, len(text)), [Layer(TextSpan(0, 1), "mark", "said", number=1)])

    assert Read(made).text == text
    assert [tag for tag, _ in Read(made).tags] == ["a", "mark"]


def test_a_number_links_to_the_list_once():
    layers = [Layer(TextSpan(4, 9), "mark", "said", number=3)]

    made = html("One, two, three", TextSpan(0, 15), layers)

    assert made == (
        'One,<a class="number" id="s3" href="#n3" data-number="3" aria-label="Statement 3"></a>'
        '<mark class="said"> two,</mark> three'
    )


def test_overlap_is_named():
    layers = [Layer(TextSpan(0, 6), "mark", "said"), Layer(TextSpan(3, 9), "mark", "said")]

    assert html("abcdefghi", TextSpan(0, 9), layers) == (
        '<mark class="said">abc</mark><mark class="said overlap">def</mark>'
        '<mark class="said">ghi</mark>'
    )

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import paragraphs
from articles.zoning import ZoneKind, kind_at, zones

ARTICLE = """Harbour Talks Are Called Off

By Ada Wolff

No time to read?
Get a summary

The harbour company called off talks with the crews on Monday, an hour before they were to begin.

What Comes Next for the Crews

“We will wait,” said the union's leader, who had come to the harbour with forty colleagues.

Previous Article

How Spain's new buses work

Lena Markova: Thoughts on love, gardens and growing old

Leave a reply
"""


def kinds(text: str) -> list[tuple[str, ZoneKind]]:
    return [(zone.span.of(text).split("\n")[0], zone.kind) for zone in zones(text)]


def test_headlines_byline_body_and_the_site_lie_apart():
    assert kinds(ARTICLE) == [
        ("Harbour Talks Are Called Off", ZoneKind.HEADLINE),
        ("By Ada Wolff", ZoneKind.BYLINE),
        ("No time to read?", ZoneKind.BOILERPLATE),
        (
            "The harbour company called off talks with the crews on Monday, "
            "an hour before they were to begin.",
            ZoneKind.BODY,
        ),
        ("What Comes Next for the Crews", ZoneKind.HEADLINE),
        (
            "“We will wait,” said the union's leader, who had come to the harbour "
            "with forty colleagues.",
            ZoneKind.BODY,
        ),
        ("Previous Article", ZoneKind.BOILERPLATE),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Subscribe to our newsletter and say goodbye to boring mornings!", ZoneKind.BOILERPLATE),
        ("Read more: Why doctors say you should sleep in socks", ZoneKind.BOILERPLATE),
        ("3 thoughts on “The dam was closed”", ZoneKind.BOILERPLATE),
        ("Photo: Ada Wolff", ZoneKind.BOILERPLATE),
        ("Ada Wolff contributed to this report.", ZoneKind.BYLINE),
        ("(Reporting by Ada Wolff; Editing by Bo Park)", ZoneKind.BYLINE),
        ("Published on Monday, the report says that the dam is safe.", ZoneKind.BODY),
        ("Follow-up talks are planned for May.", ZoneKind.BODY),
        ("“We will wait.”", ZoneKind.BODY),
        ("Q: Will the dam be closed?", ZoneKind.BODY),
    ],
)
def test_a_line_of_the_site_is_told_from_a_sentence(line, kind):
    text = f"The dam was closed for the night on Tuesday, after three days of rain.\n\n{line}\n"

    assert kind_at(text.index(line), zones(text)) is kind


def test_a_repeated_headline_is_a_headline_once_more():
    text = (
        "Dam Closed for the Night\n\nMarngazette\n\nDam Closed for the Night\n\n"
        "The dam was closed for the night on Tuesday, after three days of rain.\n"
    )

    assert [kind for _, kind in kinds(text)] == [
        ZoneKind.HEADLINE,
        ZoneKind.BYLINE,
        ZoneKind.HEADLINE,
        ZoneKind.BODY,
    ]


@given(st.lists(st.sampled_from([*ARTICLE.split("\n"), "", "“", "x", "🙂 :"]), max_size=12))
def test_every_line_lies_in_one_zone(lines):
    text = "\n".join(lines)
    held = zones(text)

    for line in paragraphs(text):
        assert sum(z.span.start <= line.start and line.end <= z.span.end for z in held) == 1
    assert list(held) == sorted(held)

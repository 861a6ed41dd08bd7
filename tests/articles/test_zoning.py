import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import TextSpan, paragraphs
from articles.zoning import Zone, ZoneKind, headline, kind_at, summary, zones

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bridge closed\n\nThe bridge was closed.", ["Bridge closed"]),
        ("Bridge closed\nBy Ann Lee\n\nThe bridge was closed.", ["Bridge closed"]),
        ("Why the Bridge Was Closed.\n\nIt was unsafe.", ["Why the Bridge Was Closed."]),
        ("Bridge is closed.\n\nLOME (MW) — The bridge was closed.", ["Bridge is closed."]),
        ("Subscribe now\nBridge closed\n\nIt was unsafe.", ["Bridge closed"]),
        ("Dam Is Shut\n\nIt was unsafe.\n\nDam Is Shut\n\nIt rained.", ["Dam Is Shut"] * 2),
        ("The bridge was closed.\n\nIt was unsafe.", []),
        ("The bridge was closed on the\nnight of Tuesday\nafter rain.", []),
        ("HOST: Is the bridge late?\n\nLEE: It is late.", []),
        ("one\ntwo\nthree\nfour\nfive", []),
        ("", []),
    ],
)
def test_a_headline_stands_above_the_first_sentence(text, expected):
    assert [line.of(text) for line in headline(text, zones(text))] == expected


SENTENCE = "The dam was closed for the night on Tuesday, after three days of rain in the hills.\n\n"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Talks on the Ferries: Hope or Political Delay?", ZoneKind.HEADLINE),
        ("Q: Does Ada Wolff?", ZoneKind.BODY),
        ("Follow Ada Wolff on Twitter @adawolff.", ZoneKind.BOILERPLATE),
        ("On Twitter follow Ada Wolff @adawolff", ZoneKind.BOILERPLATE),
        ("Watch the full interview below:", ZoneKind.BOILERPLATE),
        ("Enter your email address:", ZoneKind.BOILERPLATE),
        ("This piece first appeared on Hill and Harbour.", ZoneKind.BOILERPLATE),
        ("h/t: The Marngazette", ZoneKind.BOILERPLATE),
        (".bio-text, .photo-bio {", ZoneKind.BOILERPLATE),
        ("font-size:15px;", ZoneKind.BOILERPLATE),
        ("© 2025 Marngazette. All rights reserved.", ZoneKind.BOILERPLATE),
        ("--additional reporting by Bo Park.", ZoneKind.BYLINE),
        ("Contributing: Bo Park.", ZoneKind.BYLINE),
        ("Follow the money, said the auditor, and the dam explains itself.", ZoneKind.BODY),
        ("Watch the river below the dam, the mayor told them.", ZoneKind.BODY),
        ("Contributing to the delay, she said, was the rain.", ZoneKind.BODY),
    ],
)
def test_lines_of_sites_are_told_from_the_body_between_two_sentences(line, kind):
    text = f"{SENTENCE}{line}\n\n{SENTENCE}"

    assert kind_at(text.index(line), zones(text)) is kind


def test_a_short_last_sentence_above_a_line_of_the_site_stays_in_the_body():
    text = f"{SENTENCE}It was too late.\n\nmarngazette news\n\nFollow us on the river\n"

    assert kind_at(text.index("It was"), zones(text)) is ZoneKind.BODY
    assert kind_at(text.index("marngazette"), zones(text)) is ZoneKind.BOILERPLATE


def test_a_call_to_a_channel_below_the_body_is_the_sites():
    text = f"{SENTENCE}Subscribe to Marngazette Telegram channel, Photos, RSS!\n"

    assert kinds(text)[-1][1] is ZoneKind.BOILERPLATE
    assert summary(text).notes == ("a call to subscribe or follow",)


BLOG = f"""Dam Closed for the Night

Marngazette

Dam Closed for the Night

{SENTENCE}
marngazette news

Reference

Dam Closed for the Night

One thought on “Dam Closed for the Night”

Leave a Reply

Your email address will not be published. Required fields are marked *
"""


def test_everything_below_a_blogs_last_sentence_is_the_sites():
    held = zones(BLOG)

    assert held[-1].kind is ZoneKind.BOILERPLATE
    assert held[-1].span.start == BLOG.index("marngazette news")


def test_a_summary_says_in_words_what_stands_around_the_body():
    told = summary(BLOG)

    assert told.lines == {
        ZoneKind.HEADLINE: 2,
        ZoneKind.BYLINE: 1,
        ZoneKind.BODY: 1,
        ZoneKind.BOILERPLATE: 6,
    }
    assert told.notes == (
        "headline repeated 2 times",
        "1 teaser of another article",
        "a comment form",
    )
    assert summary(ARTICLE).notes == (
        "2 teasers of other articles",
        "a comment form",
        "a call to subscribe or follow",
    )


def test_a_page_without_a_body_is_said_to_be_one():
    assert "no body" in summary("Subscribe now\n\nLeave a reply\n").notes[-1]
    assert summary("").lines == {}


def test_a_summary_goes_by_the_zones_that_a_person_gave():
    text = f"{SENTENCE}Subscribe now\n"
    body = [Zone(TextSpan(0, len(text) - 1), ZoneKind.BODY)]

    assert summary(text, body).notes == ()

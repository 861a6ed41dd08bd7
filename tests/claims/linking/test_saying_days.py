"""On which day something was said: only where the sentence of the verb says so."""

from datetime import date

import pytest

from articles.text import TextSpan
from claims.linking.saying_days import said_on

THURSDAY = date(2025, 3, 20)


def day(marked, published=THURSDAY):
    """Return the day of a marked sentence: «content», _cue_, ~source~."""
    spans, text = {}, ""
    for char in marked:
        if char in "«»_~":
            name = {"«": "content", "»": "content"}.get(char, char)
            spans.setdefault(name, []).append(len(text))
        else:
            text += char

    def found(name):
        ends = spans.get(name, [])
        return tuple(TextSpan(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True))

    return said_on(text, found("content"), found("_"), found("~"), published)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("~The mayor~ _said_ on Monday that «the bridge would open».", (2025, 3, 17)),
        ("~The mayor~ _said_ Monday «the bridge would open».", (2025, 3, 17)),
        ("“«It will open»,” ~the mayor~ _said_ in a statement late on Tuesday.", (2025, 3, 18)),
        ("“«It will open»,” _said_ ~Mr. Ferro, the mayor,~ on Wednesday evening.", (2025, 3, 19)),
        ("On Wednesday, ~the mayor~ _told_ reporters «it would open».", (2025, 3, 19)),
        ("Nobody knew. On Friday ~the mayor~ _said_ «it would open».", (2025, 3, 14)),
        ("~The mayor~ on Sunday _denied_ that «it would open».", (2025, 3, 16)),
        ("~The mayor~ _said_ yesterday «it would open on Saturday».", (2025, 3, 19)),
        ("“«It will open»,” ~the mayor~ _said_ this morning.", THURSDAY.timetuple()[:3]),
        ("~The mayor~ _said_ last Thursday that «it would open».", (2025, 3, 13)),
        ("~The mayor~ _said_ on Thursday that «it would open».", (2025, 3, 20)),
        ("~The mayor~ _said_ on 18 December «it would open».", (2024, 12, 18)),
        ("~The mayor~ _wrote_ in a letter dated 3 March 2025 that «it would open».", (2025, 3, 3)),
        ("~The mayor~ _said_ at a briefing on March 3, 2025, «it would open».", (2025, 3, 3)),
        ("_According to_ ~the mayor~, «it would open»; he had spoken on Monday.", None),
        ("~The mayor~ _said_ «the bridge would open on Friday».", None),
        ("~The mayor, who was elected on 3 March,~ _said_ «it would open».", None),
        ("~The mayor~, who was elected on 3 March, _said_ «it would open».", None),
        ("~The mayor~ _said_ after Monday's vote that «it would open».", None),
        ("~The mayor~ _said_ of the March 3 attack that «it was cowardly».", None),
        ("~The mayor~ _promised_ by Monday «to open it».", None),
        ("Since Monday ~the mayor~ has _said_ that «it would open».", None),
        ("~The mayor~ _says_ every Monday that «it will open».", None),
        ("~The mayor~ _said_ on Monday and again on Tuesday that «it would open».", None),
        ("The bridge fell on Monday. ~The mayor~ _said_ «it would open».", None),
        ("~The mayor~ _said_ on 30 April «it would open».", None),  # it is to come
        ("~The mayor~ _said_ on 30 February 2025 «it would open».", None),
        ("On Monday «it will open».", None),
    ],
)
def test_the_day_stands_by_the_verb(marked, expected):
    assert day(marked) == (date(*expected) if expected else None)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("~The mayor~ _said_ on Monday that «it would open».", None),
        ("~The mayor~ _said_ today that «it would open».", None),
        ("~The mayor~ _said_ on 3 March that «it would open».", None),
        ("~The mayor~ _said_ on 3 March 2025 that «it would open».", (2025, 3, 3)),
    ],
)
def test_without_a_date_of_publication_only_a_whole_date_counts(marked, expected):
    assert day(marked, None) == (date(*expected) if expected else None)


def test_a_day_of_another_line_is_no_day_of_this_one():
    assert day("Monday, 17 March 2025\n\n~The mayor~ _said_ «it would open».") is None

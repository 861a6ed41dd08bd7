"""Reading obeys the zones of a text: the program's, or those that a person gave."""

import pytest

from articles.text import TextSpan
from articles.zoning import Zone, ZoneKind
from claims.nlp import read

pytestmark = pytest.mark.model

OWN = "The dam was closed for the night on Tuesday, the mayor of the town said in a letter."
TEASER = "The harbour master said that the ferries would run again on Sunday morning."
TEXT = f"Dam Closed for the Night\n\n{OWN}\n\nNext Article\n\n{TEASER}\n"
QUIET = f"{OWN}\n\nSubscribe now: the mayor said that it costs nothing.\n\nLeave a Reply\n"


def said(text, zones=None):
    return [found.content[0].of(text) for found in read(text, zones).attributions]


def test_nothing_is_read_in_lines_of_the_site():
    assert said(QUIET) == [OWN.partition(", the mayor")[0]]


def test_a_persons_zones_are_obeyed():
    own = Zone(TextSpan(TEXT.index(OWN), TEXT.index(OWN) + len(OWN)), ZoneKind.BODY)
    rest = TextSpan(TEXT.index("Next"), len(TEXT) - 1)

    silent = said(TEXT, [own, Zone(rest, ZoneKind.BOILERPLATE)])
    told = said(TEXT, [own, Zone(rest, ZoneKind.BODY)])

    assert len(silent) == 1
    assert silent[0] in OWN
    assert any("ferries" in words for words in told)

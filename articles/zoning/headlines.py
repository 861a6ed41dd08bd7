"""The one finder of headlines: of the article, above its first paragraph, and of its parts.

The lines above the first paragraph are told by what they are not, sentences, and by what follows
them, a dateline; the headings between paragraphs stand alone and must look like titles.
"""

import re
from collections.abc import Sequence

MOST_LINES = 3  # headline, line below it, byline
MOST_WORDS = 25  # of one such line
MOST_HEADING_WORDS = 12  # of a heading inside the body
MOST_ASKED_WORDS = 3  # of a turn of an interview that is all names: "Q: Does Ann Lee?"
CAPITALS = 0.6  # least share of a heading's longer words that begin with a capital
LONG_WORD = 4  # letters; shorter words stay small in headings
LONGER_WORD = 5  # words this long have capitals in a title, even in one with a stop at its end
STARTS_TALK = re.compile(r"[“\"‘'„«—–―•*-]")
STOPS = re.compile(r"[.!?…][”\"’')\]]*$")
# "HALLOWMERE, Caldria (MW) — ", "WASHINGTON - "
_DATELINE = re.compile(
    r"[A-Z][\w.’' ]{2,30}(?:, [\w. ]{2,20})?(?: ?\([\w ]{2,30}\))? ?(?:—|–|--|-) "
)
_TURN = re.compile(r"[^:?]{1,40}:\s[^:]*\?$")  # of an interview: "HOST: Is the tunnel late?"
_GOES_ON = (".", ".”", '."', ".’", "!”", "?”", "…", ":", ",")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def top(lines: Sequence[str]) -> int:
    """Return how many lines at the top are the headline and what belongs to it; often none.

    Lines that go on and on without stops are no headline but a list, a table, a poem.
    """
    for at, line in enumerate(lines[: MOST_LINES + 1]):
        if not _is_above(line, lines[at + 1] if at + 1 < len(lines) else ""):
            return at
    return 0


def is_title(line: str, following: str) -> bool:
    """Say whether the first line of a text is its title, although it may end with a stop."""
    if not following or len(line.split()) >= MOST_WORDS or STARTS_TALK.match(line):
        return False
    return (not STOPS.search(line) or has_capitals(line)) and not _is_cut(following)


def is_heading(line: str, following: str) -> bool:
    """Say whether a line inside the body is a heading of what follows it."""
    words = _WORD.findall(line)
    if not words or len(words) > MOST_HEADING_WORDS or STARTS_TALK.match(line):
        return False
    if not following or line[-1] in ".:;,…)]”\"’'" or _is_cut(following):
        return False
    if _TURN.match(line):  # "Talks on the Ferries: Hope or Delay?" is none, though
        asked = line.partition(": ")[2]
        return len(asked.split()) > MOST_ASKED_WORDS and has_capitals(asked)
    return has_capitals(line)


def has_capitals(line: str) -> bool:
    """Say whether the words of a line begin with capitals, as those of a title do."""
    words = _WORD.findall(line)
    longer = [word for word in words if len(word) >= LONG_WORD] or words
    capitals = sum(word[0].isupper() for word in longer)
    return bool(longer) and capitals >= CAPITALS * len(longer)


def _is_above(line: str, following: str) -> bool:
    words = line.split()
    if len(words) > MOST_WORDS or _DATELINE.match(line) or _TURN.match(line) or _is_cut(following):
        return False
    return not line.endswith(_GOES_ON) or _is_stopped_title(words) or _is_dated(following)


def _is_dated(line: str) -> bool:
    return _DATELINE.match(line) is not None


def _is_stopped_title(words: Sequence[str]) -> bool:
    """Say whether a line with a stop at its end is written as a title, with capitals."""
    longer = [word for word in words if len(word) >= LONGER_WORD and word[0].isalpha()]
    return len(longer) > 1 and all(word[0].isupper() for word in longer)


def _is_cut(following: str) -> bool:
    """Say whether a line goes on in the next: the lines of the text were broken at a width."""
    return following[:1].islower()

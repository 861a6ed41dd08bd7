"""Where a text's own headline stands: the lines above the first paragraph that is a sentence."""

import re
from itertools import islice

from articles.text import TextSpan, paragraphs

MOST_LINES = 3  # headline, line below it, byline
MOST_WORDS = 25  # of one such line
LONG = 5  # letters; words this long have capitals in a title
# "HALLOWMERE, Caldria (MW) — ", "WASHINGTON - "
_DATELINE = re.compile(
    r"[A-Z][\w.’' ]{2,30}(?:, [\w. ]{2,20})?(?: ?\([\w ]{2,30}\))? ?(?:—|–|--|-) "
)
_TURN = re.compile(r"[^:?]{1,40}:\s[^:]*\?$")  # of an interview: "HOST: Is the tunnel late?"
ENDS = (".", ".”", '."', ".’", "!”", "?”", "…", ":", ",")


def headline(text: str) -> TextSpan | None:
    """Return the stretch of a text that is its headline; None when it begins with a sentence."""
    last: TextSpan | None = None
    lines = list(islice(paragraphs(text), MOST_LINES + 1))
    for number, line in enumerate(lines):
        following = lines[number + 1].of(text) if number + 1 < len(lines) else ""
        if not _is_headline(line.of(text), following):
            return TextSpan(0, last.end) if last else None
        last = line
    return None  # lines without stops go on and on: a list, a table, a poem


def _is_headline(line: str, following: str) -> bool:
    words = line.split()
    if len(words) > MOST_WORDS or _DATELINE.match(line) or _TURN.match(line):
        return False
    return not line.endswith(ENDS) or _is_title(words) or bool(_DATELINE.match(following))


def _is_title(words: list[str]) -> bool:
    """Say whether a line with a stop at its end is written as a title, with capitals."""
    long = [word for word in words if len(word) >= LONG and word[0].isalpha()]
    return len(long) > 1 and all(word[0].isupper() for word in long)

"""Count how often a word in a construction is a cue: `python -m benchmarks.fit_cues CORPORA`.

Writes `claims/nlp/lexicon/cues.tsv` from the train part of PolNeAR. Every finder is run with its
gate open, so that it finds with any word; a find is right when annotators marked its content
with its source.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from spacy.tokens import Doc

from articles.text import TextSpan
from benchmarks.arguments import asked
from benchmarks.corpora import annotated_texts
from benchmarks.spans import AnnotatedText, Attributed, Spans, compare
from claims.nlp import cues
from claims.nlp.finders import FINDERS
from claims.nlp.language import parsed
from claims.nlp.merging import drawn_out, is_quoted_speech
from claims.nlp.quotation_marks import quotations
from claims.nlp.types import Attribution

TABLE = Path(__file__).parent.parent / "claims" / "nlp" / "lexicon" / "cues.tsv"
RARE = 4  # words seen so often or less stand, as "*", for the words that were never seen
LEAST = 2  # rarer words are left to "*"
LEAST_OF_CONSTRUCTION = 5
WORTH_A_ZERO = 0.15  # a word that is never right is listed where its construction is right so often
HEAD = """\
# How often a word in a construction is a cue: lemma, construction, seen, right; tabs between.
# Counted in the train part of PolNeAR (Newell et al. 2018): "seen" are the finds of a construction
# with a word, "right" those whose content and source annotators marked too. "*" sums the words
# of a construction that were seen four times or less, and stands for all that were never seen.
# Counts only; no text of the corpus. Words that are never right are left out where the
# construction is rarely right.
# Made by: python -m benchmarks.fit_cues CORPORA
"""

Key = tuple[str, str]


def finds(doc: Doc) -> Iterator[tuple[Key, Attribution]]:
    """Yield each find of a doc with the word and the construction that its finder asked about."""
    asked: list[Key] = []

    def open_gate(lemma: str, construction: str) -> bool:
        asked.append((lemma.lower(), construction))
        return True

    marked = quotations(doc.text)
    with patch.object(cues, "is_cue", open_gate):
        for finder in FINDERS:
            asked.clear()
            for find in finder(doc):
                if asked and not is_quoted_speech(find, marked):
                    yield asked[-1], drawn_out(find, marked)


def judged(doc: Doc, gold: tuple[Attributed, ...]) -> Iterator[tuple[Key, bool]]:
    """Yield each find with whether it is right; one inside another's gold content is no case."""
    for key, find in finds(doc):
        guess = Attributed(*(_pairs(spans) for spans in (find.source, find.cue, find.content)))
        text = AnnotatedText("", doc.text, gold)
        is_right = compare(text, [guess]).counts["joint all"].right > 0
        if is_right or not any(_holds(one.content, guess.cue) for one in gold):
            yield key, is_right


def _pairs(spans: tuple[TextSpan, ...]) -> Spans:
    return tuple((span.start, span.end) for span in spans)


def _holds(content: Spans, cue: Spans) -> bool:
    return any(start <= cue[0][0] and cue[-1][1] <= end for start, end in content if cue)


def _inside(gold: tuple[Attributed, ...], start: int, end: int) -> tuple[Attributed, ...]:
    """Return the gold that lies in a window, with offsets that count from its beginning."""

    def moved(spans: Spans) -> Spans:
        return tuple((at - start, to - start) for at, to in spans)

    return tuple(
        Attributed(moved(one.source), moved(one.cue), moved(one.content))
        for one in gold
        if all(start <= at and to <= end for at, to in (*one.source, *one.cue, *one.content))
    )


def main(corpora: Path) -> None:
    """Write the table."""
    seen: Counter[Key] = Counter()
    right: Counter[Key] = Counter()
    for article in annotated_texts(corpora / "polnear" / "train"):
        for start, doc in parsed(article.text):
            for key, is_right in judged(doc, _inside(article.gold, start, start + len(doc.text))):
                seen[key] += 1
                right[key] += is_right
    TABLE.write_text(HEAD + "".join(_rows(seen, right)), "utf-8")


def _rows(seen: Counter[Key], right: Counter[Key]) -> Iterator[str]:
    rare: Counter[str] = Counter()
    rare_right: Counter[str] = Counter()
    for (lemma, construction), number in seen.items():
        if number <= RARE:
            rare[construction] += number
            rare_right[construction] += right[lemma, construction]
    for construction in sorted(rare):
        if rare[construction] >= LEAST_OF_CONSTRUCTION and rare_right[construction]:
            yield f"{cues.ANY}\t{construction}\t{rare[construction]}\t{rare_right[construction]}\n"
    for (lemma, construction), number in sorted(seen.items(), key=lambda row: row[0][::-1]):
        share = rare_right[construction] / rare[construction] if rare[construction] else 0
        told = right[lemma, construction] or share >= WORTH_A_ZERO
        if number >= LEAST and told and re.fullmatch(r"[a-z][a-z'-]*", lemma):
            yield f"{lemma}\t{construction}\t{number}\t{right[lemma, construction]}\n"


if __name__ == "__main__":
    main(Path(asked(__doc__, {"corpora": "the folder that holds polnear/train"}).corpora))

"""How often a statement's speaker gets the right full name: `python -m benchmarks.speakers FOLDER`.

The folder is in PolNeAR's layout; the right names lie in `benchmarks/gold/speakers.jsonl`. *Read*
looks at what was read, where its content pairs with the gold one; *gold spans* gives the places of
source, cue and content, so that only the naming is measured.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from articles.text import TextSpan
from benchmarks import corpora, results, spans
from benchmarks.corpora import Row
from benchmarks.metrics import Counts
from benchmarks.results import ROOT, Result
from benchmarks.spans import AnnotatedText, Attributed, Spans
from claims.nlp.chains import chained
from claims.nlp.language import load, parsed
from claims.nlp.mentions import Mention
from claims.nlp.passages import moved, passage
from claims.nlp.speakers import named
from claims.nlp.types import Attribution

GOLD = ROOT / "benchmarks" / "gold" / "speakers.jsonl"
CORPUS = "PolNeAR dev"
# What is measured, and which kinds of mention it counts.
MEASURES: Mapping[str, frozenset[str]] = {
    "all": frozenset({"full name", "surname", "pronoun", "nominal", "organisation"}),
    "named": frozenset({"full name", "surname", "organisation"}),
    "pronoun or nominal": frozenset({"pronoun", "nominal"}),
    "full name": frozenset({"full name"}),
    "surname": frozenset({"surname"}),
    "organisation": frozenset({"organisation"}),
    "pronoun": frozenset({"pronoun"}),
    "nominal": frozenset({"nominal"}),
}
HALVES = ("fit", "check")

_TITLE_WORDS = (
    "the a an mr mrs ms miss dr prof sir dame lord lady president former vice senator sen rep "
    "representative congressman congresswoman governor gov mayor minister prime chancellor king "
    "queen judge justice general gen colonel captain secretary rev attorney jr sr ii iii"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_NICKNAME = re.compile(r"[\"“(][^\"”)]*[\"”)]")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def measured(folder: Path) -> list[Result]:
    """Return the results of a folder in PolNeAR's layout that holds the articles of the gold."""
    there = {path.stem for path in (folder / "text").glob("*.txt")}
    gold = [row for row in corpora.rows(GOLD) if row["article"] in there]
    if not gold:
        return []
    wanted = {row["article"] for row in gold}
    texts = [one for one in corpora.annotated_texts(folder) if one.id in wanted]
    found = results.predicted("attributions", folder / "text", "attributions-speakers")
    read = {row["id"]: row["attributions"] for row in found}
    return [
        *scored("read", gold, read_names(texts, gold, read)),
        *scored("gold spans", gold, given_names(texts, gold)),
    ]


def scored(way: str, gold: Sequence[Row], found: Mapping[int, str]) -> list[Result]:
    """Return how many of the names that were found (by the row of the gold) are right."""
    return [
        result
        for half in ("", *HALVES)
        for measure, strata in MEASURES.items()
        if not half or measure in {"all", "named", "pronoun or nominal"}
        if (result := _share(way, half, measure, strata, gold, found)) is not None
    ]


def _share(
    way: str,
    half: str,
    measure: str,
    strata: frozenset[str],
    gold: Sequence[Row],
    found: Mapping[int, str],
) -> Result | None:
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    right: dict[bool, list[str]] = {True: [], False: []}
    for number, name in found.items():
        row = gold[number]
        if row["stratum"] in strata and half in {"", row["half"]}:
            hit = is_right(name, row["names"])
            counts[row["article"]] += Counts(hit, 1, 1)
            right[hit].append(f"{row['article']}[{row['source'][0][0]}]")
    if not counts:
        return None
    title = f"speakers, {way}{f', {half} half' if half else ''}: {measure}"
    return results.of_counts(
        CORPUS,
        title,
        list(counts.values()),
        "texts",
        right=right[True],
        wrong=right[False],
    )


def is_right(name: str, wanted: Sequence[str]) -> bool:
    """Say whether a name is one of those wanted, but for case, accents, titles and initials."""
    return plain(name) in {plain(one) for one in wanted} - {""}


def plain(name: str) -> str:
    """Return a name in lower case without accents, titles, initials, nicknames and endings."""
    letters = unicodedata.normalize("NFKD", _NICKNAME.sub(" ", name)).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = _WORD.findall(re.sub(r"[’']s\b", "", bare.replace(".", " ").replace("u s", "us")))
    kept = [word for word in words if word not in _TITLES]
    long = [word for word in kept if len(word) > 1]
    return " ".join(long or kept)


def read_names(
    texts: Sequence[AnnotatedText], gold: Sequence[Row], read: Mapping[str, Sequence[Row]]
) -> dict[int, str]:
    """Return the name that was read for each row of the gold whose content was found."""
    names: dict[int, str] = {}
    for text in texts:
        places = [number for number, row in enumerate(gold) if row["article"] == text.id]
        wanted = [corpora.attributed(gold[number]) for number in places]
        rows = list(read.get(text.id, []))
        for found, place in spans.paired(
            text.text, wanted, [corpora.attributed(row) for row in rows]
        ).items():
            chain = rows[found]["chain"]
            names[places[place]] = chain[-1]["name"] if chain else ""
    return names


def given_names(texts: Sequence[AnnotatedText], gold: Sequence[Row]) -> dict[int, str]:
    """Return the name made of each source of the gold, its place being given."""
    names: dict[int, str] = {}
    for text in texts:
        finds = resolved(text)
        for number, row in enumerate(gold):
            if row["article"] == text.id:
                find = finds.get(corpora.attributed(row))
                names[number] = find.chain[-1].name if find else ""
    return names


def resolved(text: AnnotatedText) -> dict[Attributed, Attribution]:
    """Return all gold attributions of a text as if they had been found, with their speakers."""
    places: list[Attributed] = []
    finds: list[Attribution] = []
    mentions: list[Mention] = []
    sources: dict[TextSpan, Mention] = {}
    with load().memory_zone():
        for start, doc in parsed(text.text):
            window = TextSpan(start, start + len(doc.text))
            inside = [
                one for one in text.gold if one.source and start <= one.source[0][0] < window.end
            ]
            done, known = chained([_find(one, window) for one in inside], doc)
            places += inside
            finds += [moved(find, start) for find in done]
            mentions += passage(doc, start).mentions
            for span, who in known.items():
                sources[TextSpan(span.start + start, span.end + start)] = who.moved(start)
        return dict(zip(places, named(finds, mentions, sources), strict=True))


def _find(one: Attributed, window: TextSpan) -> Attribution:
    """Return what lies of a gold attribution in a window, with offsets that count from there."""

    def here(places: Spans) -> tuple[TextSpan, ...]:
        return tuple(
            TextSpan(start - window.start, end - window.start)
            for start, end in places
            if window.start <= start and end <= window.end
        )

    source, cue = here(one.source), here(one.cue)
    # what was said may stand in another window altogether, but an attribution has content
    return Attribution(source=source, cue=cue, content=here(one.content) or cue or source)


if __name__ == "__main__":
    print(results.table(measured(Path(sys.argv[1]))))

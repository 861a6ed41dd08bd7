"""Scores the product on the project's own sample: `python -m benchmarks.sample`.

Its gold lies in `fixtures/gold/`. *Sample* are the articles that we invented, *seeds* the real ones
that we were given; what may be missing in the seeds (soft gold) counts neither for nor against.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from benchmarks import attributions, corpora, fields, metrics, predict, results, spans, stories
from benchmarks.arguments import asked
from benchmarks.corpora import Row
from benchmarks.metrics import BCubed, Counts
from benchmarks.results import ROOT, Result
from benchmarks.spans import AnnotatedText
from benchmarks.speakers import plain
from claims.linking import claims, weights
from claims.linking import stories as linking_stories
from claims.linking.types import StatementCard
from claims.nlp.encoder import encode

FIXTURES = ROOT / "fixtures"
CORPUS, SEEDS = "sample", "seeds"
FOLDERS = {CORPUS: "invented", SEEDS: "seeds"}

Reading = Mapping[str, Sequence[Row]]  # article to what `predict attributions` found in it


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample's articles (rows of its manifest, with their texts) and what is gold in them."""

    articles: dict[str, Row]
    statements: dict[str, list[Row]]  # by article
    stories: dict[str, str]  # article to story
    traps: dict[str, list[Row]]  # by article

    def part(self, corpus: str) -> "Sample":
        """Return the sample with the statements and traps of one of its two corpora alone."""

        def chosen(rows: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
            folder = f"{FOLDERS[corpus]}/"
            return {name: held for name, held in rows.items() if name.startswith(folder)}

        return replace(self, statements=chosen(self.statements), traps=chosen(self.traps))

    def texts(self) -> list[AnnotatedText]:
        """Return the articles that have gold statements."""
        return [
            AnnotatedText(
                name,
                self.articles[name]["text"],
                tuple(map(corpora.attributed, rows)),
                optional=frozenset(
                    place for place, row in enumerate(rows) if row["tier"] == "soft"
                ),
            )
            for name, rows in self.statements.items()
        ]


def loaded(fixtures: Path = FIXTURES) -> Sample:
    """Return the sample under a folder with `sample/` and `gold/`."""
    with (fixtures / "sample" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        articles = {row["file"]: dict(row) for row in csv.DictReader(file)}
    for name, row in articles.items():
        row["text"] = corpora.raw_text(fixtures / "sample" / name)
    statements, traps = (
        _by_article(corpora.rows(fixtures / "gold" / f"{name}.jsonl"))
        for name in ("statements", "traps")
    )
    gold_stories = corpora.rows(fixtures / "gold" / "stories.jsonl")
    story_of = {name: row["story"] for row in gold_stories for name in row["articles"]}
    return Sample(articles, statements, story_of, traps)


def _by_article(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["article"]].append(row)
    return dict(found)


def fingerprint(fixtures: Path = FIXTURES) -> str:
    """Return one sha256 of all that the sample's scores are measured against."""
    parts = [*(fixtures / "gold").glob("*.jsonl"), *(fixtures / "sample").rglob("*.*")]
    digest = hashlib.sha256()
    for part in sorted(parts):
        digest.update(hashlib.sha256(part.read_bytes()).digest())
    return digest.hexdigest()


def measured(sample: Sample) -> list[Result]:
    """Return the results of the sample and the seeds: statements; of the sample stories, claims."""
    reading = {name: rows for corpus in FOLDERS for name, rows in read(corpus).items()}
    grouped = stories.predicted(CORPUS, _article_rows(sample))
    invented, seeds = sample.part(CORPUS), sample.part(SEEDS)
    return [
        *attributions_of(invented, reading),
        *fields_of(invented, reading),
        *stories.scored(CORPUS, sample.stories, grouped),
        *claims_of_gold(invented),
        *claims_end_to_end(invented, reading, grouped),
        *attributions_of(seeds, reading, SEEDS),
        *fields_of(seeds, reading, SEEDS),
        fields.traps(SEEDS, seeds.texts(), reading, seeds.traps),
    ]


def read(corpus: str) -> Reading:
    """Return what is read in the articles of the sample or the seeds."""
    folder = FOLDERS[corpus]
    found = results.predicted(
        "attributions", FIXTURES / "sample" / folder, f"attributions-{results.slug(corpus)}"
    )
    return {f"{folder}/{row['id']}.txt": row["attributions"] for row in found}


def fields_of(sample: Sample, reading: Reading, corpus: str = CORPUS) -> list[Result]:
    """Return which fields are right in the statements that were found.

    "Told the Ledger" makes no link where the Ledger itself prints it, and a text does not know
    who prints it: such a venue counts neither for nor against.
    """
    known = {
        name: [_without_outlet(row, sample.articles[name]["outlet"]) for row in rows]
        for name, rows in reading.items()
    }
    return fields.measured(corpus, sample.texts(), sample.statements, known)


def _without_outlet(row: Row, outlet: str) -> Row:
    own = set(plain(outlet).split())
    return {
        **row,
        "chain": [
            link
            for link in row["chain"]
            if link["role"] != "venue" or not set(plain(link["name"]).split()) <= own
        ],
    }


def attributions_of(sample: Sample, reading: Reading, corpus: str = CORPUS) -> list[Result]:
    """Return the results of statements; the first names which were found and which are none."""
    outcomes = {
        one.id: spans.compare(
            one, [corpora.attributed(row) for row in reading.get(one.id, [])], unite=False
        )
        for one in sample.texts()
    }
    joint, *others = attributions.results_of(corpus, list(outcomes.values()))
    found = {
        sample.statements[name][place]["id"]
        for name, one in outcomes.items()
        for place in one.found
    }
    strays = {
        f"{name}[{content[0][0]}:{content[-1][1]}]"
        for name, one in outcomes.items()
        for content in one.wrong
    }
    return [replace(joint, right=frozenset(found), wrong=frozenset(strays)), *others]


def claims_of_gold(sample: Sample) -> list[Result]:
    """Return how well the gold statements of each gold story are linked into claims."""
    cards = [
        card(sample, row["id"], row, row["speaker"])
        for rows in sample.statements.values()
        for row in rows
    ]
    predicted = _clusters(sample, cards, sample.stories)
    return _both(sample, "claims, gold statements", predicted, {})


def claims_end_to_end(
    sample: Sample, reading: Reading, grouped: Mapping[str, Hashable]
) -> list[Result]:
    """Return how well claims are made from the bare texts: read, grouped, linked.

    What was read stands for the gold statement it pairs with; every link of a statement that pairs
    with none is wrong.
    """
    cards, strays = [], {}
    for text in sample.texts():
        rows = [{**row, "article": text.id} for row in reading.get(text.id, [])]
        pairs = spans.paired(text.text, text.gold, [corpora.attributed(row) for row in rows])
        for number, row in enumerate(rows):
            identity = f"{text.id}#{number}"
            if number in pairs:
                identity = sample.statements[text.id][pairs[number]]["id"]
            else:
                strays[identity] = text.id
            speaker = row["chain"][-1]["name"] if row["chain"] else ""
            cards.append(card(sample, identity, row, speaker))
    predicted = _clusters(sample, cards, grouped)
    return _both(sample, "claims, end to end", predicted, strays)


def _both(
    sample: Sample, measure: str, predicted: Mapping[str, Hashable], strays: Mapping[str, str]
) -> list[Result]:
    return [
        scored_claims(sample, measure, predicted, strays),
        clustered_claims(sample, f"{measure}, B-cubed", predicted, strays),
    ]


def _article_rows(sample: Sample) -> list[Row]:
    return [
        {**row, "id": name, "date": row["published"][:10]} for name, row in sample.articles.items()
    ]


def card(sample: Sample, identity: str, row: Row, speaker: str) -> StatementCard:
    """Return what linking needs to know of a statement, gold or read."""
    article = sample.articles[row["article"]]
    text, one = article["text"], corpora.attributed(row)
    content = " ".join(text[start:end] for start, end in one.content)
    return StatementCard(
        key=identity,
        article=row["article"],
        outlet=article["outlet"],
        day=date.fromisoformat(article["published"][:10]) if article["published"] else None,
        speaker=speaker,
        speaker_kind=row["chain"][-1]["kind"] if row["chain"] else "unnamed",
        content=content,
        quoted=tuple(spans.quoted(text, one.content)),
        polarity=row["polarity"],
        certainty=row["certainty"],
        vector=_vector(content),
    )


_vector = cache(encode)  # most contents that were read are gold as well


def _clusters(
    sample: Sample, cards: Iterable[StatementCard], story_of: Mapping[str, Hashable]
) -> dict[str, Hashable]:
    """Return each statement's claim, as the product links story by story."""
    close = _close(sample, story_of)
    by_story: dict[Hashable, list[StatementCard]] = defaultdict(list)
    for one in cards:
        story = story_of[one.article]
        by_story[story].append(replace(one, story=str(story), close=close[one.article]))
    return {
        key: (story, number)
        for story, held in by_story.items()
        for number, cluster in enumerate(claims.cluster(held, claims.link(held)))
        for key in cluster.members
    }


def _close(sample: Sample, story_of: Mapping[str, Hashable]) -> dict[str, frozenset[str]]:
    """Return for each article those of its story that are very like it."""
    rows = [row for row in _article_rows(sample) if row["id"] in story_of]
    cards = [predict.article_card(FIXTURES, line, row) for line, row in enumerate(rows, 1)]
    close: dict[str, set[str]] = {card.key: set() for card in cards}
    for a, b in combinations(cards, 2):
        is_one_story = story_of[a.key] == story_of[b.key]
        if is_one_story and linking_stories.scores(a, [b])[0] >= weights.CLOSE:
            close[a.key].add(b.key)
            close[b.key].add(a.key)
    return {name: frozenset(others) for name, others in close.items()}


def scored_claims(
    sample: Sample, measure: str, predicted: Mapping[str, Hashable], strays: Mapping[str, str]
) -> Result:
    """Return the F1 of links between statements of different outlets, resampled by story."""
    gold, article_of, story_of = _gold_claims(sample, strays)
    outlets = {key: sample.articles[name]["outlet"] or name for key, name in article_of.items()}
    by_story: dict[str, Counts] = defaultdict(Counts)
    for claim, counts in metrics.pairwise(gold, predicted, outlets).items():
        by_story[story_of[claim]] += counts
    wanted = results.pairs(gold, outlets)
    made = results.pairs({key: predicted[key] for key in gold if key in predicted}, outlets)
    return results.of_counts(
        CORPUS,
        measure,
        list(by_story.values()),
        "stories",
        right=wanted & made,
        wrong=made - wanted,
    )


def clustered_claims(
    sample: Sample, measure: str, predicted: Mapping[str, Hashable], strays: Mapping[str, str]
) -> Result:
    """Return the B-cubed of claims over all statements, also those made once, by story."""
    gold, _, story_of = _gold_claims(sample, strays)
    by_story: dict[str, BCubed] = defaultdict(BCubed)
    for claim, sums in metrics.bcubed(gold, predicted).items():
        by_story[story_of[claim]] += sums
    return results.of_counts(CORPUS, measure, list(by_story.values()), "stories")


def _gold_claims(
    sample: Sample, strays: Mapping[str, str]
) -> tuple[dict[str, Hashable], dict[str, str], dict[Hashable, str]]:
    """Return the claim and the article of each statement, and the story of each claim.

    A stray, a statement that is none, is a claim of its own.
    """
    rows = [row for rows in sample.statements.values() for row in rows]
    gold: dict[str, Hashable] = {row["id"]: row["claim"] for row in rows}
    gold |= {identity: ("none", identity) for identity in strays}
    article_of = {**{row["id"]: row["article"] for row in rows}, **strays}
    story_of = {gold[key]: sample.stories[name] for key, name in article_of.items()}
    return gold, article_of, story_of


if __name__ == "__main__":
    asked(__doc__)
    print(results.table(measured(loaded())))

"""Doubt: what a person should look at in a story, and why; made anew whenever it is linked.

How doubtful something is, is how likely it is wrong, as far as that was measured. What a person
decided is never asked again.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from rapidfuzz import fuzz

from claims.linking import weights
from claims.linking.story_weights import STORY_THRESHOLD
from claims.linking.types import LinkKind
from claims.models import (
    ArticleDecision,
    ClaimLink,
    Doubt,
    Judgement,
    SourceLink,
    SpeakerDecision,
    Statement,
    StatementDecision,
    StatementLink,
    Story,
    StoryMembership,
)
from claims.nlp.types import Certainty, SpeakerKind, Tier

Sort = Doubt.Sort

MOST = 30  # doubts of one story: what an editor has patience for; the others wait behind them
OF_EACH = 5  # of one sort for sure: links and speakers are fewer than statements, and bear on more
LEAST = 0.25  # where three of four are right, looking at all of them is not worth a person's time

# How likely something is wrong. Statements: one less the confidence, which is the share of finds
# like it that are right in PolNeAR dev (benchmarks/README.md). Links: of those by one speaker in
# stories of one matter, 60% were right from .7 on and 82% from .8 on (claims/linking/weights.py);
# a link scores .6 at its threshold and 1 at best. Speakers: where a pronoun or a description has
# several who fit, a fifth to a quarter is wrong (PolNeAR dev, "pronoun or nominal", check half).
# The others are settings: nothing measured them yet.
LINK_AT_THRESHOLD = 0.45
SEVERAL_FIT = 0.25
CARRIED_OVER = 0.45
AUTHORS_VOICE = 0.4
NO_CUE = 0.4
SUPPOSED = 0.3
NEAR_NAMES = 0.5
ONLY_SURNAME = 0.35
STORY_AT_THRESHOLD = 0.45
FAR_FROM_STORY = 0.15  # above the threshold, where an article's place is beyond doubt
ORPHAN = 0.9  # nearly all have to be looked at: a person's word counts for nothing until then

ALIKE_NAMES = 88  # of 100, by rapidfuzz, for two names to be asked about
LEAST_NAME = 5  # letters; shorter names are alike by chance
MOST_NAMES = 200  # speakers of a story whose names are compared, each with each

CARRYING, VIEWPOINTS = "carrying", "viewpoints"  # finders, see claims/nlp/tiers.py
SEVERAL = ("the best fit", "the nearest that fits")  # in the reason of a source link
NAMED = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION)


@dataclass(slots=True)
class Found:
    """A doubt before it is a row: its key, how likely it is wrong, and why."""

    key: str
    sort: str
    doubt: float
    because: list[str]
    points: dict[str, int] = field(default_factory=dict)  # to rows, by the columns of `Doubt`


def renew(story_id: int) -> int:
    """Let a story's doubts be what holds now; return how many. Twice is the same as once.

    Of all that is doubtful the most doubtful are kept. Must run in a transaction.
    """
    story = Story.objects.filter(pk=story_id).only("pk").first()
    if story is None:
        return 0  # its doubts went with it
    reach = _reach(story)
    found = [
        *_statements(story),
        *_links(story),
        *_speakers(story),
        *_articles(story),
        *_orphans(story),
    ]
    wanted = _not_asked_elsewhere(story, _chosen(found))
    _keep(story, [_row(story, one, reach) for one in wanted])
    return len(wanted)


def forget(articles: Collection[int]) -> None:
    """Drop all doubts that touch articles which are about to go, or to count no longer."""
    Doubt.objects.filter(article__in=articles).delete()
    Doubt.objects.filter(judgement__article__in=articles).delete()
    said = Statement.objects.filter(article__in=articles).values("pk")
    Doubt.objects.filter(Q(statement__in=said) | Q(other__in=said)).delete()


def visible(doubt: float, reach: int) -> float:
    """Return the rank of a doubt: how likely it is wrong times who sees it.

    Twice as many outlets are one step more and not twice as much: a story of twelve outlets should
    come before one of two, and leave it a chance.
    """
    return doubt * math.log2(1 + reach)


def link_key(first: int, second: int) -> str:
    """Return the name of the doubt whether two statements say the same."""
    return f"link:{min(first, second)}-{max(first, second)}"


def speaker_key(first: int, second: int) -> str:
    """Return the name of the doubt whether two speakers are one."""
    return f"speaker:{min(first, second)}-{max(first, second)}"


def subjects_of(key: str) -> list[str]:
    """Return what a doubt is about, as the history names it."""
    sort, _, ids = key.partition(":")
    name = {"link": "statement", "orphan": "judgement"}.get(sort, sort)
    return [f"{name}:{pk}" for pk in ids.split("-")]


def _reach(story: Story) -> int:
    """Return how many outlets tell a story; unknown outlets count one each."""
    outlets = StoryMembership.objects.filter(story=story).values_list("article__outlet", flat=True)
    known = {outlet for outlet in outlets if outlet}
    return len(known) + sum(outlet is None for outlet in outlets)


def _chosen(found: Iterable[Found]) -> list[Found]:
    """Return `MOST` doubts worth asking about, the first of each sort before all others."""
    worth = sorted(
        (one for one in found if one.doubt >= LEAST), key=lambda one: (-one.doubt, one.key)
    )
    seen: Counter[str] = Counter()
    places = []
    for place, one in enumerate(worth):
        places.append((seen[one.sort] >= OF_EACH, place))
        seen[one.sort] += 1
    return [worth[place] for _, place in sorted(places)[:MOST]]


# Statements --------------------------------------------------------------------------------------


class _Said(NamedTuple):
    pk: int
    article: int
    confidence: float
    tier: str
    certainty: str
    found_by: str
    has_cue: bool
    several: str  # why the speaker is whom it is, where several fit


def _statements(story: Story) -> Iterator[Found]:
    several = SourceLink.objects.filter(
        Q(why__endswith=f"{SEVERAL[0]}.") | Q(why__endswith=f"{SEVERAL[1]}."),
        statement__article__membership__story=story,
        statement__analysis__is_current=True,
        decided=None,
    )
    why = dict(several.values_list("statement", "why"))
    judged = Judgement.objects.filter(statement=OuterRef("pk"))
    rows = Statement.objects.in_story(story).once().filter(~Exists(judged))
    columns = ("pk", "article", "confidence", "tier", "certainty", "found_by", "cue")
    for pk, article, confidence, tier, certainty, finder, cue in rows.values_list(*columns):
        said = _Said(pk, article, confidence, tier, certainty, finder, bool(cue), why.get(pk, ""))
        reasons = sorted(_of_statement(said), key=lambda reason: -reason[0])
        yield Found(
            f"statement:{pk}",
            Sort.STATEMENT,
            reasons[0][0],
            [words for doubt, words in reasons if doubt >= LEAST],
            {"statement_id": pk, "article_id": article},
        )


def _of_statement(said: _Said) -> Iterator[tuple[float, str]]:
    """Yield how likely a statement is wrong, with each reason in words."""
    share = f"{100 * said.confidence:.0f}"
    yield 1 - said.confidence, f"Of finds like this one {share} of 100 were right in marked news."
    if said.several:
        yield SEVERAL_FIT, f"{said.several} Others would fit, too."
    if said.tier != Tier.SOFT:
        return
    if said.found_by == CARRYING:
        yield CARRIED_OVER, "The speaker is lent from another sentence."
    elif said.found_by == VIEWPOINTS:
        yield AUTHORS_VOICE, "The author speaks for somebody: nobody is reported to have said it."
    elif not said.has_cue:
        yield NO_CUE, "No word of the text signals that anything was said."
    elif said.certainty == Certainty.HYPOTHETICAL:
        yield SUPPOSED, "It is only supposed: the saying itself may not have happened."
    elif said.certainty == Certainty.HEARSAY:
        yield SUPPOSED, "It is hearsay, and the text names nobody who said it."


# Links -------------------------------------------------------------------------------------------


def _links(story: Story) -> Iterator[Found]:
    """Yield links that put statements of two outlets into one claim and score near the bar."""
    inside = ClaimLink.objects.filter(
        statement__article__membership__story=story,
        statement__analysis__is_current=True,
        statement__is_dropped=False,
    )
    claims = dict(inside.values_list("statement", "claim"))
    same = [kind for kind in LinkKind if kind.is_same]
    links = StatementLink.objects.filter(
        kind__in=same,
        score__lt=_score_of(LEAST),
        first__article__membership__story=story,
        second__article__membership__story=story,
    ).exclude(first__article__outlet=F("second__article__outlet"))
    columns = ("first", "second", "score", "kind", "evidence", "first__article")
    found = list(links.order_by("score", "pk").values_list(*columns)[: 10 * MOST])
    decided = _decided_pairs({pk for first, second, *_ in found for pk in (first, second)})
    seen: set[str] = set()
    for first, second, score, _, evidence, article in found:
        key = link_key(first, second)
        together = claims.get(first) is not None and claims.get(first) == claims.get(second)
        if not together or key in seen or frozenset((first, second)) in decided:
            continue
        seen.add(key)
        reasons = [item["because"] for item in evidence if item.get("because")]
        yield Found(
            key,
            Sort.LINK,
            _doubt_of(score),
            [f"The link scores {score:.2f}; {weights.LINK_FLOOR:.2f} is the least.", *reasons],
            {"statement_id": first, "other_id": second, "article_id": article},
        )


def _doubt_of(score: float) -> float:
    """Return how likely a link of a score is wrong."""
    above = (score - weights.LINK_FLOOR) / (1 - weights.LINK_FLOOR)
    return LINK_AT_THRESHOLD * (1 - min(max(above, 0.0), 1.0))


def _score_of(doubt: float) -> float:
    """Return the score of a link that is so likely wrong."""
    return weights.LINK_FLOOR + (1 - weights.LINK_FLOOR) * (1 - doubt / LINK_AT_THRESHOLD)


def _decided_pairs(statements: Collection[int]) -> set[frozenset[int]]:
    decided = StatementDecision.objects.filter(
        first__in=statements, second__in=statements, kind=StatementDecision.SAME
    )
    return {frozenset(pair) for pair in decided.values_list("first", "second")}


# Speakers ----------------------------------------------------------------------------------------


class _Voice(NamedTuple):
    """A speaker of a story, and a statement of theirs in it."""

    pk: int
    name: str
    key: str
    kind: str
    surname: str
    statement: int
    article: int


def _speakers(story: Story) -> Iterator[Found]:
    """Yield pairs of speakers whose names are near and who were not joined."""
    rows = Statement.objects.in_story(story).filter(speaker__kind__in=NAMED)
    columns = ("name", "key", "kind", "surname")
    held = rows.order_by("speaker_id", "pk").distinct("speaker_id")
    voices = [
        _Voice(*row)
        for row in held.values_list(
            "speaker", *(f"speaker__{name}" for name in columns), "pk", "article"
        )[:MOST_NAMES]
    ]
    pairs = [
        (a, b, *why)
        for a, b in combinations(voices, 2)
        if a.kind == b.kind and (why := _near(a, b))
    ]
    decided = _decided_names(voice.key for a, b, *_ in pairs for voice in (a, b))
    for a, b, doubt, because in pairs:
        if not {(a.key, a.kind), (b.key, b.kind)} & decided:
            yield Found(
                speaker_key(a.pk, b.pk),
                Sort.SPEAKER,
                doubt,
                [because],
                {
                    "speaker_id": a.pk,
                    "statement_id": a.statement,
                    "other_id": b.statement,
                    "article_id": a.article,
                },
            )


def _near(a: _Voice, b: _Voice) -> tuple[float, str] | None:
    """Say how likely two speakers are one all the same, and why; None when nothing suggests it."""
    both = f"“{a.name}” and “{b.name}”"
    if a.kind == SpeakerKind.PERSON:
        alone = [voice for voice in (a, b) if len(voice.key.split()) == 1]
        if a.surname and a.surname == b.surname:
            if not alone:
                return None  # two given names: two people
            return ONLY_SURNAME, f"{both} have one surname, which others have, too."
    if min(len(a.key), len(b.key)) < LEAST_NAME:
        return None
    alike = fuzz.ratio(a.key, b.key)
    if alike < ALIKE_NAMES:
        return None
    return NEAR_NAMES, f"{both} are spelt nearly alike, and count as two."


def _decided_names(keys: Iterable[str]) -> set[tuple[str, str]]:
    decided = SpeakerDecision.objects.filter(key__in=set(keys))
    return set(decided.values_list("key", "kind"))


# Articles and versions ---------------------------------------------------------------------------


def _articles(story: Story) -> Iterator[Found]:
    """Yield articles that are little like the others of their story."""
    members = StoryMembership.objects.filter(story=story)
    near = STORY_THRESHOLD + FAR_FROM_STORY
    unsure = {
        article: (score, evidence)
        for article, score, evidence in members.values_list("article", "score", "evidence")
        if score is not None and score < near
    }
    decided = {
        pk
        for ends in ArticleDecision.objects.filter(
            Q(first__in=unsure) | Q(second__in=unsure),
            first__membership__story=story,
            second__membership__story=story,
        ).values_list("first", "second")
        for pk in ends
    }
    for article, (score, evidence) in unsure.items():
        if article not in decided:
            above = min(max((score - STORY_THRESHOLD) / FAR_FROM_STORY, 0.0), 1.0)
            reasons = [item["because"] for item in evidence if item.get("because")]
            yield Found(
                f"article:{article}",
                Sort.STORY,
                STORY_AT_THRESHOLD * (1 - above),
                [
                    f"It is like the story’s other articles by {score:.2f}; "
                    f"{STORY_THRESHOLD:.2f} is the least for two.",
                    *reasons,
                ],
                {"article_id": article},
            )


def _orphans(story: Story) -> Iterator[Found]:
    """Yield what people decided about older versions of the story's articles, still open."""
    open_ones = Judgement.objects.filter(
        article__newest__membership__story=story, is_settled=False
    ).exclude(sort=Judgement.Sort.WRONG, statement=None)
    # An older version always has a newest one: the lookup asks for its story.
    for pk, newest, sort in open_ones.values_list("pk", "article__newest", "sort"):
        yield Found(
            f"orphan:{pk}",
            Sort.ORPHAN,
            ORPHAN,
            [f"The text changed since a person {_DID[sort]} it: this counts for the older text."],
            {"judgement_id": pk, "article_id": newest or 0},
        )


_DID: dict[str, str] = {
    Judgement.Sort.RIGHT: "confirmed",
    Judgement.Sort.CHANGED: "put right",
    Judgement.Sort.WRONG: "dropped",
    Judgement.Sort.MISSED: "added",
}


# Rows --------------------------------------------------------------------------------------------

FIELDS = [
    *("sort", "story", "article", "statement", "other", "speaker", "judgement"),
    *("because", "doubt", "reach", "rank"),
]
_says = attrgetter(
    *("sort", "story_id", "article_id", "statement_id", "other_id", "speaker_id", "judgement_id"),
    *("because", "doubt", "reach"),
)


def _not_asked_elsewhere(story: Story, found: Sequence[Found]) -> list[Found]:
    """Return those that no other story asks: who two speakers are is asked once."""
    keys = [one.key for one in found if one.sort == Sort.SPEAKER]
    asked = Doubt.objects.filter(key__in=keys).exclude(story=story)
    elsewhere = set(asked.values_list("key", flat=True)) if keys else set()
    return [one for one in found if one.key not in elsewhere]


def _row(story: Story, one: Found, reach: int) -> Doubt:
    doubt = round(one.doubt, 4)
    return Doubt(
        key=one.key,
        sort=one.sort,
        story_id=story.pk,
        **one.points,
        because=list(dict.fromkeys(one.because)),
        doubt=doubt,
        reach=reach,
        rank=visible(doubt, reach),
    )


def _keep(story: Story, rows: Sequence[Doubt]) -> None:
    """Write rows where they are not as they were, and drop those that no longer hold."""
    there: Mapping[str, Doubt] = {row.key: row for row in Doubt.objects.filter(story=story)}
    gone = there.keys() - {row.key for row in rows}
    if gone:
        Doubt.objects.filter(story=story, key__in=gone).delete()
    new = [row for row in rows if row.key not in there or _says(there[row.key]) != _says(row)]
    # Sorted, so that two stories that ask about the same speakers wait in one order.
    Doubt.objects.bulk_create(
        sorted(new, key=attrgetter("key")),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=FIELDS,
    )

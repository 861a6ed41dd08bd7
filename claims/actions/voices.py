"""Tie: say which articles of a story are one voice, and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from claims.actions.grouping import article_key, evidence_rows
from claims.linking import independence
from claims.linking.independence import Tie
from claims.linking.types import CoverageCard
from claims.models import ClaimLink, SourceLink, Statement, Story, StoryMembership, VoiceTie
from claims.nlp.types import Role, SpeakerKind

CREDITING = (Role.RELAY, Role.VENUE)


def tie(story: Story) -> None:
    """Write which articles of the story are one voice and why; twice is the same as once.

    The story's claims must have been linked before. Rows that stay as they are are not touched.
    """
    memberships = {
        article_key(membership.article): membership
        for membership in story.memberships.select_related("article__outlet")
    }
    cards = _cards(story, memberships) if len(memberships) > 1 else []
    ties = independence.ties(cards)
    groups = independence.voices(cards, ties) if cards else [[key] for key in memberships]
    _store(story, [_row(story, one, memberships) for one in ties])
    numbers = {key: number for number, keys in enumerate(groups, 1) for key in keys}
    changed = [member for key, member in memberships.items() if member.voice != numbers[key]]
    for key, member in memberships.items():
        member.voice = numbers[key]
    StoryMembership.objects.bulk_update(changed, ["voice"])
    if story.voices != len(groups):
        story.voices = len(groups)
        story.save(update_fields=["voices"])


def _row(story: Story, one: Tie, memberships: Mapping[str, StoryMembership]) -> VoiceTie:
    first, second = sorted(memberships[key].article_id for key in (one.a, one.b))
    return VoiceTie(
        story=story,
        first_id=first,
        second_id=second,
        score=one.score.value,
        evidence=evidence_rows(one.score.evidence),
    )


def _store(story: Story, rows: Sequence[VoiceTie]) -> None:
    made = {(row.first_id, row.second_id): row for row in rows}
    same = set()
    over = []
    for old in VoiceTie.objects.filter(story=story):
        pair = old.first_id, old.second_id
        row = made.get(pair)
        if row and (row.score, row.evidence) == (old.score, old.evidence):
            same.add(pair)
        else:
            over.append(old.pk)
    VoiceTie.objects.filter(pk__in=over).delete()
    VoiceTie.objects.bulk_create(
        [row for pair, row in made.items() if pair not in same],
        update_conflicts=True,  # an article that came from another story brings its ties
        unique_fields=["first", "second"],
        update_fields=["story", "score", "evidence"],
    )


def _cards(story: Story, memberships: Mapping[str, StoryMembership]) -> list[CoverageCard]:
    told, credited = _told(story), _credited(story)
    return [
        CoverageCard(
            key=key,
            outlet=article.outlet.name if article.outlet else "",
            day=article.published_at.date() if article.published_at else None,
            title=article.title,
            text=article.text,
            credits=tuple(sorted(credited[article.pk])),
            claims=tuple(claim for _, claim in told[article.pk]),
            starts=tuple(start for start, _ in told[article.pk]),
            byline=article.byline,
        )
        for key, article in ((key, member.article) for key, member in memberships.items())
    ]


def _told(story: Story) -> dict[int, list[tuple[int, str]]]:
    """Return where each article tells which claim, in the order of its text.

    Headlines and repeats are left out: the first say nothing about order, and all outlets repeat.
    """
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    statements = Statement.objects.in_story(story).once().filter(is_headline=False)
    links = ClaimLink.objects.filter(statement__in=statements)
    for article, content, claim in links.values_list(
        "statement__article", "statement__content", "claim"
    ):
        found[article].append((content[0].start, str(claim)))
    for places in found.values():
        places.sort()
    return found


def _credited(story: Story) -> dict[int, list[str]]:
    """Return through whom the words of each article's statements came, once for a statement."""
    found: dict[int, list[str]] = defaultdict(list)
    links = SourceLink.objects.filter(
        statement__in=Statement.objects.in_story(story).once(),
        role__in=CREDITING,
        kind=SpeakerKind.ORGANISATION,
    )
    for article, own, speaker in links.values_list("statement__article", "name", "speaker__name"):
        if name := own or speaker:
            found[article].append(name)
    return found

"""Rows and read models, told as answers have them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from django.utils import timezone

from articles import models as rows_of
from articles.text import TextSpan
from claims import annotation, comparison, record, voices
from claims.api import finding, shapes
from claims.models import Claim, Edit, Speaker, Statement, StatementDecision, Story
from claims.record import Relations
from claims.sayings import Saying

PIECES = (
    *("content", "source", "cue", "quotations", "hedges", "conditions", "negations"),
    *("asides", "insertions"),
)
PLAIN = (
    *("ordinal", "type", "act", "polarity", "certainty", "stance", "tier", "confidence"),
    *("is_headline", "found_by", "why"),
)


def published(article: rows_of.Article) -> str | None:
    """Return when an article was published, as exactly as is known; None: undated."""
    if article.published_at is None:
        return None
    if article.published_precision == rows_of.Article.Precision.DAY:
        return timezone.localtime(article.published_at).date().isoformat()
    return f"{article.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def pieces(text: str, spans: Iterable[TextSpan]) -> list[shapes.Piece]:
    """Return words of a text with their places."""
    return [
        shapes.Piece(span=[span.start, span.end], words=text[span.start : span.end])
        for span in spans
    ]


def evidence(items: Iterable[Mapping[str, Any]]) -> list[shapes.Evidence]:
    """Return what features found, as it is kept with a link."""
    return [
        shapes.Evidence(feature=one["feature"], value=one["value"], because=one["because"])
        for one in items
    ]


class Teller:
    """Tells of rows; `site` is what the addresses of this site begin with."""

    def __init__(self, site: str) -> None:
        self.site = site

    def page(self, address: str) -> str:
        """Return the full address of a page."""
        return f"{self.site}{address}"

    def api(self, what: str, pk: int) -> str:
        """Return where the API tells of something: “claims”, 12."""
        return f"{self.site}/api/{what}/{pk}/"

    # In short --------------------------------------------------------------------------------

    def outlet(self, row: rows_of.Outlet | None) -> shapes.OutletRef | None:
        """Return an outlet in short; None for an unknown one."""
        if row is None:
            return None
        return shapes.OutletRef(
            id=row.pk,
            name=row.name,
            url=self.page(f"/outlets/{row.pk}/"),
            api=self.api("outlets", row.pk),
        )

    def article(self, row: rows_of.Article) -> shapes.ArticleRef:
        """Return an article in short."""
        return shapes.ArticleRef(**self._article(row))

    def _article(self, row: rows_of.Article) -> dict[str, Any]:
        return {
            "id": row.pk,
            "title": row.title,
            "outlet": self.outlet(row.outlet),
            "published": published(row),
            "published_precision": row.published_precision if row.published_at else None,
            "url": self.page(f"/articles/{row.pk}/"),
            "api": self.api("articles", row.pk),
        }

    def speaker(self, row: Speaker | None) -> shapes.SpeakerRef | None:
        """Return a speaker in short; None where there is no row."""
        return shapes.SpeakerRef(**self._speaker(row)) if row else None

    def _speaker(self, row: Speaker) -> dict[str, Any]:
        return {
            "id": row.pk,
            "name": row.name,
            "kind": row.kind,
            "url": self.page(f"/speakers/{row.pk}/") if row.has_page else None,
            "api": self.api("speakers", row.pk),
        }

    def story(self, row: Story) -> shapes.StoryRef:
        """Return a story in short."""
        return shapes.StoryRef(**self._story(row))

    def _story(self, row: Story) -> dict[str, Any]:
        return {
            "id": row.pk,
            "title": row.title,
            "url": self.page(f"/stories/{row.pk}/"),
            "api": self.api("stories", row.pk),
        }

    def claim(self, row: Claim, words: str) -> shapes.ClaimRef:
        """Return a claim in short, with the words that stand for it."""
        return shapes.ClaimRef(**self._claim(row.pk, words))

    def _claim(self, pk: int, words: str) -> dict[str, Any]:
        return {
            "id": pk,
            "words": words,
            "url": self.page(f"/claims/{pk}/"),
            "api": self.api("claims", pk),
        }

    # Statements ------------------------------------------------------------------------------

    def statements(self, sayings: Sequence[Saying]) -> list[shapes.Statement]:
        """Return statements, in six queries for all of them."""
        return [shapes.Statement(**told) for told in self._statements(sayings)]

    def in_full(self, saying: Saying) -> shapes.StatementInFull:
        """Return one statement, and what was done to it last."""
        seen = finding.seen(saying.statement)  # before the rest, so that nothing is newer
        (told,) = self._statements([saying])
        return shapes.StatementInFull(**told, seen=seen)

    def hits(self, found: Iterable[tuple[Saying, Sequence[TextSpan]]]) -> list[shapes.Hit]:
        """Return what a query finds, each with the places of the words asked for."""
        both = list(found)
        told = self._statements([saying for saying, _ in both])
        return [
            shapes.Hit(**one, matched=pieces(saying.text, matched))
            for one, (saying, matched) in zip(told, both, strict=True)
        ]

    def _statements(self, sayings: Sequence[Saying]) -> list[dict[str, Any]]:
        known = finding.beside([saying.statement for saying in sayings])
        articles: dict[int, shapes.ArticleRef] = {}
        found = []
        for saying in sayings:
            row, text = saying.statement, saying.text
            article = saying.page.article
            if article.pk not in articles:
                articles[article.pk] = self.article(article)
            told: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
            told |= {name: pieces(text, getattr(row, name)) for name in PIECES}
            told |= {
                "id": row.pk,
                "url": self.page(f"/articles/{article.pk}/#s{row.ordinal}"),
                "api": self.api("statements", row.pk),
                "article": articles[article.pk],
                "words": saying.line,
                "label": saying.label,
                "repeats": row.repeats_id,
                "speaker": self.speaker(row.speaker),
                "chain": self._chain(saying, known.links.get(row.pk, [])),
                "paragraph": saying.place.paragraph,
                "claim": known.claims.get(row.pk),
                "story": known.stories.get(article.pk),
                "voice": known.voices.get(article.pk),
                "review": known.reviews.get(row.pk, "unreviewed"),
                "release": known.releases[row.analysis_id],
                "is_current": row.analysis_id in known.current and not row.is_dropped,
            }
            found.append(told)
        return found

    def _chain(self, saying: Saying, links: Iterable[finding.Link]) -> list[shapes.Link]:
        return [
            shapes.Link(
                name=link.name,
                kind=shown.kind,
                role=shown.role,
                speaker=self.speaker(shown.speaker),
                source=pieces(saying.text, link.span),
                cue=pieces(saying.text, link.cue),
                why=shown.why,
            )
            for shown, link in zip(saying.chain, links, strict=False)
        ]

    # Articles --------------------------------------------------------------------------------

    def article_row(self, row: rows_of.Article, story: int | None) -> shapes.ArticleRow:
        """Return an article as a list has it."""
        return shapes.ArticleRow(**self._article_row(row, story))

    def _article_row(self, row: rows_of.Article, story: int | None) -> dict[str, Any]:
        return {
            **self._article(row),
            "byline": row.byline,
            "language": row.language,
            "source_url": row.url,
            "length": row.length,
            "text_sha256": row.fingerprint,
            "batch": row.batch_id,
            "story": story,
            "newest": row.newest_id,
            "created_at": row.created_at,
        }

    def annotated(self, shown: annotation.Annotation, seen: int) -> shapes.Article:
        """Return an article with its text and statements."""
        membership = shown.membership
        return shapes.Article(
            **self._article_row(shown.article, membership.story_id if membership else None),
            text=shown.article.text,
            origins=shown.article.origins,
            zones=[
                shapes.Zone(span=[zone.span.start, zone.span.end], kind=zone.kind.value)
                for zone in shown.zones
            ],
            membership=shapes.Membership(
                story=self.story(membership.story),
                score=membership.score,
                evidence=evidence(membership.evidence),
                voice=membership.voice,
            )
            if membership
            else None,
            release=shown.analysis.release if shown.analysis else None,
            statements=self.statements(shown.sayings),
            seen=seen,
        )

    # Stories and claims ----------------------------------------------------------------------

    def compared(
        self,
        compared: comparison.Comparison,
        independence: voices.Independence | None,
        storyline: Iterable[Story],
        seen: int,
    ) -> shapes.Story:
        """Return what each outlet of a story tells of each claim."""
        story = compared.story
        sayings = [saying for row in compared.rows for saying in row.sayings]
        told = {one.id: one for one in self.statements(sayings)}
        at = {column: number for number, column in enumerate(compared.columns)}
        return shapes.Story(
            **self._story(story),
            why_title=story.why_title,
            first_at=story.first_at,
            last_at=story.last_at,
            columns=[self._column(column) for column in compared.columns],
            claims=[self._row(row, at, told) for row in compared.rows],
            independence=_independence(independence) if independence else None,
            storyline=[self.story(one) for one in storyline],
            seen=seen,
        )

    def _column(self, column: comparison.Column) -> shapes.Column:
        return shapes.Column(
            name=column.name,
            outlet=self.outlet(column.articles[0].outlet),
            articles=[self.article(article) for article in column.articles],
            relays=column.credits,
            voice=column.voice or None,
        )

    def _row(
        self,
        row: comparison.Row,
        at: Mapping[comparison.Column, int],
        told: Mapping[int, shapes.Statement],
    ) -> shapes.Row:
        silence = row.silence
        return shapes.Row(
            claim=row.claim.pk if row.claim else None,
            words=row.wording.line,
            url=self.page(row.url),
            outlets=len(row.told_by),
            voices=row.voices,
            differences=_differences(row.differences),
            tellings=[
                shapes.Telling(
                    column=at[cell.column],
                    statements=[told[saying.statement.pk] for saying in cell.sayings],
                )
                for cell in row.told_by
            ],
            missing_from=[at[cell.column] for cell in row.missing_from],
            silence=shapes.Silence(
                words=silence.words,
                url=self.page(silence.url) if silence.url else None,
                when=silence.when,
                outlet=silence.outlet,
            )
            if silence
            else None,
        )

    def recorded(self, found: record.Record, seen: int) -> shapes.Claim:
        """Return everything on record about a claim."""
        told = {one.id: one for one in self.statements([e.saying for e in found.exhibits])}
        return shapes.Claim(
            **self._claim(found.claim.pk, found.wording.line),
            why_wording=found.claim.why_wording,
            wording=found.wording.statement.pk,
            story=self.story(found.membership.story) if found.membership else None,
            outlets=found.outlets,
            statements=[
                shapes.Exhibit(
                    statement=told[exhibit.saying.statement.pk],
                    kind=exhibit.link.kind,
                    score=exhibit.link.score,
                    evidence=evidence(exhibit.link.evidence),
                    decision=_verdict(exhibit.decision),
                )
                for exhibit in found.exhibits
            ],
            variants=[
                shapes.Variant(
                    words=variant.saying.line,
                    statement=variant.saying.statement.pk,
                    outlets=list(variant.outlets),
                )
                for variant in found.variants
            ],
            differences=_differences(found.differences),
            relations=[one for group in found.relations for one in self._relations(group)],
            seen=seen,
        )

    def _relations(self, group: Relations) -> Iterable[shapes.Relation]:
        for one in (*group.shown, *group.folded):
            yield shapes.Relation(
                id=one.link.pk,
                kind=one.link.kind,
                heading=group.heading,
                score=one.link.score,
                evidence=evidence(one.link.evidence),
                claim=self.claim(one.claim, one.wording.line),
                own=one.own.statement.pk,
                own_words=pieces(one.own.text, one.own.marks),
                other=one.other.statement.pk,
                other_words=pieces(one.other.text, one.other.marks),
                decision=_verdict(one.decision),
            )

    def claim_row(self, row: Claim, story: int | None, count: int) -> shapes.ClaimRow:
        """Return a claim as a list has it."""
        text = row.wording.article.text
        words = " … ".join(" ".join(span.of(text).split()) for span in row.wording.content)
        return shapes.ClaimRow(**self._claim(row.pk, words), statements=count, story=story)

    # What people did -------------------------------------------------------------------------

    def edit(self, row: Edit, hindrance: str) -> shapes.Edit:
        """Return what a person did, and whether it can be undone."""
        undone = getattr(row, "undone_by", None)
        return shapes.Edit(
            id=row.pk,
            api=self.api("edits", row.pk),
            deed=row.deed,
            words=row.get_deed_display(),
            by=row.by_name,
            at=row.at,
            why=row.why,
            title=row.title,
            changed=[
                shapes.Changed(label=one["label"], before=one["before"], after=one["after"])
                for one in row.shown
            ],
            subjects=row.subjects,
            undoes=row.undoes_id,
            undone_by=undone.pk if undone else None,
            hindrance=hindrance,
        )

    def done(self, edit: Edit | None, statement: Statement | None = None) -> shapes.Done:
        """Return what became of a deed, with the statement it was about as it stands now."""
        told = finding.sayings_of([statement.pk]) if statement else []
        return shapes.Done(
            edit=self.edit(edit, finding.hindrance(edit)) if edit else None,
            statement=self.in_full(told[0]) if told else None,
        )


def _independence(found: voices.Independence) -> shapes.Independence:
    return shapes.Independence(
        count=found.count,
        voices=[
            shapes.Voice(
                outlets=[column.short for column in voice.columns],
                ties=[_tie(tie) for tie in voice.ties],
            )
            for voice in found.voices
        ],
        apart=[_tie(tie) for tie in found.apart],
    )


def _tie(tie: voices.Tie) -> shapes.Tie:
    return shapes.Tie(
        outlets=list(tie.outlets),
        score=tie.score,
        signs=[shapes.Sign(label=sign.label, because=sign.because) for sign in tie.signs],
    )


def _differences(found: Iterable[Any]) -> list[shapes.Difference]:
    return [shapes.Difference(kind=one.kind, label=one.label, text=one.text) for one in found]


def _verdict(decision: StatementDecision | None) -> str | None:
    return decision.verdict if decision else None


def shares(
    teller: Teller, counted: Iterable[Mapping[str, Any]], outlets: Mapping[int, rows_of.Outlet]
) -> list[shapes.Share]:
    """Return how often each outlet reports a speaker, and how."""
    by_outlet: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in counted:
        mine = by_outlet[row["article__outlet"]]
        mine["statements"] += row["count"]
        mine[row["type"]] += row["count"]
        mine[row["polarity"]] += row["count"]
    ordered = sorted(by_outlet.items(), key=lambda one: (-one[1]["statements"], one[0] or 0))
    return [
        shapes.Share(
            outlet=teller.outlet(outlets[pk]) if pk else None,
            statements=mine["statements"],
            direct=mine["direct"],
            mixed=mine["mixed"],
            indirect=mine["indirect"],
            denied=mine["denied"],
            silences=mine["no-comment"],
        )
        for pk, mine in ordered
    ]

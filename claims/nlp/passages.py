"""Reads one window of a text: what is found there, as values whose offsets count in the text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from articles.text import TextSpan
from articles.zoning import READ, ZoneKind
from claims.nlp.borders import settled
from claims.nlp.chains import chained, relayed
from claims.nlp.finders import FINDERS
from claims.nlp.finders.quoted import introduction
from claims.nlp.mentions import Mention, mentions
from claims.nlp.merging import merged, typed
from claims.nlp.modality import qualified
from claims.nlp.nesting import nested
from claims.nlp.quotation_marks import Quotation, quotations
from claims.nlp.refusals import refused
from claims.nlp.spans import text_of
from claims.nlp.types import Attribution, ChainLink

GOING_ON = frozenset({"they", "it", "this", "these", "that"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What one window holds."""

    span: TextSpan
    finds: tuple[Attribution, ...]
    quotations: tuple[Quotation, ...]
    mentions: tuple[Mention, ...]
    sources: Mapping[TextSpan, Mention]  # the mention behind each span that a chain names
    introduction: Attribution | None = None  # "The Times reports:", with its words yet to come
    continuation: TextSpan | None = None  # "They might signal talks": the sentence it begins with


def passage(
    doc: Doc,
    start: int,
    seen: Iterable[Attribution] | None = None,
    kind: ZoneKind = ZoneKind.BODY,
) -> Passage:
    """Return what a window of a zone holds that begins at `start`; boilerplate holds nothing.

    `seen` are the tagger's finds in this window, None where it did not read; their offsets count
    from the window's beginning.
    """
    span = TextSpan(start, start + len(text_of(doc)))
    if kind not in READ:
        return Passage(span=span, finds=(), quotations=(), mentions=(), sources={})
    marked = quotations(text_of(doc))
    found = [*settled(seen or (), doc), *(find for finder in FINDERS for find in finder(doc))]
    raw = [find for find in found if not refused(find, doc, kind)]
    joined = relayed(raw, doc)
    outer = merged(joined, marked, is_tagged=seen is not None)
    finds, sources = chained(outer, doc)
    inner, more = chained(nested(joined, finds, doc), doc)
    sources |= more
    ready = [typed(qualified(find, doc), marked, text_of(doc)) for find in (*finds, *inner)]
    opening = introduction(doc)
    if opening is not None:
        (opening,), more = chained([opening], doc)
        sources |= more
    return Passage(
        span=span,
        finds=tuple(moved(find, start) for find in ready),
        quotations=tuple(
            replace(q, span=_at(q.span, start), inner=_at(q.inner, start)) for q in marked
        ),
        mentions=tuple(
            m.moved(start)
            for m in mentions(doc)
            if not any(
                q.inner.start <= m.span.start < q.inner.end for q in marked if not q.is_single
            )
        ),
        sources={_at(place, start): who.moved(start) for place, who in sources.items()},
        introduction=moved(opening, start) if opening else None,
        continuation=_continuation(doc, start),
    )


def _continuation(doc: Doc, start: int) -> TextSpan | None:
    """Return a first sentence that goes on about something just said, with "may" or "might"."""
    first = next(doc.sents, None)
    if first is None or first[0].lower_ not in GOING_ON or first[0].head != first.root:
        return None
    if any(child.lower_ in {"may", "might", "could"} for child in first.root.children):
        return _at(TextSpan(first.start_char, first.end_char), start)
    return None


def moved(find: Attribution, by: int) -> Attribution:
    """Return the same find, with offsets that count from an earlier beginning."""
    return replace(
        find,
        content=_all_at(find.content, by),
        cue=_all_at(find.cue, by),
        source=_all_at(find.source, by),
        quotations=_all_at(find.quotations, by),
        hedges=_all_at(find.hedges, by),
        conditions=_all_at(find.conditions, by),
        negations=_all_at(find.negations, by),
        asides=_all_at(find.asides, by),
        insertions=_all_at(find.insertions, by),
        chain=tuple(_link_at(link, by) for link in find.chain),
    )


def _link_at(link: ChainLink, by: int) -> ChainLink:
    return replace(
        link,
        span=_at(link.span, by) if link.span else None,
        cue=_at(link.cue, by) if link.cue else None,
    )


def _at(span: TextSpan, by: int) -> TextSpan:
    return TextSpan(span.start + by, span.end + by)


def _all_at(spans: tuple[TextSpan, ...], by: int) -> tuple[TextSpan, ...]:
    return tuple(_at(span, by) for span in spans)

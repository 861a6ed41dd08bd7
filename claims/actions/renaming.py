"""Rename: say whom a name means, so that speakers are merged, renamed, split or of another kind.

Each deed is made of decisions about names, kept with their history; what was read before and what
will be read later obeys them alike. Each returns its edit, or None when all was so already.
"""

from collections.abc import Collection, Iterable, Sequence
from zlib import crc32

from articles.models import Article
from claims.actions import history
from claims.actions.history import By, Deed, Seen, Shown
from claims.actions.speakers import clean, decided_names, key_of, node_of
from claims.linking.meanings import Node
from claims.models import Edit, SourceLink, Speaker, SpeakerDecision
from claims.nlp.types import SpeakerKind

KINDS = tuple(str(kind) for kind in SpeakerKind if kind != SpeakerKind.UNNAMED)


class WrongName(ValueError):
    """What a speaker cannot be called or be; the message says why, for people."""


def merge(
    *, speaker: Speaker, into: Speaker, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let a speaker's names mean another one, everywhere.

    Raise `WrongName` when both are one, `Overtaken` when somebody decided since it was `seen`.
    """
    if speaker == into:
        raise WrongName(f"That is {speaker} already.")
    return _everywhere(speaker, into.name, into.kind, by, why, seen, more=[into])


def rename(
    *, speaker: Speaker, name: str, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let a speaker be called so; where there is one of that name, the two become one.

    Raise `WrongName` for a name without a letter.
    """
    name = _checked(name)
    there = Speaker.objects.filter(key=key_of(name, speaker.kind), kind=speaker.kind).first()
    return _everywhere(speaker, name, speaker.kind, by, why, seen, more=[there] if there else [])


def set_kind(
    *, speaker: Speaker, kind: str, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let a speaker be a person, a body, a document and so on. Raise `WrongName` for no kind."""
    if kind not in KINDS:
        raise WrongName("Choose what kind of source it is.")
    return _everywhere(speaker, speaker.name, kind, by, why, seen)


def split(
    *,
    speaker: Speaker,
    to_name: str,
    articles: Collection[Article] = (),
    names: Collection[str] = (),
    by: By,
    why: str = "",
    seen: Seen | None = None,
) -> Edit | None:
    """Let what is named so in some articles, or some names wherever they stand, mean another.

    Raise `WrongName` when nothing is chosen, or all that there is.
    """
    to_name = _checked(to_name)
    links = SourceLink.objects.filter(speaker=speaker).order_by()
    if node_of(to_name, speaker.kind) == (speaker.key, speaker.kind):
        raise WrongName(f"{to_name} is {speaker}: give those who are split off another name.")
    put = []
    for article in articles:
        given = links.filter(statement__article=article).values_list("name", "kind").distinct()
        put += [
            _decision(name, kind, to_name, speaker.kind, article)
            for name, kind in _by_key(given).values()
        ]
    given = links.filter(name__in=names).values_list("name", "kind").distinct()
    put += [_decision(name, kind, to_name, speaker.kind) for name, kind in _by_key(given).values()]
    if not put:
        raise WrongName("Choose the articles or names that are somebody else’s.")
    where = [article.title or str(article) for article in articles] + [f"“{n}”" for n in names]
    return history.decide(
        deed=Deed.NAMED,
        by=by,
        why=why,
        title=speaker.name,
        about=[speaker, *articles, *_subjects(put)],
        put=put,
        shown=[Shown(f"Speaker in {one}", speaker.name, to_name) for one in where],
        seen=seen,
    )


def subject_of(node: Node) -> str:
    """Return the name under which what was decided about a name is found, row or none."""
    return f"name:{crc32('/'.join(node).encode()):08x}"


def _everywhere(
    speaker: Speaker,
    to_name: str,
    to_kind: str,
    by: By,
    why: str,
    seen: Seen | None,
    *,
    more: Sequence[Speaker] = (),
) -> Edit | None:
    node, to = (speaker.key, speaker.kind), node_of(to_name, to_kind)
    put = [_decision(speaker.name, speaker.kind, to_name, to_kind, key=speaker.key)]
    if to != node and any(one.name != to_name for one in more if (one.key, one.kind) == to):
        put.append(_decision(to_name, to_kind, to_name, to_kind))  # to be written so
    shown = [Shown("Name", speaker.name, to_name)] if speaker.name != to_name else []
    shown += [Shown("Kind", speaker.kind, to_kind)] if speaker.kind != to_kind else []
    written = {(one.key, one.kind) for one in put}
    return history.decide(
        deed=Deed.NAMED,
        by=by,
        why=why,
        title=speaker.name,
        about=[speaker, *more, *_subjects(put)],
        put=put,
        drop=[row for row in _leading_back(to, node) if (row.key, row.kind) not in written],
        shown=shown,
        seen=seen,
    )


def _leading_back(to: Node, node: Node) -> list[SpeakerDecision]:
    """Return the decision by which a name leads back to one that is about to mean it.

    The later word counts: what it says means itself from now on, or both would go in a circle.
    """
    said = decided_names()
    first = one = said.everywhere(to)
    seen: set[Node] = set()
    while one and one.node not in seen and to != node:
        seen.add(one.node)
        if one.to == node and first:
            return list(SpeakerDecision.objects.filter(pk=first.id))
        one = said.everywhere(one.to)
    return []


def _decision(
    name: str,
    kind: str,
    to_name: str,
    to_kind: str,
    article: Article | None = None,
    *,
    key: str = "",
) -> SpeakerDecision:
    """Return a decision, in the place of an earlier one about the same name."""
    key = key or key_of(name, kind)
    there = SpeakerDecision.objects.filter(article=article, key=key, kind=kind).first()
    return SpeakerDecision(
        pk=there.pk if there else None,
        article=article,
        key=key,
        kind=kind,
        name=name,
        to_name=to_name,
        to_kind=to_kind,
    )


def _by_key(given: Iterable[tuple[str, str]]) -> dict[Node, tuple[str, str]]:
    """Return one spelling of each name."""
    return {node_of(*one): one for one in sorted(given, reverse=True)}


def _subjects(rows: Iterable[SpeakerDecision]) -> set[str]:
    nodes = {(row.key, row.kind) for row in rows} | {
        node_of(row.to_name, row.to_kind) for row in rows
    }
    return {subject_of(node) for node in nodes}


def _checked(name: str) -> str:
    name = clean(name)
    if not any(letter.isalnum() for letter in name):
        raise WrongName("Give a name.")
    return name

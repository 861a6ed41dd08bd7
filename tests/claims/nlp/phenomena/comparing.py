"""Compares a reading with a case of the specification, field by field.

Only letters and digits count, so punctuation, quotation marks and space at a border never do.

- Content: exactly the marked words.
- Source: nothing outside the marked phrase, and in it a head of the phrase by the rule of thumb
  that the benchmarks use too (the last word before a comma or a preposition).
- Cue: at least one word of the marked phrase; to whom, where or how it was said may stand in it,
  but nothing of the marked source or content.
- Chain: each link by name, kind and role, articles ("the") aside; of a description, like
  "senior official", the name may say more. Where a person or an organisation is called something
  else than its name in the marked source, the link has to say why it got that name.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from articles.text import TextSpan
from benchmarks.spans import heads
from claims.linking import pairs, stories
from claims.linking.types import ArticleCard, StatementCard
from claims.nlp import read
from claims.nlp.encoder import encode
from claims.nlp.types import Attribution, ChainLink, Reading, SpeakerKind, Tier
from tests.claims.nlp.phenomena.cases import Article, Case, Wanted

VALUES = frozenset({"type", "act", "polarity", "certainty", "stance", "tier"})
SPANS = frozenset({"hedges", "conditions", "negations", "asides", "insertions", "quotations"})
PROPER = frozenset({SpeakerKind.PERSON, SpeakerKind.ORGANISATION})  # they have names of their own
LEAST = 0.3  # shared part of two contents, of all that either has, to be the same statement

_POSSESSIVE = re.compile(r"[’']s?\b(?!\w)")
_LINK = re.compile(r"(?P<name>.+) \((?P<kind>[a-z ]+), (?P<role>[a-z ]+)\)")

Found = dict[str, Attribution]


def is_core(attribution: Attribution) -> bool:
    """Say whether an attribution counts as a statement that the text really makes."""
    return attribution.tier is Tier.CORE


def problems(case: Case) -> list[str]:
    """Read the texts of a case and return what is not as it should be, in words."""
    readings = [read(article.text) for article in case.articles]
    found: Found = {}
    told: list[str] = []
    for place, reading in enumerate(readings):
        wanted = {key: one for key, one in case.wanted.items() if one.article == place}
        text = case.articles[place].text
        here = _paired(wanted, reading.attributions, text)
        found |= here
        for key, one in wanted.items():
            if key in here:
                told += [f"{key} {said}" for said in _differences(one, here[key], text)]
            elif "may be missing" not in one.fields:
                told.append(f"{key} not found: {_words(one.content, text)}")
        matched = {id(attribution) for attribution in here.values()}
        told += [
            f"not wanted: {_shown(attribution, text)}"
            for attribution in reading.attributions
            if is_core(attribution) and id(attribution) not in matched
        ]
    told += _of_articles(case, readings)
    told += _of_links(case, found)
    told += _of_repeats(case, found, readings)
    return told


def _paired(wanted: dict[str, Wanted], given: Iterable[Attribution], text: str) -> Found:
    """Return the attribution that best fits each wanted statement, each used once."""
    fits = []
    for place, attribution in enumerate(given):
        content, cue = _letters(attribution.content, text), _letters(attribution.cue, text)
        for key, one in wanted.items():
            marked = _spelled(one.content, text)
            fit = len(marked & content) / len(marked | content) if content else 0.0
            if fit >= LEAST:
                beside = bool(cue & one.cue)  # of two with one content, the cue decides
                fits.append((-round(fit, 2) - beside, key, place, attribution))
    found: Found = {}
    used: set[int] = set()
    for _, key, place, attribution in sorted(fits, key=lambda fit: fit[:3]):
        if key not in found and place not in used:
            found[key] = attribution
            used.add(place)
    return found


def _differences(wanted: Wanted, found: Attribution, text: str) -> Iterator[str]:
    marked, content = _spelled(wanted.content, text), _letters(found.content, text)
    if marked - wanted.optional != content - wanted.optional:
        yield _told("content", _words(wanted.content, text), _cut(found.content, text))
    cue = _letters(found.cue, text, is_owner=True)
    if wanted.cue and not _is_cue(wanted, cue, text):
        yield _told("cue", _words(wanted.cue, text), _cut(found.cue, text))
    if wanted.source and not _is_source(wanted, found, text):
        yield _told("source", _words(wanted.source, text), _cut(found.source, text))
    for name, value in wanted.fields.items():
        if name in VALUES:
            is_now = str(getattr(found, name))
            if is_now not in value.split(" or "):
                yield _told(name, value, is_now)
        elif name in SPANS:
            words = [span.of(text) for span in getattr(found, name)]
            if {_bare(word) for word in words} != _listed(value):
                yield _told(name, value, " / ".join(words) or "none")
        elif name == "chain":
            yield from _of_chain(value, wanted, found, text)
        elif name == "headline":
            if found.is_headline is not (value == "yes"):
                yield _told(name, value, str(found.is_headline))
        elif name != "may be missing":
            yield f"{name}: a reading has no such field"


def _is_cue(wanted: Wanted, cue: set[int], text: str) -> bool:
    marked = _spelled(wanted.cue, text)
    others = (wanted.source | wanted.content) - wanted.optional - wanted.cue
    return not marked or bool(cue & marked and not cue & others)


def _is_source(wanted: Wanted, found: Attribution, text: str) -> bool:
    source = _letters(found.source, text, is_owner=True)
    phrase = [(span.start, span.end) for span in _runs(wanted.source)]
    core = any(source & set(range(*head)) for head in heads(text, tuple(phrase)))
    return core and source <= wanted.source


def _of_chain(value: str, wanted: Wanted, found: Attribution, text: str) -> Iterator[str]:
    links = [_LINK.fullmatch(part.strip()) for part in re.split(r" [>&] ", value)]
    source = _words(wanted.source, text).lower()
    for link, one in zip_longest(links, found.chain):
        shown = f"{one.name or 'nobody'} ({one.kind}, {one.role})" if one else "no link"
        if link is None or one is None:
            yield _told("chain", link.group() if link else "no further link", shown)
            continue
        name = "" if link["name"] == "nobody" else link["name"]
        is_so = _is_called(name, one)
        is_so = is_so and one.kind in link["kind"].split(" or ")
        if not is_so or one.role not in link["role"].split(" or "):
            yield _told("chain", link.group(), shown)
        elif (
            link is links[-1] and one.kind in PROPER and name.lower() not in source and not one.why
        ):
            yield f"chain: {name} is not named there, and no reason is given"


def _is_called(wanted: str, link: ChainLink) -> bool:
    want, have = _name(wanted), _name(link.name)
    return want == have or (link.kind not in PROPER and bool(want) and set(want) <= set(have))


def _name(name: str) -> tuple[str, ...]:
    words = re.findall(r"[\w.]+(?:[-’'][\w.]+)*", _POSSESSIVE.sub("", name).lower())
    return tuple(words[1:] if words[:1] and words[0] in {"the", "a", "an"} else words)


def _of_articles(case: Case, readings: list[Reading]) -> Iterator[str]:
    if "genre" in case.fields and not hasattr(readings[0], "genre"):
        yield "genre: a reading has no such field"
    if "articles" in case.fields:
        cards = [_article_card(article, str(i)) for i, article in enumerate(case.articles)]
        together = "one story" if len(stories.group(cards)) == 1 else "two stories"
        if together != case.fields["articles"]:
            yield _told("articles", case.fields["articles"], together)


def _of_links(case: Case, found: Found) -> Iterator[str]:
    for (one, other), kind in case.links.items():
        if one not in found or other not in found:
            yield f"{one} {other} link: {kind} needs both statements"
            continue
        cards = [_statement_card(case, key, found[key]) for key in (one, other)]
        link = pairs.score(*cards)
        is_now = str(link.kind) if link else "none"
        if is_now not in kind.split(" or "):
            yield _told(f"{one} {other} link", kind, is_now)


def _of_repeats(case: Case, found: Found, readings: list[Reading]) -> Iterator[str]:
    for one, other in case.repeats:
        if one not in found or other not in found:
            continue  # told already, unless one of them may be missing
        given = readings[case.wanted[one].article].attributions
        places = [given.index(found[key]) for key in (one, other)]
        if [found[one].repeats, found[other].repeats] not in ([None, places[0]], [places[1], None]):
            yield f"{one} {other} counted twice"


def _article_card(article: Article, key: str) -> ArticleCard:
    title, _, body = article.text.partition("\n\n")
    terms, meaning = stories.profile(title, body)
    return ArticleCard(key, article.day, article.outlet, terms, encode(meaning))


def _statement_card(case: Case, key: str, attribution: Attribution) -> StatementCard:
    place = case.wanted[key].article
    article = case.articles[place]
    content = " ".join(span.of(article.text) for span in attribution.content)
    return StatementCard(
        key=key,
        article=str(place),
        outlet=article.outlet,
        day=article.day,
        speaker=attribution.chain[-1].name,
        speaker_kind=attribution.chain[-1].kind,
        content=content,
        quoted=tuple(span.of(article.text) for span in attribution.quotations),
        polarity=attribution.polarity,
        certainty=attribution.certainty,
        vector=encode(content),
    )


def _letters(spans: Iterable[TextSpan], text: str, *, is_owner: bool = False) -> set[int]:
    """Return where the letters and digits of spans stand; an owner's without its "'s"."""
    places = {at for span in spans for at in range(span.start, span.end)}
    if is_owner:
        for mark in _POSSESSIVE.finditer(text):
            places -= set(range(*mark.span()))
    return _spelled(places, text)


def _spelled(places: set[int], text: str) -> set[int]:
    return {at for at in places if text[at].isalnum()}


def _runs(places: set[int]) -> Iterator[TextSpan]:
    start = None
    for at in sorted(places):
        start = at if start is None else start
        if at + 1 not in places:
            yield TextSpan(start, at + 1)
            start = None


def _words(places: set[int], text: str) -> str:
    return _cut(_runs(places), text)


def _cut(spans: Iterable[TextSpan], text: str) -> str:
    return " … ".join(span.of(text) for span in spans) or "nothing"


def _shown(attribution: Attribution, text: str) -> str:
    parts = (attribution.source, attribution.cue, attribution.content)
    return "{%s} <%s> [%s]" % tuple(_cut(part, text) for part in parts)  # noqa: UP031


def _listed(value: str) -> set[str]:
    return set() if value == "none" else {_bare(part) for part in value.split(" / ")}


def _bare(words: str) -> str:
    return re.sub(r"^\W+|\W+$", "", words).lower() or words.strip()


def _told(name: str, wanted: str, found: str) -> str:
    return f"{name}: wanted {wanted}, found {found}"

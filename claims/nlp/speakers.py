"""Resolves who a source is to the fullest mention inside the same text, and says why.

The rules are after Hobbs 1978 (subjects before others, near before far) and the sieves of
Lee et al. 2013: names by their last word, phrases by head and traits, pronouns by number and
gender. From outside the text come only the gender of common given names and the offices that
well-known people have held, and these only for people whom the text names.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from articles.text import TextSpan
from claims.nlp import cues, roles
from claims.nlp.cast import (
    Cast,
    Member,
    Speaker,
    assembled,
    fullest,
    kind_of_name,
    last_word,
    pronoun_of_name,
    pronoun_of_words,
)
from claims.nlp.mentions import Mention
from claims.nlp.types import Attribution, ChainLink, Role, SpeakerKind

FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us"})
FURTHEST = 3_000  # characters back that a pronoun looks for somebody
LEDE = 700  # characters of a text in which a description may come before the name
_INDEFINITE = "a an one another some any no every each other many most which what whose both half"
INDEFINITE = frozenset(_INDEFINITE.split())
# Bodies that belong to a person: "the campaign" is that of whom the text speaks of.
OWNED = frozenset({"campaign", "camp", "team"})
# "The Vermont Democrat": a person by party, where the model sees a group's name.
PARTY_MEMBERS = frozenset({"republican", "democrat", "independent"})
# Too wide for an office that is only known, not said: nearly everybody leads something.
WIDE = frozenset(
    {"leader", "chief", "head", "director", "boss", "executive", "politician", "rival"}
)

# Offices that name a person as well as a name does.
HELD_BY_ONE = frozenset({"king", "queen", "pope", "emperor"})
# Heads of those whose name a text does not care for.
NAMELESS = frozenset(
    {"narrator", "announcer", "moderator", "interviewer", "heckler", "witness", "one", "other"}
)

# What speaks for taking a description for somebody. Chosen on the fit half of
# benchmarks/gold/speakers.jsonl.
ROLE_SAID, ROLE_KNOWN, WORD_SHARED = 4.0, 3.0, 1.5
LAST_MEANT, IN_LEDE, NAMED_LATER = 1.0, 0.5, -2.0
ENOUGH = 3.0
_OF_A_NAME = re.compile(r"\b(?:of|for|at|from|in|with) (?:the )?[A-Z]")


def named(
    finds: Iterable[Attribution], mentions: Iterable[Mention], sources: Mapping[TextSpan, Mention]
) -> list[Attribution]:
    """Return the finds with each link of their chains resolved, in the order given.

    `sources` holds the mention behind each span that a chain names.
    """
    everybody = sorted({*mentions, *sources.values()}, key=lambda m: (m.span, m.surface))
    cast = assembled(everybody)
    meant: dict[TextSpan, Speaker] = {}
    for mention in everybody:
        speaker = resolved(mention, cast)
        meant.setdefault(mention.span, speaker)
        if speaker.name:
            cast.seen.append((mention, speaker))
    by_source = {span: meant[mention.span] for span, mention in sources.items()}
    return [replace(find, chain=_chain(find, by_source, sources)) for find in finds]


def _chain(
    find: Attribution, speakers: Mapping[TextSpan, Speaker], sources: Mapping[TextSpan, Mention]
) -> tuple[ChainLink, ...]:
    links: list[ChainLink] = []
    for link in find.chain:
        speaker = speakers.get(link.span) if link.span else None
        if speaker is None or link.span is None:
            links.append(link)
            continue
        role = link.role
        if role is Role.SPEAKER and speaker.kind is SpeakerKind.DOCUMENT:
            role = Role.DOCUMENT
        links.append(
            replace(link, name=speaker.name, kind=speaker.kind, role=role, why=speaker.why)
        )
        owner = sources[link.span].owner
        if role is Role.DOCUMENT and owner is not None and owner.span in speakers:
            behind = speakers[owner.span]
            links.append(
                ChainLink(
                    span=owner.span,
                    name=behind.name,
                    kind=behind.kind,
                    why=behind.why or "The text names whose words these are.",
                )
            )
    return tuple(links)


def resolved(mention: Mention, cast: Cast) -> Speaker:
    """Return whom a mention means, given what the text has said before it."""
    if mention.stands_for is not None:
        inner = resolved(mention.stands_for, cast)
        return replace(
            inner, why=f"“{mention.surface}” refers back to “{mention.stands_for.surface}”."
        )
    if mention.is_pronoun:
        return _of_pronoun(mention, cast)
    if mention.surface == "A" and len(cast.people) == 1:  # questions and answers of one person
        (name,) = cast.people
        return Speaker(name, SpeakerKind.PERSON, "It is the answer of whom the text is about.")
    if mention.name:
        return _of_name(mention, cast)
    if mention.surface.lower() in cast.surnames:
        return _of_name(replace(mention, name=mention.surface, label="PERSON"), cast)
    return _of_phrase(mention, cast)


def _of_name(mention: Mention, cast: Cast) -> Speaker:
    kind = kind_of_name(mention)
    if kind is SpeakerKind.ORGANISATION and mention.name.lower() in cast.surnames:
        kind = SpeakerKind.PERSON
    if kind is not SpeakerKind.PERSON:
        if mention.head in PARTY_MEMBERS and (speaker := _party_member(mention, cast)):
            return speaker
        if _is_group(mention):
            return Speaker(mention.phrase or mention.name, SpeakerKind.COLLECTIVE, is_plural=True)
        full = cast.longer_names.get(mention.name, mention.name)
        why = f"“{mention.name}” is “{full}”, named in full in this text."
        return Speaker(full, kind, "" if full == mention.name else why)
    full = fullest(mention, cast)
    if full == mention.name:
        if body := _shortened(mention, cast):
            why = f"“{mention.name}” is “{body}”, named in full in this text."
            return Speaker(body, SpeakerKind.ORGANISATION, why)
        return Speaker(full, kind)
    return Speaker(full, kind, f"“{mention.name}” is “{full}”, named in full in this text.")


def _shortened(mention: Mention, cast: Cast) -> str:
    """Return the body that a lone word begins, where nobody bears it as a name: "Gannet"."""
    word = mention.name.lower()
    is_persons = word in cues.words("surnames") or mention.traits & cues.words("titles")
    if " " in word or is_persons or word in cast.full_names or word in cast.given_names:
        return ""
    fits = [
        member
        for member in cast.bodies.values()
        if member.label == "ORG" and member.name.lower().startswith(f"{word} ")
    ]
    return max(fits, key=lambda member: (member.times, -member.first)).name if fits else ""


def _party_member(mention: Mention, cast: Cast) -> Speaker | None:
    """Return whom "the Vermont Democrat" means: a politician of that party and state."""
    if mention.is_plural or not _is_definite(mention):
        return None
    last = _last_person(mention, cast)
    words = roles.normal(w.lower() for w in mention.surface.split()) - {"the", "a", "an"}
    fits = [
        (
            len(words & (member.traits | member.known)),
            member.name == last,
            -member.first,
            member.name,
        )
        for member in cast.people.values()
        if member.traits | member.known
        and not roles.clash(words, member.traits | member.known)
        and member.first < mention.span.start
    ]
    best = max(fits, default=None)
    if best is None or best[0] < 1 or (best[0] == 1 and not best[1]):
        return None
    name = best[-1]
    why = f"“{mention.surface}” fits what this text says of {name}."
    return Speaker(name, SpeakerKind.PERSON, why)


def _is_group(mention: Mention) -> bool:
    """Say whether a phrase names people by their country or party: "Democrats", "Russians"."""
    return mention.is_plural and (
        mention.label == "NORP" or mention.head in cues.words("collective_nouns")
    )


def _of_phrase(mention: Mention, cast: Cast) -> Speaker:
    phrase = mention.phrase or mention.surface
    is_body_noun = mention.head in _body_nouns()
    if is_body_noun and not mention.is_plural and (speaker := _body(mention, cast)):
        return speaker
    if mention.head in cues.words("documents"):
        return Speaker(phrase, SpeakerKind.DOCUMENT)
    if mention.is_plural:
        return Speaker(phrase, _kind_of_group(mention), is_plural=True)
    if mention.head in OWNED and (speaker := _owned(mention, cast)):
        return speaker
    if is_body_noun or mention.head in cues.words("institutions") | cues.words("media"):
        return Speaker(phrase, SpeakerKind.ORGANISATION)
    if speaker := _described(mention, cast):
        return speaker
    if _is_definite(mention):
        for earlier, speaker in cast.latest():
            if not earlier.name and earlier.head == mention.head and not earlier.is_plural:
                why = f"“{mention.surface}” takes up “{earlier.surface}”."
                return replace(speaker, why="" if speaker.name == phrase else why)
    if speaker := _spoken_of(mention, cast):
        return speaker
    if mention.head in cues.words("collective_nouns") - cues.words("person_nouns"):
        return Speaker(phrase, SpeakerKind.COLLECTIVE)
    if _is_only_one(mention):
        return Speaker(phrase, SpeakerKind.PERSON)
    if _is_human(mention):
        return Speaker(phrase, SpeakerKind.ANONYMOUS)
    return Speaker(phrase, SpeakerKind.ORGANISATION)


def _is_only_one(mention: Mention) -> bool:
    """Say whether an office has one holder, who is known by it alone: "the prime minister"."""
    is_first = mention.head == "minister" and "prime" in mention.traits
    return (is_first or mention.head in HELD_BY_ONE) and _is_definite(mention)


def _is_human(mention: Mention) -> bool:
    return mention.head in cues.words("person_nouns") or mention.head.endswith(
        ("er", "or", "ist", "man")
    )


def _is_definite(mention: Mention) -> bool:
    """Say whether a phrase points at somebody known: "the senator", "his lawyer"."""
    first = mention.surface.lower().split()[0] if mention.surface.split() else ""
    return first not in INDEFINITE and not first[:1].isdigit()


def _kind_of_group(mention: Mention) -> SpeakerKind:
    if mention.head in {"source", "insider"} or mention.traits & cues.words("anonymous_signs"):
        return SpeakerKind.ANONYMOUS
    return SpeakerKind.COLLECTIVE


def _described(mention: Mention, cast: Cast) -> Speaker | None:
    """Return who has the role a phrase names: "the Russian president" -> "Vladimir Putin"."""
    definite = _is_definite(mention)
    if not definite and mention.span.start > LEDE:
        return None
    is_office = roles.is_role(mention.head) or mention.head in cues.words("offices")
    if not is_office and (mention.head not in cues.words("person_nouns") or not definite):
        return None
    wanted = roles.normal(mention.traits) - {mention.head}
    last = _last_person(mention, cast)
    best: tuple[float, int, Member] | None = None
    for member in cast.people.values():
        if not _may_be(member, mention, wanted):
            continue
        said = roles.may_mean(mention.head, member.traits)
        known = is_office and roles.may_mean(mention.head, member.known)
        shared = wanted & (member.traits | member.known)
        if not said and (not known or (mention.head in WIDE and not shared)):
            continue
        score = ROLE_SAID if said else ROLE_KNOWN
        score += WORD_SHARED * len(shared)
        score += IN_LEDE * (member.first < LEDE)
        score += LAST_MEANT * (member.name == last)
        score += _named_later(member, mention)
        score -= not definite
        rank = (score, -abs(mention.span.start - member.first), member)
        if best is None or rank[:2] > best[:2]:
            best = rank
    if best is None or best[0] < ENOUGH:
        return None
    member = best[2]
    role = mention.head
    if roles.may_mean(mention.head, member.traits):
        why = f"“{mention.surface}” is what this text calls {member.name}."
    else:
        why = f"“{mention.surface}” fits {member.name}, named in this text and known as {role}."
    return Speaker(member.name, SpeakerKind.PERSON, why)


def _named_later(member: Member, mention: Mention) -> float:
    """Return what it costs that somebody is named only later: less in a headline or lede."""
    if member.first <= mention.span.start:
        return 0.0
    return NAMED_LATER / 2 if mention.span.start < LEDE else NAMED_LATER


def _may_be(member: Member, mention: Mention, wanted: frozenset[str]) -> bool:
    """Say whether nothing in a phrase speaks against somebody."""
    if last_word(member.name) in mention.traits or member.name.lower() in mention.traits:
        return False  # "Clinton's lawyer" is not Clinton
    pronoun = pronoun_of_words(frozenset({mention.head, *mention.traits}))
    if pronoun and member.pronoun and pronoun != member.pronoun:
        return False
    return not roles.clash(wanted, member.traits | member.known)


def _last_person(mention: Mention, cast: Cast) -> str:
    """Return who was meant last as the subject of a sentence before this mention."""
    for earlier, speaker in cast.latest():
        if mention.span.start - earlier.span.start > FURTHEST:
            break
        if (
            speaker.kind is SpeakerKind.PERSON
            and earlier.is_subject
            and earlier.sentence < mention.sentence
        ):
            return speaker.name
    return ""


def _spoken_of(mention: Mention, cast: Cast) -> Speaker | None:
    """Return whom a text speaks of where a phrase says something new: "the mother of three"."""
    if not _is_definite(mention) or not _is_human(mention) or _tells_who(mention, cast):
        return None
    member = cast.people.get(_last_person(mention, cast))
    if member is None or not _may_be(member, mention, roles.normal(mention.traits)):
        return None
    said = member.traits | member.known
    if mention.head in cues.words("offices") and said & cues.words("offices"):
        return None  # one office is known, and it is another
    if mention.head in {"man", "woman"} and not member.pronoun:
        return None
    why = f"“{mention.surface}” says something of {member.name}, the subject just before."
    return Speaker(member.name, SpeakerKind.PERSON, why)


def _tells_who(mention: Mention, cast: Cast) -> bool:
    """Say whether a phrase tells by itself who is meant, or that nobody shall know.

    "The head of Sony Pictures", "his lawyer", "the agency's director", "the narrator".
    """
    owner = mention.owner
    if owner is not None and (
        owner.is_pronoun or last_word(owner.name or "-") not in cast.surnames
    ):
        return True
    others = {last_word(name) for name in cast.people} - {last_word(owner.name) if owner else ""}
    return bool(
        mention.traits & others
        or mention.traits & cues.words("anonymous_signs")
        or mention.head in NAMELESS
        or (mention.head in cues.words("anonymous_nouns") and mention.head != "adviser")
        or _OF_A_NAME.search(mention.surface)
    )


def _owned(mention: Mention, cast: Cast) -> Speaker | None:
    """Return whose campaign or team "the campaign" is; None where the phrase itself says it."""
    phrase = mention.phrase or mention.surface
    owners = [m.name for m in cast.people.values() if last_word(m.name) in mention.traits]
    if len(owners) == 1 and phrase.lower().startswith(tuple(owners[0].lower().split())):
        name = f"{owners[0]}’s {mention.head}"
        why = f"“{mention.surface}” names whose {mention.head} it is."
        return Speaker(name, SpeakerKind.ORGANISATION, "" if name == phrase else why)
    if mention.traits - {mention.head}:
        return None
    for earlier, speaker in cast.latest():
        if mention.span.start - earlier.span.start > FURTHEST:
            break
        if earlier.head == mention.head and speaker.name.lower() != phrase.lower():
            why = f"“{mention.surface}” takes up “{speaker.name}”."
            return Speaker(speaker.name, SpeakerKind.ORGANISATION, why)
        if speaker.kind is SpeakerKind.PERSON and earlier.is_subject:
            name = f"{speaker.name}’s {mention.head}"
            why = f"“{mention.surface}” is that of {speaker.name}, the last person spoken of."
            return Speaker(name, SpeakerKind.ORGANISATION, why)
    return None


def _body(mention: Mention, cast: Cast) -> Speaker | None:
    """Return the organisation that a phrase takes up: "the fund", "the newspaper"."""
    if not _is_definite(mention):
        return None
    wanted = roles.normal(mention.traits) - {mention.head}
    recent = _recent_bodies(mention, cast)
    best: tuple[float, Member] | None = None
    for member in cast.bodies.values():
        score = _fit(mention, wanted, member)
        if score <= 0:
            continue
        score += recent.get(member.name, 0.0)
        score += _named_later(member, mention)
        if best is None or (score, -member.first) > (best[0], -best[1].first):
            best = (score, member)
    if best is None or best[0] < ENOUGH:
        return None
    name = best[1].name
    why = f"“{mention.surface}” takes up {name}, the nearest that fits."
    return Speaker(name, SpeakerKind.ORGANISATION, why)


def _recent_bodies(mention: Mention, cast: Cast) -> dict[str, float]:
    """Return how near before a mention organisations were meant: 1 for the last, then less."""
    found: dict[str, float] = {}
    for earlier, speaker in cast.latest():
        if mention.span.start - earlier.span.start > FURTHEST:
            break
        if speaker.kind is SpeakerKind.ORGANISATION and speaker.name in cast.bodies:
            found.setdefault(speaker.name, 2.5 - 0.5 * len(found) + 0.5 * earlier.is_subject)
    return {name: value for name, value in found.items() if value > 0}


def _fit(mention: Mention, wanted: frozenset[str], member: Member) -> float:
    """Return how well a name suits a phrase by its words and its kind; 0 for not at all."""
    words = frozenset(word.lower() for word in member.name.split())
    if words <= _body_nouns().keys():
        return 0.0  # a headline's "Newspaper" is no name
    shared = WORD_SHARED * len(wanted & (words | member.traits))
    if mention.head in words or f"{mention.head}s" in words:
        return ROLE_SAID + shared
    if mention.head in member.traits:
        return ROLE_KNOWN + shared
    if wanted and not shared:
        return 0.0
    kind, suiting = _body_nouns()[mention.head]
    is_place = member.label in {"GPE", "LOC"}
    if kind == "place":
        return 1.5 * is_place
    is_media = bool(words & cues.words("media"))
    if kind not in {"any", "named"}:
        other = {"air": "print_media", "print": "air_media"}.get(kind)
        return 2.0 * (is_media and not (other and words & cues.words(other)))
    if is_place or is_media or (words & _body_nouns().keys() - suiting):
        return 0.0  # "the group" is no school
    if words & suiting:
        return 2.0 + shared
    if any(words & others for _, others in _body_nouns().values()):
        return 0.0  # "the union" is no ferry line
    return 0.0 if kind == "named" else 0.5 + shared


@cache
def _body_nouns() -> dict[str, tuple[str, frozenset[str]]]:
    rows = roles.rows("body_nouns.tsv")
    return {noun: (kind, frozenset(suiting.split())) for noun, kind, suiting in rows}


def _of_pronoun(mention: Mention, cast: Cast) -> Speaker:
    if mention.head in FIRST_PERSON:
        return Speaker(
            "the author", SpeakerKind.PERSON, f"“{mention.surface}” stands outside quotation marks."
        )
    candidates = [
        (earlier, speaker)
        for earlier, speaker in cast.latest()
        if earlier.span.start < mention.span.start
        and mention.span.start - earlier.span.start <= FURTHEST
        and _agrees(mention, earlier, speaker, cast)
    ]
    if not candidates:
        return Speaker("", SpeakerKind.UNNAMED, f"Nobody before “{mention.surface}” fits it.")
    if mention.head in {"it", "its"}:  # a hall speaks only where nothing else does
        candidates = [pair for pair in candidates if _has_voice(pair[0])] or candidates
    earlier, speaker = max(candidates, key=lambda pair: _salience(mention, pair[0], candidates))
    via = "" if earlier.surface == speaker.name else f" (“{earlier.surface}”)"
    near = {mention.sentence, max((m.sentence for m, _ in candidates), default=0)}
    rivals = {one.name for m, one in candidates if m.sentence in near}
    because = "the only one who fits in these sentences" if len(rivals) == 1 else "the best fit"
    return Speaker(
        speaker.name,
        speaker.kind,
        f"“{mention.surface}” follows {speaker.name}{via}, {because}.",
        speaker.is_plural,
    )


def _has_voice(mention: Mention) -> bool:
    """Say whether a mention names a body or a document, which can say something."""
    voices = ("institutions", "media", "documents", "collective_nouns")
    return (
        bool(mention.name or mention.is_pronoun)
        or mention.head in _body_nouns()
        or any(mention.head in cues.words(name) for name in voices)
    )


def _salience(
    mention: Mention, earlier: Mention, candidates: Sequence[tuple[Mention, Speaker]]
) -> tuple[int, int, int]:
    """Rank who a pronoun may mean: subjects of its sentence or the one before, then the nearest."""
    if earlier.sentence == mention.sentence:
        return (3, 1, earlier.span.start) if earlier.is_subject else (1, 0, earlier.span.start)
    before = max((m.sentence for m, _ in candidates if m.sentence < mention.sentence), default=-1)
    if earlier.sentence == before:
        # the first subject of a sentence is what the sentence is about
        return (2, int(earlier.is_subject), -earlier.span.start)
    return (0, int(earlier.is_subject), earlier.span.start)


def _agrees(pronoun: Mention, earlier: Mention, speaker: Speaker, cast: Cast) -> bool:
    if pronoun.head in {"they", "them", "their"}:
        human = earlier.head in cues.words("collective_nouns") | cues.words("person_nouns")
        return speaker.is_plural and (human or bool(earlier.name))
    if pronoun.head in {"it", "its"}:
        return not speaker.is_plural and speaker.kind in {
            SpeakerKind.ORGANISATION,
            SpeakerKind.DOCUMENT,
        }
    if speaker.is_plural or speaker.kind not in {SpeakerKind.PERSON, SpeakerKind.ANONYMOUS}:
        return False
    wanted = pronoun_of_words(frozenset({pronoun.head}))
    known = pronoun_of_words(earlier.traits | {earlier.head}) or pronoun_of_name(speaker.name, cast)
    return not known or known == wanted

"""Resolves who a source is to the fullest mention inside the same text, and says why.

The rules are after Hobbs 1978 (subjects before others, near before far) and the sieves of
Lee et al. 2013: names by their last word, phrases by head and traits, pronouns by number and
gender. Nothing is guessed from outside the text but the gender of common given names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.mentions import Mention
from claims.nlp.types import Attribution, ChainLink, Role, SpeakerKind

FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us"})
FULL_NAME_VOTES = 100  # one full name outweighs every single word
MEMORY = 300  # mentions back; keeps the work on a text of any length in proportion to it
FURTHEST = 3_000  # characters back that a pronoun looks for somebody


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a mention was found to mean."""

    name: str
    kind: SpeakerKind
    why: str = ""
    is_plural: bool = False


@dataclass(slots=True)
class Cast:
    """Everybody one text names, and who was meant where: filled in text order."""

    full_names: Mapping[str, Sequence[str]]  # last word of a name -> full names, first named first
    offices: Mapping[str, Sequence[tuple[frozenset[str], str]]]  # head -> traits and name
    genders: Mapping[str, str]
    surnames: frozenset[str]  # last words of people's names, in lower case
    seen: list[tuple[Mention, Speaker]] = field(default_factory=list)

    def latest(self) -> Iterator[tuple[Mention, Speaker]]:
        """Yield who was meant, the last first, as far back as a reader remembers."""
        return reversed(self.seen[-MEMORY:])


def named(
    finds: Iterable[Attribution], mentions: Iterable[Mention], sources: Mapping[TextSpan, Mention]
) -> list[Attribution]:
    """Return the finds with each link of their chains resolved, in the order given.

    `sources` holds the mention behind each span that a chain names.
    """
    everybody = sorted({*mentions, *sources.values()}, key=lambda m: (m.span, m.surface))
    cast = _cast(everybody)
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
    if mention.name:
        return _of_name(mention, cast)
    if mention.surface.lower() in cast.surnames:
        return _of_name(replace(mention, name=mention.surface, label="PERSON"), cast)
    return _of_phrase(mention, cast)


def _of_name(mention: Mention, cast: Cast) -> Speaker:
    kind = _kind_of_name(mention)
    if kind is SpeakerKind.ORGANISATION and mention.name.lower() in cast.surnames:
        kind = SpeakerKind.PERSON
    if kind is not SpeakerKind.PERSON:
        if _is_group(mention):
            return Speaker(mention.phrase or mention.name, SpeakerKind.COLLECTIVE, is_plural=True)
        return Speaker(mention.name, kind)
    full = _fullest(mention, cast)
    if full == mention.name:
        return Speaker(full, kind)
    return Speaker(full, kind, f"“{mention.name}” is “{full}”, named in full in this text.")


def _fullest(mention: Mention, cast: Cast) -> str:
    """Return the fullest name that fits; of several, the one named last before the mention."""
    words = mention.name.split()
    fits = [
        name
        for name in cast.full_names.get(words[-1].lower(), ())
        if len(name.split()) >= len(words) and (len(words) == 1 or _within(words, name.split()))
    ]
    gender = _gender_of_words(mention.traits)
    if gender:
        fits = [name for name in fits if cast.genders.get(name, gender) == gender]
    if len(fits) <= 1:
        return fits[0] if fits else mention.name
    for earlier, speaker in cast.latest():
        if speaker.name in fits and (len(earlier.name.split()) > 1 or earlier.is_pronoun):
            return speaker.name
    return fits[0]


def _within(words: Sequence[str], name: Sequence[str]) -> bool:
    return words[0].lower() == name[0].lower() or set(words) <= set(name)


def _kind_of_name(mention: Mention) -> SpeakerKind:
    if mention.head in cues.words("documents") and mention.label != "PERSON":
        return SpeakerKind.DOCUMENT
    if mention.traits & cues.words("offices") and len(mention.name.split()) in {2, 3}:
        return SpeakerKind.PERSON
    if mention.label in {"PERSON", "LOC", "FAC"} and not _is_body(mention.name):
        return SpeakerKind.PERSON if mention.label == "PERSON" else SpeakerKind.ORGANISATION
    return SpeakerKind.ORGANISATION


def _is_body(name: str) -> bool:
    words = {name.lower(), *(word.lower() for word in name.split())}
    return bool(words & (cues.words("institutions") | cues.words("media")))


def _is_group(mention: Mention) -> bool:
    """Say whether a phrase names people by their country or party: "Democrats", "Russians"."""
    return mention.is_plural and (
        mention.label == "NORP" or mention.head in cues.words("collective_nouns")
    )


def _of_phrase(mention: Mention, cast: Cast) -> Speaker:
    phrase = mention.phrase or mention.surface
    if mention.head in cues.words("documents"):
        return Speaker(phrase, SpeakerKind.DOCUMENT)
    if mention.is_plural:
        return Speaker(phrase, _kind_of_group(mention), is_plural=True)
    if mention.head in cues.words("institutions") | cues.words("media"):
        return Speaker(phrase, SpeakerKind.ORGANISATION)
    if holder := _holder(mention, cast):
        return Speaker(
            holder, SpeakerKind.PERSON, f"“{mention.surface}” is what this text calls {holder}."
        )
    if mention.surface.lower().startswith(("the ", "that ", "this ")):
        for earlier, speaker in cast.latest():
            if not earlier.name and earlier.head == mention.head and not earlier.is_plural:
                why = f"“{mention.surface}” takes up “{earlier.surface}”."
                return replace(speaker, why="" if speaker.name == phrase else why)
    if mention.head in cues.words("collective_nouns") - cues.words("person_nouns"):
        return Speaker(phrase, SpeakerKind.COLLECTIVE)
    if mention.head in cues.words("person_nouns") or mention.head.endswith(
        ("er", "or", "ist", "man")
    ):
        return Speaker(phrase, SpeakerKind.ANONYMOUS)
    return Speaker(phrase, SpeakerKind.ORGANISATION)


def _kind_of_group(mention: Mention) -> SpeakerKind:
    if mention.head in {"source", "insider"} or mention.traits & cues.words("anonymous_signs"):
        return SpeakerKind.ANONYMOUS
    return SpeakerKind.COLLECTIVE


def _holder(mention: Mention, cast: Cast) -> str:
    """Return who holds the office a phrase names: "the Russian president" -> "Vladimir Putin"."""
    if mention.surface.lower().startswith(("a ", "an ", "one ")):
        return ""
    wanted = _in_countries(mention.traits - {mention.head})
    fits = {
        name: len(wanted & traits)
        for traits, name in cast.offices.get(mention.head, ())
        if not (
            _countries_in(wanted)
            and _countries_in(traits)
            and not wanted & traits & _country_names()
        )
    }
    if _countries_in(wanted):
        fits = {name: common for name, common in fits.items() if common}
    if not fits:
        return ""
    best = [name for name in fits if fits[name] == max(fits.values())]
    if len(best) == 1:
        return best[0]
    return next((speaker.name for _, speaker in cast.latest() if speaker.name in best), best[0])


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
    earlier, speaker = max(candidates, key=lambda pair: _salience(mention, pair[0], candidates))
    via = "" if earlier.surface == speaker.name else f" (“{earlier.surface}”)"
    return Speaker(
        speaker.name,
        speaker.kind,
        f"“{mention.surface}” follows {speaker.name}{via}, the nearest that fits.",
        speaker.is_plural,
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
    wanted = _gender_of_words(frozenset({pronoun.head}))
    known = _gender_of_words(earlier.traits | {earlier.head}) or cast.genders.get(speaker.name, "")
    return not known or known == wanted


def _gender_of_words(words: frozenset[str]) -> str:
    if words & cues.words("masculine_words"):
        return "he"
    return "she" if words & cues.words("feminine_words") else ""


def _gender_of_name(name: str) -> str:
    first = name.split()[0].lower()
    if first in cues.words("male_names"):
        return "he"
    return "she" if first in cues.words("female_names") else ""


def _cast(everybody: Sequence[Mention]) -> Cast:
    full: defaultdict[str, list[str]] = defaultdict(list)
    genders: dict[str, str] = {}
    named_people = [m for m in everybody if m.name and _kind_of_name(m) is SpeakerKind.PERSON]
    surnames = _surnames(everybody, named_people)
    persons = [
        m
        for m in everybody
        if m.name and (_kind_of_name(m) is SpeakerKind.PERSON or m.name.lower() in surnames)
    ]
    for mention in sorted(persons, key=lambda m: (-len(m.name.split()), m.span)):
        last = mention.name.split()[-1].lower()
        words = mention.name.split()
        if len(words) > 1 and not any(_within(words, name.split()) for name in full[last]):
            full[last].append(mention.name)
        gender = _gender_of_words(mention.traits) or _gender_of_name(mention.name)
        if gender:
            genders.setdefault(mention.name, gender)
    offices: defaultdict[str, dict[tuple[frozenset[str], str], None]] = defaultdict(dict)
    bare = Cast(full, {}, genders, surnames)
    for mention in persons:
        for office in mention.traits & cues.words("offices"):
            name = _fullest(mention, bare)
            offices[office][_in_countries(mention.traits), name] = None
    held = {office: list(rows) for office, rows in offices.items()}
    return Cast(full, held, genders, surnames)


def _surnames(everybody: Sequence[Mention], people: Sequence[Mention]) -> frozenset[str]:
    """Return the last words of names that the text, on the whole, uses for people.

    The model takes "Trump" for a person here and a company there; a full name, or else the
    greater number, decides for the whole text.
    """
    votes: Counter[str] = Counter()
    for mention in everybody:
        if mention.name and not _is_body(mention.name):
            weight = FULL_NAME_VOTES if len(mention.name.split()) > 1 else 1
            if mention.label == "PERSON":
                votes[mention.name.split()[-1].lower()] += weight
            elif len(mention.name.split()) == 1:
                votes[mention.name.lower()] -= 1
    people_names = {m.name.split()[-1].lower() for m in people}
    return frozenset(name for name in people_names if votes[name] > 0) | cues.words("surnames")


def _in_countries(words: Iterable[str]) -> frozenset[str]:
    """Return words with those that point at a country replaced by its name."""
    return frozenset(_countries().get(word, word) for word in words)


def _countries_in(words: frozenset[str]) -> frozenset[str]:
    return words & _country_names()


@cache
def _country_names() -> frozenset[str]:
    return frozenset(_countries().values())


@cache
def _countries() -> dict[str, str]:
    file = resources.files("claims.nlp") / "lexicon" / "countries.tsv"
    rows = (line.split("\t") for line in file.read_text("utf-8").splitlines() if line[0] != "#")
    return {word: country for country, *words in rows for word in words}

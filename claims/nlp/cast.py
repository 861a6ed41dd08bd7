"""Everybody one text names: their full names, what is said of them, and who was meant where."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz

from claims.nlp import cues, roles
from claims.nlp.mentions import ENDINGS, Mention
from claims.nlp.types import SpeakerKind

FULL_NAME_VOTES = 100  # one full name outweighs every single word
MEMORY = 300  # mentions back; keeps the work on a text of any length in proportion to it
MOST_PEOPLE = 400  # names of a text that are looked through one by one
LEAST_MISSPELT = 6  # letters of a surname that may be a slip for another
LEAST_ALIKE = 93  # of 100: one letter more or less in eight
SMALL_WORDS = frozenset({"of", "the", "for", "and", "on", "in", "at", "to", "&"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a mention was found to mean."""

    name: str
    kind: SpeakerKind
    why: str = ""
    is_plural: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A person or organisation that a text names, with all that it says of them."""

    name: str
    traits: frozenset[str]  # said in the text
    known: frozenset[str]  # offices they are known to have held
    pronoun: str  # "he", "she" or "" when nothing tells
    first: int  # where it is first named
    times: int  # how often it is named
    label: str = ""


@dataclass(slots=True)
class Cast:
    """Everybody one text names, and who was meant where: filled in text order."""

    full_names: Mapping[str, Sequence[str]]  # last word of a name -> full names, longest first
    given_names: Mapping[str, Sequence[str]]  # first word of a name -> full names
    longer_names: Mapping[str, str]  # of organisations: "IMF" -> "International Monetary Fund"
    surnames: frozenset[str]  # last words of people's names, in lower case
    people: Mapping[str, Member] = field(default_factory=dict)
    bodies: Mapping[str, Member] = field(default_factory=dict)
    seen: list[tuple[Mention, Speaker]] = field(default_factory=list)

    def latest(self) -> Iterator[tuple[Mention, Speaker]]:
        """Yield who was meant, the last first, as far back as a reader remembers."""
        return reversed(self.seen[-MEMORY:])


def assembled(everybody: Sequence[Mention]) -> Cast:
    """Return the cast of a text from all its mentions in text order; nobody is seen yet."""
    named = [m for m in everybody if m.name]
    people = [m for m in named if kind_of_name(m) is SpeakerKind.PERSON]
    surnames = _surnames(everybody, people)
    sure = {id(m) for m in people}
    people = [m for m in named if id(m) in sure or m.name.lower() in surnames]
    full: defaultdict[str, list[str]] = defaultdict(list)
    given: defaultdict[str, list[str]] = defaultdict(list)
    for mention in sorted(people, key=lambda m: (-len(m.name.split()), m.span)):
        words = mention.name.split()
        last = last_word(mention.name)
        if len(words) > 1 and not any(within(words, name.split()) for name in full[last]):
            full[last].append(mention.name)
            if words[0].lower() not in cues.words("surnames"):  # "Obama Says" in a headline
                given[words[0].lower()].append(mention.name)
    taken = {id(m) for m in people}
    others = [m for m in named if id(m) not in taken and m.label in {"ORG", "GPE", "LOC", "FAC"}]
    cast = Cast(dict(full), dict(given), _longer(others), surnames)
    cast.people = _members(people, lambda m: fullest(m, cast), is_person=True)
    cast.bodies = _members(others, lambda m: cast.longer_names.get(m.name, m.name), is_person=False)
    return cast


def fullest(mention: Mention, cast: Cast) -> str:
    """Return the fullest name that fits; of several, the one named last before the mention."""
    words = mention.name.split()
    single = len(words) == 1
    fits = [
        name
        for name in cast.full_names.get(last_word(mention.name), ())
        if len(name.split()) >= len(words) and (single or within(words, name.split()))
    ]
    if not fits and single:  # "Hillary", "Mr. Ban"
        fits = list(cast.given_names.get(words[0].lower(), ())) or _misspelt(mention.name, cast)
    pronoun = pronoun_of_words(mention.traits)
    if pronoun:
        fits = [name for name in fits if pronoun_of_name(name, cast) in {"", pronoun}]
    if len(fits) <= 1:
        return fits[0] if fits else mention.name
    for earlier, speaker in cast.latest():
        if speaker.name in fits and (len(earlier.name.split()) > 1 or earlier.is_pronoun):
            return speaker.name
    return fits[0]


def _misspelt(word: str, cast: Cast) -> list[str]:
    """Return the full names of which a surname is a slip of the pen: "McLenney", "McClenney"."""
    if len(word) < LEAST_MISSPELT:
        return []
    return [
        name
        for last, names in islice(cast.full_names.items(), MOST_PEOPLE)
        if fuzz.ratio(word.lower(), last) >= LEAST_ALIKE
        for name in names
    ]


def kind_of_name(mention: Mention) -> SpeakerKind:
    """Return what kind of source a mention with a name is, by its label and its words."""
    is_post = mention.name.lower().endswith(mention.head) and is_body(mention.name)
    if mention.head in cues.words("documents") and mention.label != "PERSON" and not is_post:
        return SpeakerKind.DOCUMENT  # "the Mueller report", but not "The Washington Post"
    if roles.is_country(mention.name):
        return SpeakerKind.ORGANISATION
    if mention.traits & cues.words("offices") and len(mention.name.split()) in {2, 3}:
        return SpeakerKind.PERSON
    if mention.label in {"PERSON", "LOC", "FAC"} and not is_body(mention.name):
        return SpeakerKind.PERSON if mention.label == "PERSON" else SpeakerKind.ORGANISATION
    return SpeakerKind.ORGANISATION


def is_body(name: str) -> bool:
    """Say whether a name is that of an institution or a news organisation."""
    words = {name.lower(), *(word.lower() for word in name.split())}
    return bool(words & (cues.words("institutions") | cues.words("media")))


def pronoun_of_words(words: frozenset[str]) -> str:
    """Return "he" or "she" where words beside a mention tell, else ""."""
    if words & cues.words("masculine_words"):
        return "he"
    return "she" if words & cues.words("feminine_words") else ""


def pronoun_of_name(name: str, cast: Cast) -> str:
    """Return "he" or "she" where the text, an office held or the given name tells, else ""."""
    if name in cast.people:
        return cast.people[name].pronoun
    return _pronoun_by_given_name(name)


def last_word(name: str) -> str:
    """Return the last word of a person's name, without "Jr.", in lower case."""
    words = [word.lower().strip(".,") for word in name.split()]
    while len(words) > 1 and words[-1] in ENDINGS:
        words = words[:-1]
    return words[-1]


def within(words: Sequence[str], name: Sequence[str]) -> bool:
    """Say whether a shorter name is one way to put a longer one."""
    return words[0].lower() == name[0].lower() or set(words) <= set(name)


def _members(
    mentions: Sequence[Mention], full: Callable[[Mention], str], *, is_person: bool
) -> dict[str, Member]:
    traits: defaultdict[str, set[str]] = defaultdict(set)
    places: defaultdict[str, list[int]] = defaultdict(list)
    labels: dict[str, str] = {}
    for mention in mentions:
        name = full(mention)
        if name not in places and len(places) >= MOST_PEOPLE:
            continue
        traits[name] |= mention.traits
        places[name].append(mention.span.start)
        labels.setdefault(name, mention.label)
    found = {}
    for name, said in traits.items():
        offices = _offices(name) if is_person else ()
        pronoun = pronoun_of_words(frozenset(said)) or next((o.pronoun for o in offices), "")
        found[name] = Member(
            name=name,
            traits=roles.normal(said),
            known=frozenset(word for office in offices for word in office.words),
            pronoun=pronoun or (_pronoun_by_given_name(name) if is_person else ""),
            first=min(places[name]),
            times=len(places[name]),
            label=labels[name],
        )
    return found


def _offices(name: str) -> Sequence[roles.Office]:
    """Return the offices that somebody is known to have held; a surname must be one person's."""
    words = name.split()
    fits = [
        person
        for person in roles.namesakes().get(last_word(name), ())
        if len(words) == 1 or within((words[0], words[-1]), person.split())
    ]
    return roles.offices()[fits[0]] if len(fits) == 1 else ()


def _pronoun_by_given_name(name: str) -> str:
    words = name.split()
    if len(words) < 2:
        return ""
    first = words[0].lower()
    male, female = first in cues.words("male_names"), first in cues.words("female_names")
    if male == female:
        return ""
    return "he" if male else "she"


def _longer(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return the longest name of each organisation that a text also names in short.

    "IMF" stands for the one name with these initials, "the Times" for the one that ends so.
    """
    names = list(islice(dict.fromkeys(m.name for m in mentions), MOST_PEOPLE))
    long = [name for name in names if len(name.split()) > 1]
    found: dict[str, str] = {}
    for name in names:
        if name.isupper() and len(name) > 1 and " " not in name:
            fits = [one for one in long if _initials(one) == name.replace(".", "")]
        else:
            ending = f" {name}".lower()
            fits = [one for one in long if one.lower().endswith(ending)]
        if len(set(fits)) == 1:
            found[name] = fits[0]
    return found


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word.lower() not in SMALL_WORDS).upper()


def _surnames(everybody: Sequence[Mention], people: Sequence[Mention]) -> frozenset[str]:
    """Return the last words of names that the text, on the whole, uses for people.

    The model takes "Trump" for a person here and a company there; a full name, or else the
    greater number, decides for the whole text.
    """
    votes: Counter[str] = Counter()
    for mention in everybody:
        if mention.name and not is_body(mention.name):
            weight = FULL_NAME_VOTES if len(mention.name.split()) > 1 else 1
            if mention.label == "PERSON":
                votes[last_word(mention.name)] += weight
            elif len(mention.name.split()) == 1:
                votes[mention.name.lower()] -= 1
    people_names = {last_word(m.name) for m in people}
    return frozenset(name for name in people_names if votes[name] > 0) | cues.words("surnames")

"""What the words beside a name tell: roles, places, parties, and the offices people have held."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

PARTIES = {"gop": "republican", "democrat": "democratic", "republicans": "republican"}
IN_STATE = "in "  # how a mention marks the state behind a name: "in va" of "(D-Va.)"
# Words that make an office another one: a vice president is no president.
MAKE_ANOTHER = frozenset({"vice", "deputy", "prime", "foreign", "assistant", "acting", "defense"})


@dataclass(frozen=True, slots=True)
class Office:
    """An office that somebody held, from a day until another; None for "still"."""

    person: str
    pronoun: str
    title: str
    of: str
    since: date
    until: date | None

    @property
    def words(self) -> frozenset[str]:
        """Return the words that a text may use of the holder."""
        places = frozenset({self.of}) if self.of in _countries().values() else self.of.split()
        return frozenset({*self.title.split(), *places})


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table in the lexicon: tabs between, `#` begins a remark."""
    file = resources.files("claims.nlp") / "lexicon" / name
    for line in file.read_text("utf-8").splitlines():
        if line and line[0] != "#":
            yield line.split("\t")


def may_mean(head: str, traits: frozenset[str]) -> bool:
    """Say whether a noun may take up somebody of whom these words were said."""
    return head in traits or any(traits & words for words in _meanings().get(head, ()))


def is_role(word: str) -> bool:
    """Say whether a noun names a role that not everybody has: "senator", not "woman"."""
    return word in _meanings()


def normal(words: Iterable[str]) -> frozenset[str]:
    """Return words with those that point at a country, a state or a party replaced by its name."""
    found: set[str] = set()
    for word in words:
        if word.startswith(IN_STATE):
            state = word.removeprefix(IN_STATE)
            found |= set(_states().get(state, state).split())
        else:
            plain = word.removeprefix("then-").removeprefix("ex-")
            found.add(PARTIES.get(plain, _countries().get(plain, plain)))
    return frozenset(found)


def clash(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two sets of words name different parties, different countries or ranks."""
    parties = frozenset({"republican", "democratic", "libertarian", "green"})
    for names in (parties, _country_names()):
        if one & names and other & names and not one & other & names:
            return True
    return bool(one & MAKE_ANOTHER - other)


def is_country(name: str) -> bool:
    """Say whether a name is a country's."""
    return name.lower() in _country_names() or name.lower() in _countries()


@cache
def offices() -> Mapping[str, tuple[Office, ...]]:
    """Return the offices that are known, by their holder's name."""
    found: defaultdict[str, list[Office]] = defaultdict(list)
    for person, pronoun, title, of, since, until in rows("office_holders.tsv"):
        ended = date.fromisoformat(until) if until else None
        start = date.fromisoformat(since)
        found[person].append(Office(person, pronoun, title, of, start, ended))
    return {person: tuple(held) for person, held in found.items()}


@cache
def namesakes() -> Mapping[str, tuple[str, ...]]:
    """Return the holders of offices by the last word of their names, in lower case."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for person in offices():
        found[person.split()[-1].lower()].append(person)
    return {last: tuple(people) for last, people in found.items()}


@cache
def _meanings() -> dict[str, tuple[frozenset[str], ...]]:
    found: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for row in rows("roles.tsv"):
        words = row[0].split()
        for word in words:
            found[word].append(frozenset({*words, *row[1].split()} if len(row) > 1 else words))
    return {word: tuple(sets) for word, sets in found.items()}


@cache
def _country_names() -> frozenset[str]:
    return frozenset(_countries().values())


@cache
def _countries() -> dict[str, str]:
    return {word: country for country, *words in rows("countries.tsv") for word in words}


@cache
def _states() -> dict[str, str]:
    return {form: state for state, *forms in rows("us_states.tsv") for form in (*forms, state)}

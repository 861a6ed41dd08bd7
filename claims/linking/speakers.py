"""Whether two statements can have the same speaker."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from claims.linking import names
from claims.linking.types import Evidence, StatementCard
from claims.linking.words import REMEMBERED


class Agreement(StrEnum):
    """What the speakers of two statements are to each other."""

    SAME = "same"
    ALIKE = "alike"  # both are unnamed groups or insiders: other words may mean the same people
    OPEN = "open"  # at least one is not known well enough to tell
    CONFLICT = "conflict"  # two persons with different names


_ALIKE_KINDS = frozenset({"anonymous", "collective"})
# What stands for a government beside the places in the lexicon's metonyms.
_GOVERNMENTS = {
    "US administration": (
        "us government|us administration|trump administration|biden administration"
        "|obama administration|us officials|american officials|administration officials"
    ),
    "Russian government": "russian officials",
    "Ukrainian government": "ukrainian officials",
    "Chinese government": "chinese officials",
    "British government": "uk government|british officials",
    "Israeli government": "israeli officials",
    "Iranian government": "iranian officials",
}
_GOVERNMENT_OF = {
    label: government for government, labels in _GOVERNMENTS.items() for label in labels.split("|")
}


def agreement(a: StatementCard, b: StatementCard) -> tuple[Agreement, Evidence]:
    """Say what the speakers of two statements are to each other, and why."""
    verdict, because = _verdict(a, b)
    return verdict, Evidence("speaker", _WORTH[verdict], because)


_WORTH = {
    Agreement.SAME: 1.0,
    Agreement.ALIKE: 0.7,
    Agreement.OPEN: 0.5,
    Agreement.CONFLICT: 0.0,
}


def _verdict(a: StatementCard, b: StatementCard) -> tuple[Agreement, str]:
    if not a.speaker or not b.speaker:
        return Agreement.OPEN, "a speaker is not named"
    both = f"“{a.speaker}” and “{b.speaker}”"
    mine, other = _label(a.speaker), _label(b.speaker)
    if a.speaker_kind == b.speaker_kind == "person":
        if not _name(a.speaker) or not _name(b.speaker):
            return Agreement.OPEN, f"{both} may be one person"
        if _is_one_person(_name(a.speaker), _name(b.speaker)) and not (
            _is_another_surname(a.speaker, b.speaker) or _is_another_surname(b.speaker, a.speaker)
        ):
            return Agreement.SAME, _same(a) if mine == other else f"{both} are one person"
        return Agreement.CONFLICT, f"{both} are two persons"
    if a.speaker_kind in _ALIKE_KINDS and b.speaker_kind in _ALIKE_KINDS:
        return Agreement.ALIKE, f"{both} may be the same people"
    if mine == other:
        return Agreement.SAME, _same(a)
    government = _body(mine)
    if government and government == _body(other):
        return Agreement.SAME, f"{both} both stand for the {government}"
    return Agreement.OPEN, f"{both} are not known to be the same"


@lru_cache(REMEMBERED)
def _body(label: str) -> str:
    return names.body_of(label) or _GOVERNMENT_OF.get(label, "")


def _same(card: StatementCard) -> str:
    return f"both are by {card.speaker}"


def _is_another_surname(titled: str, other: str) -> bool:
    """Tell whether a name is "Mr Scott" and the other one's surname is not Scott."""
    surname = _name(titled)
    return len(surname) == 1 and bool(_TITLED.match(titled)) and surname[0] != _name(other)[-1]


_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Miss)\b")


def _is_one_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    same_initial = a[0][0] == b[0][0] and 1 in (len(a[0]), len(b[0]))
    return a[-1] == b[-1] and same_initial


@lru_cache(REMEMBERED)
def _label(speaker: str) -> str:
    words = _WORD.findall(_plain(speaker).lower())
    return " ".join(word for word in words if word not in {"the", "a", "an"})


@lru_cache(REMEMBERED)
def _name(speaker: str) -> tuple[str, ...]:
    """Return the words of a person's name, lower case; none for a description ("the adviser")."""
    words = [word for word in _WORD.findall(_plain(speaker)) if word[0].isupper()]
    kept = " ".join(word for word in words if word.lower() not in _NO_NAMES)
    return tuple(names.key(kept, names.PERSON).split())


# Titles, and what stands before a name without being a part of it.
_NO_NAMES = names.TITLES | frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "director", "chairman", "chairwoman", "chief"}
    | {"attorney", "candidate", "nominee", "leader", "vp", "ceo", "presidential", "republican"}
    | {"democratic", "gop", "us", "russian", "ukrainian"}
    # Groups and surveys, where a reader took them for a person.
    | {"democrats", "republicans", "conservatives", "liberals", "independents", "americans"}
    | {"voters", "majorities", "majority", "critics", "supporters", "aides", "poll", "polls"}
)
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")


def _plain(speaker: str) -> str:
    """Return the speaker without apposition, owner, accents and the dots of initials."""
    letters = unicodedata.normalize("NFKD", speaker.partition(",")[0]).replace("’", "'")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    own = re.sub(r"^.*'s\s+(?=\S)", "", bare)  # "Fox's Chris Wallace" is not Fox
    return own.removesuffix("'s").replace(".", "")

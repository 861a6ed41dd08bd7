"""Identify: say who in the world a name is, by an id of Wikidata."""

import re

from claims.actions import history
from claims.actions.history import By, Deed, Seen, Shown
from claims.actions.renaming import subject_of
from claims.models import Edit, Identity, Speaker

_ID = re.compile(r"Q[1-9]\d{0,14}$", re.ASCII)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityPage/)?", re.I
)


class WrongId(ValueError):
    """What is no id of Wikidata; the message says what one looks like, for people."""


def identify(
    *, speaker: Speaker, wikidata: str, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Say which id of Wikidata a speaker's name has; without one, that it has none.

    Return the edit, or None when all was so already. Raise `WrongId` for what is no id, and
    `Overtaken` when somebody decided since it was `seen`. It is about the name, so that it stands
    whatever is read anew.
    """
    wanted = checked(wikidata)
    there = Identity.objects.filter(key=speaker.key, kind=speaker.kind).first()
    put, drop = [], []
    if wanted:
        put.append(
            Identity(
                pk=there.pk if there else None,
                key=speaker.key,
                kind=speaker.kind,
                name=speaker.name,
                wikidata=wanted,
            )
        )
    elif there:
        drop.append(there)
    return history.decide(
        deed=Deed.IDENTIFIED,
        by=by,
        why=why,
        title=speaker.name,
        about=[speaker, subject_of((speaker.key, speaker.kind))],
        put=put,
        drop=drop,
        shown=[Shown("Wikidata", there.wikidata if there else "none", wanted or "none")],
        seen=seen,
    )


def checked(text: str) -> str:
    """Return the id that somebody typed, or the address that somebody copied; "" for nothing.

    Raise `WrongId` for anything else.
    """
    found = _ADDRESS.sub("", text.strip()).partition("#")[0].strip().upper()
    if found and not _ID.match(found):
        raise WrongId("An id of Wikidata is a Q and a number, as Q7747.")
    return found

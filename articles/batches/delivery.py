"""What whoever packed a delivery added to it: what was said of the whole, and fetched pages."""

import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from articles.batches.archive import Zip
from articles.batches.limits import MAX_LINE_BYTES, MAX_OUTLET
from articles.batches.members import Member

OURS = ".newsclaims/"  # hidden, so that no delivered file is taken for one of these
SAID = f"{OURS}delivery.json"
MANIFEST = f"{OURS}manifest.csv"
PAGES = f"{OURS}pages.jsonl"
CONTENT = f"{OURS}pages/"  # of a page, under its number


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a whole delivery: who published what names no outlet; a manifest's name."""

    outlet: str = ""
    manifest: str = ""


def said_of(archive: Zip) -> Said:
    """Return what was said of a delivery; what cannot be read says nothing."""
    member = archive.member(SAID)
    try:
        if member:
            with archive.content(member) as file:
                raw = file.read(MAX_LINE_BYTES)
        else:
            raw = archive.comment  # where it stood in the first version of these files
        found = json.loads(raw)
        return Said(str(found["outlet"])[:MAX_OUTLET], str(found.get("manifest", "")))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Said()


def manifest_of(archive: Zip, said: Said) -> Member | None:
    """Return the manifest that came beside the files, under the name it had."""
    member = archive.member(MANIFEST)
    name = PurePosixPath(said.manifest.replace("\\", "/")).name or "manifest.csv"
    return member and Member(name, member.entry)

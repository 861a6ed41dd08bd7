"""Gathers what is known of an article beside its text, and where each value comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from articles.batches.manifest import Entry
from articles.batches.rows import DETAILS, Row
from articles.batches.types import Origin


@dataclass(slots=True)
class Known:
    """Values by the names in `DETAILS`, their origins, and the entries of manifests they are in."""

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def add(self, values: Mapping[str, str], origin: Origin, entry: Entry | None = None) -> None:
        """Take what is not known yet."""
        for name, value in values.items():
            if name in DETAILS and name not in self.values and value.strip():
                self.values[name] = value
                self.origins[name] = origin
                if entry:
                    self.entries[name] = entry


def known_of(row: Row, entries: Iterable[Entry], outlet: str) -> Known:
    """Return what is known of a row.

    First counts what the row says as the deliverer's word, then manifests in their order, then what
    a page says, and last the outlet of all that name none.
    """
    known = Known()
    by_origin: dict[Origin, dict[str, str]] = {origin: {} for origin in Origin}
    for name, value in row.values.items():
        by_origin[row.origins.get(name, Origin.MANIFEST)][name] = value
    known.add(by_origin.pop(Origin.MANIFEST), Origin.MANIFEST)
    for entry in entries:
        known.add(entry.values, Origin.MANIFEST, entry)
    if _is_host(by_origin[Origin.PAGE]):  # a page that has no name for its site names no outlet
        known.add({"outlet": outlet}, Origin.MANIFEST)
    for origin, values in by_origin.items():
        known.add(values, origin)
    known.add({"outlet": outlet}, Origin.MANIFEST)
    return known


def _is_host(values: Mapping[str, str]) -> bool:
    try:
        host = urlsplit(values.get("url", "")).hostname or ""
    except ValueError:
        return False
    return bool(host) and host.removeprefix("www.") == values.get("outlet", "").casefold()

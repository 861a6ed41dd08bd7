"""Ways to take statements away, by the endings of their addresses."""

from dataclasses import dataclass

from claims.exports import as_annotations, as_atom, as_csv, as_jsonl, as_jsonld
from claims.exports.taking import Write


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write statements down."""

    ending: str
    name: str
    what_for: str
    media_type: str
    write: Write
    newest: int | None = None  # so many of the newest alone; None: all


# Parquet is left out: pyarrow weighs 40 MB packed, more than the rest of what the site needs for
# exports together, and pandas makes it of the CSV in two lines (docs/export.md).
FORMATS = {
    one.ending: one
    for one in (
        Format("csv", "CSV", "spreadsheets", "text/csv; charset=utf-8", as_csv.write),
        Format("jsonl", "JSON Lines", "scripts", "application/jsonl", as_jsonl.write),
        Format("jsonld", "JSON-LD", "linked data", "application/ld+json", as_jsonld.write),
        Format(
            "annotations.jsonld",
            "Web Annotations",
            "annotation tools",
            'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
            as_annotations.write,
        ),
        Format(
            "atom",
            "Atom",
            "feed readers",
            "application/atom+xml; charset=utf-8",
            as_atom.write,
            as_atom.NEWEST,
        ),
    )
}

"""The language in which statements are asked for; reasoning, without a database.

`parse` turns what somebody typed into a `Query`, or raises `NotUnderstood` that points at the
place; `written` turns a query back into text. What the words find is `claims.search`'s matter.
"""

from claims.querying.parsing import conditions, has, parse, with_match, without, written
from claims.querying.types import All, Any, Match, Not, NotUnderstood, Part, Query

__all__ = [
    "All",
    "Any",
    "Match",
    "Not",
    "NotUnderstood",
    "Part",
    "Query",
    "conditions",
    "has",
    "parse",
    "with_match",
    "without",
    "written",
]

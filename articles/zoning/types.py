"""What a zone is. Zones lie over the untouched text; no offset ever moves."""

from dataclasses import dataclass
from enum import StrEnum

from articles.text import TextSpan


class ZoneKind(StrEnum):
    """What a stretch of lines is."""

    HEADLINE = "headline"  # of the article, or of a part of it
    BYLINE = "byline"  # who wrote it, where and when
    BODY = "body"
    BOILERPLATE = "boilerplate"  # of the site: teasers, forms, calls to subscribe


READ = frozenset({ZoneKind.HEADLINE, ZoneKind.BODY})  # where statements are looked for


@dataclass(frozen=True, slots=True, order=True)
class Zone:
    """A stretch of lines of one kind, without the space around it."""

    span: TextSpan
    kind: ZoneKind

"""Lines of the site around an article: calls to subscribe, teasers, forms, credits."""

import re

_OTHER = r"(?:previous|next|related|recommended) (?:articles?|posts?|stor(?:y|ies))\b"
_TEASED = (
    _OTHER,
    r"related:|references?$|trending(?: now)?$|more from\b",
    r"you (?:may|might) (?:also )?like|(?:read|see) (?:also|next)\b",
)
_SITE = re.compile(
    "|".join(
        (
            *_TEASED,
            r"subscribe (?:to|now|here|today)|sign up\b|log in\b|click (?:here|to)\b",
            r"on twitter follow\b|follow (?:us|\w+ (?:[\w.’'-]+ ){0,3}on|@\w+)\b",
            r"share (?:this|on)\b|tweet this\b|<tweet [^>]*>(?:<[^>]*>)?\.?$",
            r"(?:read|see|learn) (?:more|the (?:rest|full))\b|also on\b.{0,40}:",
            r"(?:leave|post|write|add) a (?:reply|comment)|(?:\d+ )?comments?(?: \(\d+\))?$",
            r"(?:one|\d+) thoughts? on\b|your e-?mail address|required fields",
            r"no time to read|get (?:a|the) (?:summary|newsletter|app)\b",
            r"all rights reserved|(?:copyright|©|\(c\)) |advertise?ment$",
            r"(?:photo|image|picture|video|illustration)s?(?: \w+)?(?: credit)?(?: by)?:|credit:",
            r"getty images|ap photo|tags?:|categor(?:y|ies):|filed under",
            r"(?:watch|listen)(?: live)?:",
            r"join (?:us|our)\b.{0,40}(?:channel|newsletter|telegram|community)",
            r"support (?:our|independent) journalism|enter your e-?mail",
            r"(?:watch|see|read|listen to) (?:it|the|this|a|an) .{0,50}(?:below|above|here)[.:]?$",
            r"\W?h/t\b.{0,40}$|(?:skip|jump) to (?:main )?content|most (?:read|popular)\b.{0,20}$",
            r"this (?:article|piece|story|post) (?:first|originally) appeared\b",
            r"(?:back to top|print this|e-?mail this|continue reading)\b",
            # what a bad copy leaves of the page's markup
            r"\}$|[.#@]?[\w(][\w .,#:()-]{0,80}\{$|[a-z-]{3,30}: ?[^ ]{1,30}(?: !important)?;$",
            r"https?://\S+$|cookies?\b.{0,60}(?:policy|settings|preferences)",
        )
    ),
    re.IGNORECASE,
)
_CREDIT = re.compile(
    "|".join(
        (
            r"By [A-Z][\w.’'-]+(?: (?:and |[A-Z])[\w.,’'-]*){0,8}$",
            r"[(\[]?(?:[A-Z][\w.’'-]+,? (?:and )?){1,8}contributed (?:to this|reporting)\b",
            r"[(\[]?(?:Additional r|R)eporting (?:and \w+ )?by ",
            r"[(\[]?(?:Writing|Editing|Edited|Written|Translated) by [^,]{0,60}$",
            r"(?:--? ?|—)?[Aa]dditional reporting (?:by|from) [^,]{2,80}$",
            r"(?:Contributing|BYLINE): ?[^,]{2,80}$",
            r"(?:Published|Updated|Posted)\b.{0,40}\b\d{4}\b.{0,20}$",
        )
    )
)
_TEASER = re.compile("|".join(_TEASED), re.IGNORECASE)
_FORM = re.compile(
    r"(?:leave|post|write|add) a (?:reply|comment)|your e-?mail address|required fields",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"subscribe\b|sign up\b|(?:on twitter )?follow\b|join (?:us|our)\b|get (?:a|the) \w+|no time to"
    r"|enter your e-?mail",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"all rights reserved|(?:copyright|©|\(c\)) ", re.IGNORECASE)
_MARKUP = re.compile(r"\}$|.*[{;]$|<")
_LONGEST = 220  # characters of a line of a site; what is longer is prose


def is_boilerplate(paragraph: str) -> bool:
    """Say whether a paragraph is a line of the site around an article."""
    line = paragraph.strip()
    return len(line) <= _LONGEST and _SITE.match(line) is not None


def is_credit(paragraph: str) -> bool:
    """Say whether a paragraph names who wrote, edited or translated the article."""
    line = paragraph.strip()
    return len(line) <= _LONGEST and _CREDIT.match(line) is not None


def is_teaser_mark(paragraph: str) -> bool:
    """Say whether a paragraph introduces teasers: the lines after it belong to the site, too."""
    return _TEASER.match(paragraph.strip()) is not None


def has_title(paragraph: str) -> bool:
    """Say whether a mark of teasers brings a title with it: "Read also: What the Crews Want"."""
    mark = _TEASER.match(paragraph.strip())
    return mark is not None and len(paragraph.strip()[mark.end() :].split()) > 1


def is_comment_form(line: str) -> bool:
    """Say whether a line of the site is part of a form for comments."""
    return _FORM.match(line) is not None


def is_call(line: str) -> bool:
    """Say whether a line of the site asks to subscribe, to follow, to read something shorter."""
    return _CALL.match(line) is not None


def is_copyright(line: str) -> bool:
    """Say whether a line of the site is about rights."""
    return _COPYRIGHT.match(line) is not None


def is_markup(line: str) -> bool:
    """Say whether a line of the site is left over from the markup of a page."""
    return _MARKUP.match(line) is not None

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
            r"follow (?:us|\w+ (?:\w+ )?on)\b|share (?:this|on)\b",
            r"(?:read|see|learn) (?:more|the (?:rest|full))\b|also on\b.{0,40}:",
            r"(?:leave|post|write|add) a (?:reply|comment)|(?:\d+ )?comments?(?: \(\d+\))?$",
            r"(?:one|\d+) thoughts? on\b|your e-?mail address|required fields",
            r"no time to read|get (?:a|the) (?:summary|newsletter|app)\b",
            r"all rights reserved|(?:copyright|©|\(c\)) |advertise?ment$",
            r"(?:photo|image|picture|video|illustration)s?(?: \w+)?(?: credit)?(?: by)?:|credit:",
            r"getty images|ap photo|tags?:|categor(?:y|ies):|filed under",
            r"(?:watch|listen)(?: live)?:",
            r"join (?:us|our)\b.{0,40}(?:channel|newsletter|telegram|community)",
            r"support (?:our|independent) journalism",
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
            r"(?:Published|Updated|Posted)\b.{0,40}\b\d{4}\b.{0,20}$",
        )
    )
)
_TEASER = re.compile("|".join(_TEASED), re.IGNORECASE)
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

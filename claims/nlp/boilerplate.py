"""Lines that belong to a site and not to an article: calls to subscribe, teasers, forms."""

import re

_SITE = re.compile(
    r"^(?:subscribe (?:to|now)|sign up|follow (?:us|\w+ (?:\w+ )?on)|click here|"
    r"read (?:more|the (?:rest|full))|share this|leave a (?:reply|comment)|"
    r"your email address|required fields|previous article|next article|"
    r"no time to read|get a summary|all rights reserved|"
    r"copyright|related(?: articles?)?:|advertisement|photo(?: by)?:|image:|reference$|"
    r"(?:one|\d+) thoughts? on|(?:\w+ ){1,4}contributed to this (?:article|report))",
    re.IGNORECASE,
)


def is_boilerplate(paragraph: str) -> bool:
    """Say whether a paragraph is a line of the site around an article."""
    return _SITE.match(paragraph.strip()) is not None

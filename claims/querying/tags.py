"""Tags of an entry: what a statement has that facets count and fields ask for, as short words.

A tag is a field of the language, a colon and a value: “outlet:12”, “kind:anonymous”,
“month:2025-03”. Ids stand for outlets, speakers, stories, claims and articles, so that nothing has
to be made anew when one of them gets another name.
"""

OUTLET = "outlet"  # id; “none” where it is unknown
SPEAKER = "speaker"  # id of the innermost speaker, where there is a row
SOURCE = "source"  # id of any speaker of the chain
RELAY = "relay"  # id of a speaker of the chain that only passes it on
KIND = "kind"  # of the innermost source: person, organisation, anonymous, ...; “author” without any
ROLE = "chain"  # roles that occur in the chain; “none” where the chain has no link
DEPTH = "depth"  # how many links the chain has
TYPE, ACT, POLARITY = "type", "act", "polarity"
CERTAINTY, STANCE, TIER = "certainty", "stance", "tier"
STORY, CLAIM = "story", "claim"  # ids
VOICE = "voice"  # story and number of an independent voice in it, as “12-3”
MONTH = "month"  # of publication, as “2025-03”; “undated”
REVIEW = "review"  # unreviewed, doubted, right, changed, missed
PLACE = "in"  # headline or body
REPEATED = "repeat"  # “yes” for what says once more what its article says elsewhere


def tag(field: str, value: object) -> str:
    """Return the tag of a value."""
    return f"{field}:{value}"

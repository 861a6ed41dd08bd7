"""Marked texts that show one phenomenon each, with what a reading must say of them."""

from claims.nlp.types import Attribution
from tests.claims.nlp.marked import marked

# "{source} <cue> [content]" and the fields of the attribution that has this content
QUOTED = {
    "opened by U+0022, closed by U+201D": ('["We will win,”] {Trump} <said>.', "direct"),
    "opened low, closed high": ("[„We will win,“] <said> {Angela Merkel}.", "direct"),
    "single marks": ("[‘We will win,’] {Trump} <told> supporters.", "direct"),
    "never closed": ("{Trump} <said>: [“We will win, and everybody knows it.]", "direct"),
    "split": ("[“We will win,”] {Trump} <said>, [“and win big.”]", "direct"),
    "two sentences around the cue": (
        "[“We will win,”] {Trump} <said>. [“Everybody knows it.”]",
        "direct",
    ),
    "a fragment": ("{Clinton} <said> that [the plan was “a disaster” for workers].", "mixed"),
    "no marks": ("{Clinton} <said> that [the plan was bad for workers].", "indirect"),
}

QUALIFIED = {
    "{The minister} <denied> that [a call took place].": {"polarity": "denied"},
    "{The Kremlin} <rejected> [the allegation].": {"polarity": "denied"},
    "{He} <denied> a union <claim> that [the ships would go].": {"polarity": "denied"},
    "{She} <has not commented> on [the report].": {"polarity": "no-comment"},
    "There’s been <no official word> from {the White House} about [what was said].": {
        "polarity": "no-comment"
    },
    "{He} <declined to provide> [specifics].": {"polarity": "no-comment"},
    "{The mayor} <said> [no formal request had been made].": {
        "polarity": "asserted",
        "negations": ("no",),
    },
    "{The mayor} <said> [the bridge is safe].": {"certainty": "certain", "hedges": ()},
    "{The mayor} <said> [the bridge could close].": {"certainty": "possible", "hedges": ("could",)},
    "{The mayor} <suggested> [the bridge was unsafe].": {"certainty": "probable"},
    "{The union} <said> [it would talk if the strike ended].": {
        "certainty": "conditional",
        "conditions": ("if the strike ended",),
    },
    "{The mayor} <asked> [whether the bridge was safe].": {"certainty": "hypothetical"},
    "{The union} <urged> the mayor [to close the bridge].": {"certainty": "hypothetical"},
    "[They] <reportedly> [discussed the conflict].": {"certainty": "hearsay", "chain": ("",)},
    "{The mayor} <acknowledged> that [the bridge was unsafe].": {"stance": "factive"},
    "{The mayor} <claimed> that [the bridge was safe].": {"stance": "doubting"},
    "{The mayor} <said> that [the bridge had closed].": {"stance": "neutral"},
}

CHAINED = {
    "According to TASS, {Donald Trump} <revealed> that [Putin had phoned him].": (
        ("TASS", "organisation", "relay"),
        ("Donald Trump", "person", "speaker"),
    ),
    "{Dmitry Peskov} <told> Reuters that [talks would resume].": (
        ("Reuters", "organisation", "venue"),
        ("Dmitry Peskov", "person", "speaker"),
    ),
    "{Peskov} <told> the TASS news agency that [talks would resume].": (
        ("TASS", "organisation", "venue"),
        ("Peskov", "person", "speaker"),
    ),
    "{The statement} <said> [talks would resume].": (("statement", "document", "document"),),
    "{A senior official who asked not to be named} <said> [talks would resume].": (
        ("senior official", "anonymous", "speaker"),
    ),
    "{Some analysts} <say> [talks will resume].": (("analysts", "collective", "speaker"),),
    "{The White House} <said> [talks would resume].": (("White House", "organisation", "speaker"),),
    "{Moscow} <said> [talks would resume].": (("Moscow", "organisation", "speaker"),),
    "{Sources familiar with the talks} <say> [they will resume].": (
        ("sources familiar with the talks", "anonymous", "speaker"),
    ),
    "<It was emphasized> that [the talks would resume].": (("", "unnamed", "speaker"),),
}

# a text, and the name and reason that its last statement's speaker must get
NAMED = {
    "Senator Ann Lee spoke in Boston. She said the bridge was safe.": ("Ann Lee", "“She” follows"),
    "Donald Trump won. Trump said the vote was fair.": ("Donald Trump", "named in full"),
    "Prime Minister Ann Lee spoke. The Prime Minister said it was over.": (
        "Ann Lee",
        "calls Ann Lee",
    ),
    "Russian President Vladimir Putin met Donald Trump. "
    "The Russian president said talks would go on.": (
        "Vladimir Putin",
        "calls Vladimir Putin",
    ),
    "The presidents of Russia and the United States, Vladimir Putin and Donald Trump, spoke. "
    "The Russian president said talks would go on.": ("Vladimir Putin", "calls Vladimir Putin"),
    "A senior adviser said talks would begin. The adviser said they would be short.": (
        "senior adviser",
        "takes up",
    ),
    "Ann Lee met Mark Ortiz, who said the bridge was safe.": ("Mark Ortiz", "refers back"),
    "The president-elect said that Putin was ready. He said preparations were underway.": (
        "president-elect",
        "“He” follows",
    ),
}

# texts that hold no statement at all
SILENT = (
    "The “bilateral” talks went on for a week.",
    "He read “War and Peace” on the train.",
    "A man who goes by “Shorty” lives there.",
    "Lolita Milyavskaya: Public reflections on love, aging, and marriages",
    "Subscribe to Pravda.Ru Telegram channel, Facebook, RSS!",
    "His remarks hint at a broader ambition.",
    "The overture underscores the emphasis on personal diplomacy.",
    "The bridge closed on Monday.",
)

CARRIED = {
    "spun on": "Some analysts said the deal could fail.\n\nThey might signal a new war.",
    "nested": "Some officials said that Vladimir Putin claimed the bridge could be rebuilt.",
    "paragraphs": "“The bridge is safe.\n\n“It will stay open,” Ann Lee said on Monday.",
    "three paragraphs": "Ann Lee said: “The bridge is safe.\n\n“It is open.\n\n“It is ours.”",
    "introduced": "Ann Lee said on Monday:\n\n“The bridge is safe and it will stay open.”",
    "floating": "Ann Lee said the bridge was safe.\n\n“It will stay open for a hundred years.”",
}


ALL = (
    *(marked(text)[0] for text, _ in QUOTED.values()),
    *(marked(text)[0] for text in (*QUALIFIED, *CHAINED)),
    *NAMED,
    *SILENT,
    *CARRIED.values(),
)


def worded(attribution: Attribution, text: str, field: str) -> tuple[str, ...]:
    """Return the words behind a field of spans."""
    return tuple(span.of(text) for span in getattr(attribution, field))

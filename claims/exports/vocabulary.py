"""Our own words for what schema.org has none for, as a context of JSON-LD with their meanings.

`urn:newsclaims:` is a name, not an address, so that what two sites give away can be put together.
Each site tells the meanings at `/ns/newsclaims.jsonld`; exports bring the context along, so that
nobody has to ask for it.
"""

from typing import Any

from claims.linking.types import LinkKind
from claims.nlp import types
from claims.nlp.types import SpeakerKind

NAMESPACE = "urn:newsclaims:"
SELECTORS = "http://www.w3.org/ns/oa#"

CLASSES = {
    "Attribution": "A place of a text that reports that somebody said something: source, cue and "
    "content.",
    "SourceLink": "One member of the chain through which the words came to the outlet.",
}
# kinds of sources that schema.org has no class for
SOURCES = {
    SpeakerKind.ANONYMOUS: "AnonymousSource",
    SpeakerKind.COLLECTIVE: "CollectiveSource",
    SpeakerKind.UNNAMED: "UnnamedSource",
}
_CLASS_OF_SOURCE = {
    "AnonymousSource": "Somebody whom the text describes without a name.",
    "CollectiveSource": "A group that nobody speaks for: “analysts”, “residents”.",
    "UnnamedSource": "A source that the text does not tell.",
}
# properties whose values are words of our own: {property: (meaning, the words)}
CHOICES = {
    "manner": ("How much of the content stands in quotation marks.", types.Type),
    "act": ("What the source did in saying it.", types.Act),
    "polarity": ("Asserted, denied, or no comment.", types.Polarity),
    "certainty": ("How sure the content is said to be.", types.Certainty),
    "stance": ("Whether the outlet’s cue reports, vouches or doubts.", types.Stance),
    "tier": ("Core, or soft: a find that is hypothetical, hearsay or doubtful.", types.Tier),
    "role": ("What a member of the chain did with the words.", types.Role),
    "kind": ("What kind of source a member of the chain is.", types.SpeakerKind),
}
LITERALS = {
    "label": "What the text calls the source.",
    "cue": "The words that signal the saying.",
    "hedge": "Words that weaken the content.",
    "condition": "Words that make the content depend on something.",
    "confidence": "The share of finds like this one that are right in annotated news, 0 to 1.",
    "review": "Whether a person looked at it: unreviewed, doubted, right, changed, missed.",
    "release": "Which release of the program read it.",
    "textSha256": "The sha256 of the whole text in UTF-8; offsets hold for this text alone.",
    "offsetUnit": "What offsets count.",
    "voice": "Articles of one story with one number are one independent source.",
}
LISTS = {
    "chain": "Through whom the words came, outermost first, the speaker last.",
    "span": "Where the content stands in the text, in order.",
}
LINKS = {
    "speaker": "Who is reported to have said it.",
    "claim": "What this and other statements say in common.",
    "story": "The articles of different outlets on the same event.",
    "repeats": "The statement of the same article that it says once more.",
}
# what two statements are to each other; the subject bears on the object
RELATIONS = {
    LinkKind.RELATED: ("relatedTo", "Is about the same, without saying the same."),
    LinkKind.QUOTED_AGAIN: (
        "quotesAgain",
        "The same quotation in another story or another’s mouth.",
    ),
    LinkKind.VARIANT: ("variantOf", "The same quotation in different words."),
    LinkKind.CONDITION: ("addsConditionTo", "Says the same and adds a condition."),
    LinkKind.CHECK: ("differsFrom", "Says the same with another number, date or negation."),
    LinkKind.RESPONSE: ("respondsTo", "Answers it."),
    LinkKind.DENIAL: ("denies", "Denies it."),
    LinkKind.FOLLOW_UP: ("followsUp", "Says later what became of it."),
}


def context() -> dict[str, Any]:
    """Return the context that makes our words those of the vocabulary."""
    terms: dict[str, Any] = {"nc": NAMESPACE}
    terms |= {name: f"nc:{name}" for name in (*CLASSES, *_CLASS_OF_SOURCE)}
    for name in CHOICES:  # “denied” as a polarity is one thing, as an act it would be another
        within = {"@vocab": f"{NAMESPACE}{name}/"}
        terms[name] = {"@id": f"nc:{name}", "@type": "@vocab", "@context": within}
    terms |= {name: f"nc:{name}" for name in LITERALS}
    terms |= {name: {"@id": f"nc:{name}", "@container": "@list"} for name in LISTS}
    terms |= {
        name: {"@id": f"nc:{name}", "@type": "@id"}
        for name in (*LINKS, *(name for name, _ in RELATIONS.values()))
    }
    for name in ("start", "end", "exact", "TextPositionSelector", "TextQuoteSelector"):
        terms[name] = f"{SELECTORS}{name}"
    return terms


def document() -> dict[str, Any]:
    """Return the context together with what each word means, for whoever asks the site."""
    rdfs = "http://www.w3.org/2000/01/rdf-schema#"
    own = {
        "comment": f"{rdfs}comment",
        "label": f"{rdfs}label",  # here alone: exports have a label of their own
        "Class": f"{rdfs}Class",
        "Property": "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    }
    classes = CLASSES | _CLASS_OF_SOURCE
    properties = {name: meaning for name, (meaning, _) in CHOICES.items()} | LITERALS
    properties |= LISTS | LINKS | dict(RELATIONS.values())
    values = [
        {"@id": f"nc:{name}/{value}", "label": value.value}
        for name, (_, values) in CHOICES.items()
        for value in values
    ]
    return {
        "@context": context() | own,
        "@graph": [
            *(_word(name, "Class", meaning) for name, meaning in classes.items()),
            *(_word(name, "Property", meaning) for name, meaning in properties.items()),
            *values,
        ],
    }


def _word(name: str, sort: str, meaning: str) -> dict[str, str]:
    return {"@id": f"nc:{name}", "@type": sort, "comment": meaning}

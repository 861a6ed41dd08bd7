"""What is criticized, acknowledged or proposed, as the subject of a passive.

As {source} <cue> [content]:
    [The plan] <was rejected> by {the union}.
    [A new bridge] <was announced>.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.finders.making import attributed
from claims.nlp.spans import subtree_span
from claims.nlp.syntax import agent_of, children
from claims.nlp.types import Attribution

ALONE = "passive"
WITH_AGENT = "passive by"
WITH_THE_REST = "passive and more"


def passive(doc: Doc) -> Iterator[Attribution]:
    """Yield for each passive verb its subject as content, alone or with what completes it."""
    for verb in doc:
        if verb.pos_ != "VERB":
            continue
        for subject in children(verb, "nsubjpass"):
            agent = agent_of(verb)
            for construction, content in _contents(verb, subject, agent):
                made = attributed(
                    verb,
                    construction,
                    content,
                    source=agent,
                    found_by="passive",
                    why=f"It is the subject of the passive “{verb}”.",
                )
                if made:
                    yield made


def _contents(
    verb: Token, subject: Token, agent: Token | None
) -> Iterator[tuple[str, tuple[TextSpan, ...]]]:
    alone = subtree_span(subject)
    yield (WITH_AGENT if agent else ALONE), (alone,)
    rest = list(children(verb, "xcomp", "oprd", "advcl"))
    rest += [p for p in children(verb, "prep") if p.lower_ in {"as", "for", "of"}]
    later = [child for child in rest if child.i > verb.i]
    if later and not agent:
        yield WITH_THE_REST, (alone, subtree_span(min(later, key=lambda token: token.i)))

"""Which attributions are core, and which are soft: pages can leave the soft ones out."""

from dataclasses import replace

from claims.nlp.spans import overlaps
from claims.nlp.types import Act, Attribution, Certainty, Tier

ENOUGH = 0.52  # least confidence of a core attribution
# Steps and finders whose finds nobody is reported to have said in these words at this place:
CARRIED_OVER = frozenset({"carrying"})  # the speaker is lent from another sentence
AUTHORS_VOICE = frozenset({"viewpoints"})  # "for them", "in his eyes": the author speaks for them


def tiered(find: Attribution) -> Attribution:
    """Return a find with its tier, once certainty, source and confidence are settled."""
    is_soft = (
        find.confidence < ENOUGH
        or not find.cue
        or (find.certainty is Certainty.HYPOTHETICAL and _is_supposed(find))
        or (find.certainty is Certainty.HEARSAY and not find.source)
        or find.found_by in CARRIED_OVER | AUTHORS_VOICE
    )
    return replace(find, tier=Tier.SOFT if is_soft else Tier.CORE)


def _is_supposed(find: Attribution) -> bool:
    """Say whether the saying itself did not happen; a request did, what it asks for is to come."""
    return find.act is Act.SAY or any(
        overlaps(hedge, cue) for hedge in find.hedges for cue in find.cue
    )

"""Name: whom a name means, where a person said so; rows obey it whatever is read later."""

from claims.actions import speakers
from claims.models import Speaker, SpeakerDecision


def renew(before: SpeakerDecision | None, after: SpeakerDecision | None) -> None:
    """Let links of a name mean whom people say, now that one of their decisions changed.

    Must run in the transaction that changed it.
    """
    speakers.alone()
    speakers.settle_names(
        [speakers.meaning(after)] if after else [],
        gone=[speakers.meaning(before)] if before else [],
    )


def now(speaker: Speaker) -> Speaker:
    """Return whom a speaker is called by now: another, where people said that all of it is."""
    if speaker.source_links.exists():
        return speaker
    return speakers.meant(speaker) or speaker

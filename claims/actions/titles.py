"""Title: what a story is called, where a person said so."""

from claims.models import StoryTitle


def renew(before: StoryTitle | None, after: StoryTitle | None) -> None:
    """Let a story be called as a person said, or as its articles are where nobody did."""

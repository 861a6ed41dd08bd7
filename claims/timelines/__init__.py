"""Read models of the timelines of a claim, a speaker and a story: who told what when."""

from claims.timelines.reading import Timeline, of_claim, of_speaker, of_story

__all__ = ["Timeline", "of_claim", "of_speaker", "of_story"]

"""Read models of the timelines of a claim, a speaker and a story: who told what when."""

from claims.timelines.reading import Lane, Timeline, of_claim, of_speaker, of_story, words_of

__all__ = ["Lane", "Timeline", "of_claim", "of_speaker", "of_story", "words_of"]

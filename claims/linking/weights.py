"""Every number that shapes a story or a claim, and the runs that chose them.

Chosen on train and dev parts only, with
`python -m benchmarks.predict stories|pairs|links` and the scorers of docs/measuring.
"""

# --- Stories: two articles belong together from STORY_THRESHOLD on -----------------------------
#
# score = .5 + STEEPNESS * (TERMS * cosine of words + MEANING * cosine of vectors - bar), in 0 … 1
# bar   = BAR + BAR_PER_DOUBLING * log2(words of the shorter) + BAR_PER_DAY * days apart
#                                                            + BAR_UNDATED if a date is missing
#
# One setting for all corpora: chance alone makes long texts more alike than headlines, so the bar
# grows with length (headlines of UCI want .16, whole BASIL articles .40); an article without a
# date cannot be kept apart by days, so its words have to say more.

STORY_THRESHOLD = 0.5
STEEPNESS = 2.0
TERMS = 0.65
MEANING = 0.35
BAR = 0.012
BAR_PER_DOUBLING = 0.045
BAR_PER_DAY = 0.01
BAR_UNDATED = 0.135
WINDOW_DAYS = 7  # two dated articles further apart are never compared
MIN_COSINE = 0.3  # of the vectors; below it two articles are never an edge
NO_EDGE = 0.49  # the most that a pair below MIN_COSINE scores: it may still share a story
TITLE_WEIGHT = 2  # a word of the title counts as so many of the text
MAX_TERMS = 400  # the heaviest words of an article; a longer text says no more about its event
LEDE_CHARACTERS = 700  # more than the encoder's 128 pieces hold

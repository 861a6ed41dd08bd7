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

# --- Claims: three kinds of link between two statements ----------------------------------------

# Same quotation. The shared run has to be long, or a whole short quotation, and to be rare enough
# that two people would hardly say it by chance. Tuned on the PolNeAR train silver pairs.
SHORT_QUOTE = 3  # words; a shorter run proves nothing
LONG_RUN = 7  # words that nobody shares by chance, given QUOTE_COVER
QUOTE_COVER = 0.3  # of the shorter sentence that a long run has to cover
WHOLE_COVER = 0.75  # of the shorter sentence, for it to count as a whole short quotation
SHORT_WORTH = 8.0  # rarity of a whole short quotation by the same speaker …
SHORT_WORTH_OPEN = 14.0  # … and where it is not known whether it is the same speaker
SHORT_QUOTE_DAYS = 14  # short quotations come back; further apart they prove nothing

# Same statement: the cosine from which two contents say the same, by what the speakers are.
SAME_SPEAKER_COSINE = 0.6
ALIKE_SPEAKER_COSINE = 0.65
OPEN_SPEAKER_COSINE = 0.8
TELLING_WORDS = 3  # that a content has to have, not counting common ones
NEGATION_WORDS = 30  # a longer content holds negations that are beside its point
STATEMENT_DAYS = 14  # dated statements further apart are other occasions

# Related: shown beside a claim, never merged.
RELATED_COSINE = 0.45
RELATED_COSINE_OPEN = 0.6
RELATED_DAYS = 7
BORROWED_WORTH = 20.0  # rarity of a run, for words of one person in another's mouth to be shown
DIRECT_SHARE = 0.8  # of a content inside quotation marks, for it to be an utterance in full
RELATED_MOST = 3  # per statement, the best ones

# Silences ("declined to comment") are one claim when they are by one speaker on one subject.
SILENCE_COSINE = 0.45
SILENCE_COSINE_ALIKE = 0.7

# A link scores LINK_FLOOR at its threshold and 1 at best; a pair without a link scores its cosine,
# but never above NO_LINK. Statements form a claim while the mean over their pairs is CLAIM_MEAN.
LINK_FLOOR = 0.6
NO_LINK = 0.45
CLAIM_MEAN = 0.5

# Two bare claims (the task `pairs`): the share of meaning, the rest is the containment of words,
# and what a clash of numbers costs.
TEXT_MEANING = 0.8
TEXT_CLASH = 0.05

"""Every number that shapes a claim, and the runs that chose them.

Fitted on train parts, chosen on dev parts and on the project's own sample, never on what is held
out: `python -m benchmarks.predict pairs|links`, scored as benchmarks/README.md says.
"""

# --- Claims: three kinds of link between two statements ----------------------------------------

# Same quotation. The shared run has to be long, or a whole short quotation, and to be rare enough
# that two people would hardly say it by chance. Tuned on the PolNeAR train silver pairs.
SHORT_QUOTE = 3  # words; a shorter run proves nothing
LONG_RUN = 7  # words that nobody shares by chance, given QUOTE_COVER
QUOTE_COVER = 0.4  # of the shorter sentence that a long run has to cover
WHOLE_COVER = 0.75  # of the shorter sentence, for it to count as a whole short quotation
SHORT_WORTH = 7.0  # rarity of a whole short quotation by the same speaker …
SHORT_WORTH_OPEN = 14.0  # … and where it is not known whether it is the same speaker …
# … unless it has so many words, so rare, and both are of the same days.
FRESH_WORDS, FRESH_WORTH, FRESH_DAYS = 5, 6.0, 2
SHORT_QUOTE_DAYS = 14  # short quotations come back; further apart they prove nothing

# Same statement: how surely, by the model, where both are known to be of one story, and anywhere.
# In a story, where both articles tell of one event in much the same way (CLOSE), or no speaker is
# named: claims of the sample reach B-cubed P .966, R .845, F .902, end to end P .959; .5 gives as
# good an F with more wrong links (pairs end to end: P .843 against .877), and .7 misses more.
# In a story that is of one matter rather: of 84 links by one speaker in stories of PolNeAR train,
# of which nineteen in twenty articles are less alike than that, 82% were right from .8 on, 60% from
# .7 on. In the sample two of three pairs of articles are as alike, so that CLOSE costs nothing.
# Anywhere: at .87 all of the few links left on the judged dev pairs of PolNeAR train are right, and
# 18 of 19 others across outlets that were read; at .8, with fewer words, about three of four were.
IN_STORY = 0.65
IN_MATTER = 0.8
CLOSE = 0.64  # score of two articles, as `stories.compare` has it
ANYWHERE = 0.87
ANYWHERE_OPEN = 0.93  # … where it is not known whether it is the same speaker
LEAST_COSINE = 0.35  # two contents further apart are never one, unless both quote the same words
# Words that a content has to have, not counting common ones: where the speaker is the same, where
# both are unnamed, where it is not known, where they are two. In a story, a person and a body are
# mostly one side, but "Moscow's intentions" can be any unnamed people's concern.
TELLING_WORDS_IN_STORY = (1, 3, 2, 4)
TELLING_WORDS = (2, 4, 4, 4)
HEADLINE_WORDS = 2  # telling words that a headline has to share with what it is to say, too
ANYWHERE_WORDS = 4  # for the same statement: “the terrorist attacks” are a subject of many
NEGATION_WORDS = 30  # a longer content holds negations that are beside its point
NEGATION_SHARED = 0.5  # of the rarer words: "will never reopen" denies "will reopen", not "closes"
STATEMENT_DAYS = 14  # dated statements further apart are other occasions

# Related: shown beside a claim, never merged.
RELATED_COSINE = 0.45
RELATED_COSINE_OPEN = 0.6
RELATED_COSINE_DIRECT = 0.8  # two utterances in full, by speakers not known to be the same
RELATED_COSINE_ANYWHERE = 0.7  # of the judged dev pairs, .3 are related from .45 on, .6 from here
RELATED_DAYS = 7
BORROWED_WORTH = 20.0  # rarity of a run, for words of one person in another's mouth to be shown
DIRECT_SHARE = 0.8  # of a content inside quotation marks, for it to be an utterance in full

# Silences ("declined to comment") are one claim when they are by one speaker on one subject, or
# when one of them names no subject.
SILENCE_COSINE = 0.45
SILENCE_WORDS = frozenset(  # they name no subject
    (
        *("comment", "request", "respond", "response", "repeated", "question", "discuss", "word"),
        *("immediately", "statement", "further", "matter", "publicly", "answer", "reply", "our"),
        *("no", "any", "all", "single", "whether", "if", "about", "say"),
    )
)

# A link scores LINK_FLOOR at its threshold and 1 at best; a pair without a link scores its cosine,
# but never above NO_LINK. Statements form a claim while the mean over their pairs is CLAIM_MEAN.
# Chosen with IN_STORY; anything from .39 to .5 for both is as good on the sample.
LINK_FLOOR = 0.6
NO_LINK = 0.42
CLAIM_MEAN = 0.43

# Two bare claims (the task `pairs`): a fixed share of meaning, the rest the mean share of the rarer
# words of either, less what a clash of numbers costs. A regression on MRPC, STS and ClaimDiff train
# was no better on what it had not seen: NAnCo dev .855 against .861 by this, STS .825 against .835.
MEANING_SHARE = 0.8
TEXT_CLASH = 0.05

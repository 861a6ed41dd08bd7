"""Every number that shapes the independence of outlets, and what chose it.

Chosen so that outlets which wrote independently stay apart: 150 pairs of articles of one event by
three large outlets (BASIL dev), and the pairs of the project's own sample whose text was written
apart; and so that the sample's known copies and the two seeds that tell one story are found.
"""

from claims.linking.credits import CreditKind

BAR = 0.5  # from this score on, two outlets are one voice
LEAST_TIE = 0.25  # a weaker one is not worth a word
LEAST_SIGN = 0.04

# Copied runs: the share of the shorter text's own words that stand in the other word for word.
# Independent pairs of BASIL reach .08 (most of them 0), known copies of the sample .36 and more;
# with quoted words counted, independent pairs reach .43, so these count a tenth.
RUN = 8  # words; independent texts share hardly any outside quotation marks
QUOTED = 0.1
RUNS_FROM, RUNS_FULL = 0.03, 0.25

# Shared rare wording: how rare the words of short shared runs are, all together, measured by the
# square root of the shorter text's length, since chance brings more of them into longer texts.
WORD = 3.0  # rarity of a word that counts
PHRASE = 8.0  # rarity of a run of two such words or more
WORDING_FROM, WORDING_FULL = 1.2, 5.5
WORDING_MOST = 0.7
SPELLING = 0.4  # a name that only these two spell so

# Order: shared passages in the same order, against independent outlets that follow the importance
# of things alike. Of two passages that two BASIL articles share, .66 stand in the same order.
PASSAGE_WORDS = 12.0  # rarity of the words that two sentences share
PASSAGE_SHARE = 0.25  # of their words, by rarity
PASSAGES = 4  # fewer shared passages prove nothing
PYRAMID = 0.77  # each swap makes an order that many times less likely
ORDER_FROM, ORDER_FULL = 1.0, 5.5  # powers of ten of the chance against that
ORDER_MOST = 0.9

# Credit, by what a line says, or by the share of statements that came by way of the other.
CREDIT = {CreditKind.DATELINE: 0.9, CreditKind.CONTRIBUTED: 0.5, CreditKind.FIRST: 0.25}
RELAYED, RELAYED_SHARE = 0.15, 0.8
COMMON, COMMON_SHARE = 0.05, 0.5  # both by way of a third

# A big story: of more than EXACT articles each is compared with the MOST that share most with it
# of what FEW have.
EXACT = 30
MOST = 12
FEW = 8

from spacy.tokens import Doc

from claims.nlp.mentions import mention
from tests.claims.nlp.parses import VOCAB


def test_a_pronoun_that_a_wrong_parse_hangs_on_its_own_clause_stands_for_nothing():
    # "who" is below the very verb that its clause is said to belong to: a circle
    doc = Doc(
        VOCAB,
        words=["Asked", "who", "won", ",", "they", "left"],
        pos=["VERB", "PRON", "VERB", "PUNCT", "PRON", "VERB"],
        tags=["VBN", "WP", "VBD", ",", "PRP", "VBD"],
        heads=[5, 2, 0, 5, 5, 5],
        deps=["advcl", "nsubj", "relcl", "punct", "nsubj", "ROOT"],
        sent_starts=[True, False, False, False, False, False],
    )

    assert mention(doc[1]).stands_for is None


def test_a_relative_pronoun_stands_for_the_noun_before_it():
    doc = Doc(
        VOCAB,
        words=["Voters", "who", "won", "left"],
        pos=["NOUN", "PRON", "VERB", "VERB"],
        tags=["NNS", "WP", "VBD", "VBD"],
        heads=[3, 2, 0, 3],
        deps=["nsubj", "nsubj", "relcl", "ROOT"],
        sent_starts=[True, False, False, False],
    )

    meant = mention(doc[1]).stands_for

    assert meant is not None
    assert meant.surface == "Voters"


def test_an_owner_that_a_wrong_parse_makes_of_an_article_owns_nothing():
    doc = Doc(
        VOCAB,
        words=["a", "report", "said"],
        pos=["DET", "NOUN", "VERB"],
        tags=["DT", "NN", "VBD"],
        heads=[1, 2, 2],
        deps=["poss", "nsubj", "ROOT"],
        sent_starts=[True, False, False],
    )

    assert mention(doc[1]).owner is None

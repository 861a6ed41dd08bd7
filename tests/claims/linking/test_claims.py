from hypothesis import given, settings
from hypothesis import strategies as st

from claims.linking import claims, pairs
from claims.linking.types import LinkKind
from tests.claims.linking.cards import a_statement, unit

NEAR = unit(1.0, 0.4)


def clustered(cards, **decided):
    return claims.cluster(cards, claims.link(cards), **decided)


def members(clusters):
    return {cluster.members for cluster in clusters}


def test_statements_of_one_thing_form_a_claim():
    cards = [a_statement("a"), a_statement("b", vector=NEAR), a_statement("c")]

    (claim,) = clustered(cards)

    assert claim.members == {"a", "b", "c"}
    assert set(claim.links) == claim.members - {claim.wording}
    assert all(member.score.evidence for member in claim.links.values())


def test_requotes_of_one_outlet_share_a_claim():
    cards = [a_statement(key, outlet="Lantern", article="x") for key in "ab"]

    assert members(clustered(cards)) == {frozenset("ab")}


def test_the_wording_is_certain_and_names_its_speaker():
    cards = [
        a_statement("a", certainty="hearsay"),
        a_statement("b", speaker="", speaker_kind="unnamed"),
        a_statement("c"),
    ]

    (claim,) = clustered(cards)

    assert claim.wording == "c"
    assert claim.why_wording == (
        "it is stated as certain, it names its speaker, Ada Ferro, "
        "it says the same as 2 of the 2 others"
    )


def test_what_links_to_nothing_is_a_claim_of_its_own():
    cards = [a_statement("a"), a_statement("b", "the ferry strike goes on", vector=unit(0, 1.0))]

    assert members(clustered(cards)) == {frozenset("a"), frozenset("b")}


def test_a_middleman_does_not_bring_two_named_persons_together():
    cards = [
        a_statement("a", speaker="Ada Ferro"),
        a_statement("b", speaker="", speaker_kind="unnamed"),
        a_statement("c", speaker="Theo Marchetti"),
    ]

    assert not any({"a", "c"} <= cluster.members for cluster in clustered(cards))


def test_related_statements_stay_apart_and_are_all_told():
    cards = [a_statement(f"k{n}", f"the bridge costs {10**n} crowns") for n in range(5)]

    links = claims.link(cards)

    assert {link.kind for link in links} == {LinkKind.RELATED}
    assert len(links) == 10
    assert len(clustered(cards)) == 5


def test_what_people_decided_counts_for_more():
    cards = [a_statement("a"), a_statement("b"), a_statement("c", "a strike", vector=unit(0, 1.0))]

    decided = clustered(cards, together=[("a", "c")], apart=[("a", "b")])

    assert members(decided) == {frozenset("ac"), frozenset("b")}
    held = next(cluster for cluster in decided if "c" in cluster.members)
    assert all(member.kind is LinkKind.SAME_STATEMENT for member in held.links.values())


def test_candidates_are_each_pair_once_and_none_twice():
    cards = [a_statement(key, quoted=("the hangers were rotten through",)) for key in "cab"]

    found = [(a.key, b.key) for a, b in claims.candidates(cards)]

    assert found == [("a", "b"), ("a", "c"), ("b", "c")]


def test_far_statements_are_candidates_by_their_quotation_alone():
    quoted = ("the hangers were rotten through",)
    cards = [a_statement("a", quoted=quoted), a_statement("b", quoted=quoted, vector=unit(0, 1.0))]

    assert len(list(claims.candidates(cards))) == 1


def test_two_silences_are_candidates_whatever_they_are_about():
    cards = [
        a_statement("a", "to comment", polarity="no-comment"),
        a_statement("b", "on the pay of crews", polarity="no-comment", vector=unit(0, 1.0)),
    ]

    assert len(list(claims.candidates(cards))) == 1


def test_common_words_in_quotation_marks_make_no_candidates():
    quoted = ("that it was of the",)
    cards = [a_statement("a", quoted=quoted), a_statement("b", quoted=quoted, vector=unit(0, 1.0))]

    assert not list(claims.candidates(cards))


def test_no_statement_makes_no_claim():
    assert clustered([]) == []
    assert list(claims.compare([], [a_statement()])) == []


def test_what_only_a_person_joined_says_so():
    cards = [a_statement("a"), a_statement("b", "a strike", vector=unit(0, 1.0))]

    (claim,) = clustered(cards, together=[("a", "b")])

    (member,) = claim.links.values()
    assert member.score.evidence[0].because == "a person put them together"


def test_a_headline_gives_a_claim_its_words_only_when_nothing_else_does():
    cards = [a_statement("a", is_headline=True), a_statement("b")]

    (claim,) = clustered(cards)

    assert claim.wording == "b"


CONTENTS = [
    "the bridge inspections were falsified",
    "the bridge inspections were not falsified",
    "bridge repairs cost 2.1 million crowns",
    "bridge repairs cost 1.2 million crowns",
    "to comment",
]


@st.composite
def many_statements(draw):
    cards = []
    for number in range(draw(st.integers(1, 9))):
        speaker, kind = draw(
            st.sampled_from(
                [
                    ("Ada Ferro", "person"),
                    ("Ferro", "person"),
                    ("Theo Marchetti", "person"),
                    ("insiders", "anonymous"),
                    ("", "unnamed"),
                ]
            )
        )
        cards.append(
            a_statement(
                f"k{number}",
                draw(st.sampled_from(CONTENTS)),
                article=draw(st.sampled_from("xyz")),
                speaker=speaker,
                speaker_kind=kind,
                polarity=draw(st.sampled_from(["asserted", "asserted", "denied", "no-comment"])),
                quoted=draw(st.sampled_from([(), ("I could put my hand through the steel",)])),
                vector=unit(*draw(st.lists(st.integers(1, 9), min_size=3, max_size=3))),
            )
        )
    return cards


@given(many_statements(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_any_order_gives_the_same_links_and_claims(cards, random):
    shuffled, links = list(cards), claims.link(cards)
    random.shuffle(shuffled)
    mixed = claims.link(shuffled)
    assert mixed == links

    random.shuffle(mixed)

    assert claims.cluster(shuffled, mixed) == claims.cluster(cards, links)


@given(many_statements(), st.data())
@settings(max_examples=60)
def test_comparing_bit_by_bit_gives_what_comparing_all_at_once_gives(cards, data):
    arriving = data.draw(st.permutations(cards))
    found, known = [], []
    while arriving:
        new, arriving = arriving[: (cut := data.draw(st.integers(1, 4)))], arriving[cut:]
        found += claims.compare(new, known)
        known += new

    def by_pair(links):
        return sorted(links, key=lambda one: (one.a, one.b, one.kind))

    assert by_pair(found) == by_pair(claims.compare(cards))


@given(many_statements())
@settings(max_examples=60)
def test_every_statement_stands_in_one_claim_and_none_beside_its_opposite(cards):
    by_key = {card.key: card for card in cards}
    links = {(one.a, one.b): one for one in claims.link(cards)}

    clusters = claims.cluster(cards, links.values())

    assert sorted(key for cluster in clusters for key in cluster.members) == sorted(by_key)
    for cluster in clusters:
        for a in cluster.members:
            for b in cluster.members:
                link = links.get((a, b))
                if a < b and not (link and link.kind is LinkKind.SAME_QUOTE):
                    assert not pairs.why_apart(by_key[a], by_key[b])

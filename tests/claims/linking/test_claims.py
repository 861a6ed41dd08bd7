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


def test_related_statements_are_listed_apart():
    cards = [
        a_statement("a", "the repair of the bridge costs 2.1 million crowns"),
        a_statement("b", "the repair of the bridge costs 1.2 million crowns"),
    ]

    one, other = clustered(cards)

    assert one.members != other.members
    assert [link.kind for link in one.related] == [LinkKind.RELATED]
    assert one.related == other.related


def test_a_statement_shows_only_its_best_relations():
    cards = [a_statement(f"k{n}", f"the bridge costs {10**n} crowns") for n in range(8)]

    links = claims.link(cards)

    shown = [key for link in links for key in (link.a, link.b)]
    assert links
    assert max(shown.count(card.key) for card in cards) == 3


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


def test_no_statement_makes_no_claim():
    assert clustered([]) == []


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

from datetime import timedelta
from itertools import chain

import pytest

from claims.linking.relations import between
from claims.linking.types import LinkKind, PairLink, Score
from tests.claims.linking.cards import DAY, a_statement, unit

FERRO = {"speaker": "Ada Ferro"}
RUSK = {"speaker": "Philip Rusk"}
UNION = {"speaker": "the dockers' union", "speaker_kind": "organisation"}
WORKER = {"speaker": "a worker", "speaker_kind": "anonymous"}
DENIED = {"polarity": "denied", "act": "deny", "cue": "denied"}
LATER = {"day": DAY + timedelta(days=6)}


def cards(first, second):
    (content, fields), (other, others) = first, second
    return a_statement("a", content, **fields), a_statement("b", other, **others)


def relation(kind, first, second):
    """Return the one relation of a kind that is found, whichever statement is given first."""
    a, b = cards(first, second)
    found, turned = between(a, b, None), between(b, a, None)
    assert found == turned
    of_kind = [link for link in found if link.kind is kind]
    assert len(of_kind) <= 1
    return of_kind[0] if of_kind else None


def words_of(content, extents):
    return [content[start:end] for start, end in extents]


DENIALS = [
    (("the gas alarm had been switched off for weeks", WORKER),
     ("the alarm had been switched off", RUSK | DENIED)),
    (("Gannet was planning to register its ships abroad", UNION),
     ("a union claim that the company planned to register its ships abroad", RUSK | DENIED)),
    (("the contractor was falsifying inspection files", FERRO),
     ("falsifying inspection files", {"speaker": "Stellmann"} | DENIED)),
    (("the state had paid a ransom for the crew", WORKER),
     ("reports that the state had paid a ransom for the crew",
      RUSK | DENIED | {"cue": "dismissed", "act": "refuse"})),
    (("the northern channel was closed to trawlers", FERRO),
     ("the northern channel was not closed to trawlers", RUSK)),
]  # fmt: skip
NO_DENIALS = [
    # what is rejected is a plan, and nobody said that it is so
    (("the council should lease the harbor cranes", FERRO),
     ("the plan to lease the harbor cranes", RUSK | DENIED | {"cue": "rejected"})),
    # the same person
    (("the gas alarm had been switched off for weeks", RUSK),
     ("the alarm had been switched off", RUSK | DENIED)),
    # to deny that it was not so is to say that it was
    (("the gas alarm had been switched off", WORKER),
     ("the gas alarm had never been switched off", RUSK | DENIED)),
    # other figures, another thing
    (("the owner has paid a fine of 400,000 crowns", FERRO),
     ("the owner has paid a fine of 40 crowns", RUSK | DENIED)),
    # "it" says nothing alone
    (("Gannet plans to register its ships abroad", UNION), ("it", RUSK | DENIED)),
    # each speaks of himself
    (("he was part of the harbor commission that closed the quay", FERRO),
     ("the notion that he was part of the harbor commission", RUSK | DENIED)),
    # not to do a thing is no denial
    (("she would endorse the harbor levy before autumn", FERRO),
     ("to endorse the harbor levy before autumn was planned",
      RUSK | {"polarity": "denied", "cue": "did not say"})),
]  # fmt: skip
CHECKS = [
    (("a repair priced at 2.1 million crowns was put off three times", FERRO),
     ("a repair costing 1.2 million crowns was put off three times", FERRO), "2.1 million crowns"),
    (("the truce would hold for 30 days along the border", RUSK),
     ("the truce would hold for 45 days along the border", RUSK), "30 days"),
    (("It was the second fire at the polymer plant since 2016", FERRO),
     ("It is the second fire at the polymer plant since 2015", FERRO), "2016"),
    (("the harbor tunnel will reopen on Monday", FERRO),
     ("the harbor tunnel will reopen on Thursday", FERRO), "Monday"),
    (("the harbor tunnel reopens on 3 March", FERRO),
     ("the harbor tunnel reopens on March 9", FERRO), "3 March"),
    (("the night ferry is fit for winter service", FERRO),
     ("the night ferry is not fit for winter service", FERRO), None),
    (("the alarm had been switched off for weeks", RUSK),
     ("the alarm had been switched off", RUSK | DENIED), "alarm"),
]  # fmt: skip
NO_CHECKS = [
    # rounded
    (("almost 2.5 hours of talks on fishing rights", FERRO),
     ("talks on fishing rights of 2.4 hours", FERRO)),
    # other places
    (("turnout in Larrowford reached 61 percent of voters", FERRO),
     ("turnout in Ostergat reached 48 percent of voters", FERRO)),
    # the same day in other words: DAY is a Monday
    (("the harbor tunnel will reopen on Thursday", FERRO),
     ("the harbor tunnel will reopen on 5 March", FERRO)),
    # one day with its year and without
    (("since the fire of 12 June, 2019 the quay is shut", FERRO),
     ("since the fire of 12 June the quay is shut", FERRO)),
    # the negation is of something else
    (("the ferry is fit for winter", FERRO),
     ("while not all that owners say holds, the ferry is fit for winter", FERRO)),
    # another month, another occasion
    (("the truce would hold for 30 days along the border", RUSK),
     ("the truce would hold for 45 days along the border",
      RUSK | {"day": DAY + timedelta(days=40)})),
    # unlike in meaning
    (("the truce would hold for 30 days along the border", RUSK),
     ("the truce would hold for 45 days along the border", RUSK | {"vector": unit(0.3, 0.95)})),
]  # fmt: skip


def under(condition):
    return {"conditions": (condition,)}


CONDITIONS = [
    (("Fourteen similar bridges will be inspected by winter", FERRO),
     ("fourteen bridges would be inspected by winter, provided parliament voted the money",
      FERRO | under("provided parliament voted the money"))),
    (("Crews will walk out from midnight on October 20", UNION),
     ("Crews will walk out from midnight on October 20 unless the firm makes a better offer",
      UNION | under("unless the firm makes a better offer"))),
    (("the northern channel might reopen in autumn", RUSK),
     ("the northern channel could reopen in autumn if the boats are withdrawn",
      RUSK | under("if the boats are withdrawn"))),
    (("the crew would be handed over by Saturday", FERRO),
     ("weather permitting, the crew would be handed over by Saturday",
      FERRO | under("weather permitting"))),
    (("the plant would be closed for good", FERRO),
     ("should inspectors find a breach, the plant would be closed for good",
      FERRO | under("should inspectors find a breach"))),
]  # fmt: skip
NO_CONDITIONS = [
    # both have one
    (("the plant would be closed if rules were broken", FERRO | under("if rules were broken")),
     ("the plant would be closed should inspectors find a breach",
      FERRO | under("should inspectors find a breach"))),
    # nothing but the condition
    (("inspectors found a breach", FERRO),
     ("If inspectors found a breach", FERRO | under("If inspectors found a breach"))),
    # two persons
    (("the plant would be closed for good", FERRO),
     ("the plant would be closed for good if rules were broken",
      RUSK | under("if rules were broken"))),
    # the rest is another matter
    (("two inspectors were on leave", FERRO),
     ("the plant would be closed for good if inspectors found a breach",
      FERRO | under("if inspectors found a breach"))),
    # a question
    (("the plant would be closed for good", FERRO),
     ("would the plant be closed for good if rules were broken?",
      FERRO | under("if rules were broken") | {"act": "ask"})),
    # the same article says it in full elsewhere
    (("the plant would be closed for good", FERRO | {"article": "one"}),
     ("the plant would be closed for good if rules were broken",
      FERRO | under("if rules were broken") | {"article": "one"})),
]  # fmt: skip
FOLLOW_UPS = [
    (("the harbor tunnel will reopen to lorries", FERRO),
     ("the harbor tunnel has reopened to lorries", FERRO | LATER)),
    (("Norvia would release the trawler crew", RUSK),
     ("Norvia released the trawler crew at dawn", FERRO | LATER)),
    (("to withdraw patrol boats from the strait", RUSK | {"act": "promise"}),
     ("patrol boats were withdrawn from the strait; they withdrew at night", FERRO | LATER)),
    (("the leaders plan talks and will meet in Ostergat harbor", FERRO),
     ("the leaders met in Ostergat harbor for talks", FERRO | LATER)),
    (("inspectors are due to publish the bridge report", FERRO),
     ("inspectors published the bridge report", WORKER | LATER)),
]  # fmt: skip
NO_FOLLOW_UPS = [
    # it did not come
    (("the harbor tunnel will reopen to lorries", FERRO),
     ("the harbor tunnel has not reopened to lorries", FERRO | LATER)),
    # still to come
    (("the harbor tunnel will reopen to lorries", FERRO),
     ("the harbor tunnel will be reopened to lorries", FERRO | LATER)),
    # on the same day
    (("the harbor tunnel will reopen to lorries", FERRO),
     ("the harbor tunnel has reopened to lorries", FERRO)),
    # undated
    (("the harbor tunnel will reopen to lorries", FERRO),
     ("the harbor tunnel has reopened to lorries", FERRO | {"day": None})),
    # another tunnel
    (("the Verrin tunnel will reopen, the Larrow road tunnel stays shut", FERRO),
     ("the Stenholt tunnel reopened, its road stays shut", FERRO | LATER)),
    # an infinitive is no announcement
    (("it was wrong to reopen the harbor tunnel", FERRO),
     ("the harbor tunnel was reopened", FERRO | LATER)),
    # months later
    (("the harbor tunnel will reopen to lorries", FERRO),
     ("the harbor tunnel has reopened to lorries", FERRO | {"day": DAY + timedelta(days=200)})),
]  # fmt: skip


def said(*quoted, **fields):
    content = " ".join(f"“{piece}”" for piece in quoted)
    return content, FERRO | {"quoted": quoted} | fields


VARIANTS = [
    (said("I would not let my daughter cross it in a wind"),
     said("I would not let my children walk across it in a wind")),
    (said("Nobody wants to stand on a quay in October"),
     said("Nobody wants to freeze on a quay in October, but our members can read")),
    (said("Ministers who talk during negotiations make them longer"),
     said("Ministers who talk during negotiations generally make them longer")),
    (said("To the people of Larrowford I say that I am sorry"),
     said("To the people of Larrowford I say I am sorry")),
    (said("Eleven people were priced and somebody thought it was too much"),
     said("Eleven people were priced and somebody thought that was too much")),
]  # fmt: skip
NO_VARIANTS = [
    # an editor's words are not the speaker's
    (said("I want to work this out with them before the winter"),
     said("I want to work this out with them [the union] before the winter")),
    # only the case was changed
    (said("The people of Larrowford deserve an answer from us now"),
     said("[T]he people of Larrowford deserve an answer from us now")),
    # one only stops earlier
    (said("Nobody wants to stand on a quay in October"),
     said("Nobody wants to stand on a quay in October with a child and no coat")),
    # two persons
    (said("I would not let my daughter cross it in a wind"),
     said("I would not let my children walk across it in a wind", **RUSK)),
    # two sentences of one speech, of which both have one
    (said("I am just not quite there yet with this plan. I am not quite there yet with this plan"),
     said("I am not quite there yet with this plan")),
    # spelling
    (said("We will keep the ceasefire for as long as it takes"),
     said("We will keep the cease-fire for as long as it takes")),
    # too little in common
    (said("He gets the most valuable player award every year"),
     said("He was the most valuable player of all")),
]  # fmt: skip


def answer(cue="said", **fields):
    return RUSK | {"cue": cue} | fields


CLOSE = {"article": "one", "start": 100}
RESPONSES = [
    (("the alarm had been switched off for weeks", FERRO),
     ("Ferro's claim that the alarm had been switched off for weeks was a fairy tale", answer())),
    (("the harbor levy would ruin small traders", FERRO),
     ("the remarks by Ada Ferro on the harbor levy and small traders were “nonsense”",
      answer("called"))),
    (("trawlers are being chased by patrol boats", {"speaker": "Norvia",
                                                    "speaker_kind": "organisation"}),
     ("Norvia's accusation that patrol boats chased trawlers was invented", answer())),
    (("the harbor levy would ruin small traders", FERRO | CLOSE),
     ("small traders pay no harbor levy at all", answer("hit back") | CLOSE | {"start": 180})),
    (("the timetable will be cut in winter", FERRO),
     ("what Ferro said of the winter timetable was news to his members", answer())),
]  # fmt: skip
NO_RESPONSES = [
    # the same person goes on
    (("the harbor levy would ruin small traders", FERRO | CLOSE),
     ("small traders pay no harbor levy", FERRO | CLOSE | {"start": 180, "cue": "replied"})),
    # somewhere else in the article
    (("the harbor levy would ruin small traders", FERRO | CLOSE),
     ("small traders pay no harbor levy", answer("replied") | CLOSE | {"start": 2000})),
    # it was published before
    (("the alarm had been switched off for weeks", FERRO | LATER),
     ("Ferro's claim that the alarm had been switched off for weeks was a fairy tale", answer())),
    # of her, but of nothing that she said
    (("the alarm had been switched off for weeks", FERRO),
     ("Ferro's remarks on the harbor levy were “nonsense”", answer())),
    # a name alone
    (("the harbor levy would ruin small traders", FERRO),
     ("small traders will back Ferro against the harbor levy", answer())),
    # it is only told once more
    (("the harbor levy would ruin small traders", FERRO),
     ("Ferro's remarks that the harbor levy would ruin small traders", answer("reported"))),
]  # fmt: skip

FOUND = {
    LinkKind.DENIAL: DENIALS,
    LinkKind.CHECK: [case[:2] for case in CHECKS],
    LinkKind.CONDITION: CONDITIONS,
    LinkKind.FOLLOW_UP: FOLLOW_UPS,
    LinkKind.VARIANT: VARIANTS,
    LinkKind.RESPONSE: RESPONSES,
}
NOT_FOUND = {
    LinkKind.DENIAL: NO_DENIALS,
    LinkKind.CHECK: NO_CHECKS,
    LinkKind.CONDITION: NO_CONDITIONS,
    LinkKind.FOLLOW_UP: NO_FOLLOW_UPS,
    LinkKind.VARIANT: NO_VARIANTS,
    LinkKind.RESPONSE: NO_RESPONSES,
}


def cases(table):
    return list(
        chain.from_iterable([(kind, *case) for case in held] for kind, held in table.items())
    )


@pytest.mark.parametrize(("kind", "first", "second"), cases(FOUND))
def test_a_relation_is_found_and_shows_its_words(kind, first, second):
    found = relation(kind, first, second)
    assert found
    assert found.score.evidence[0].because
    for card, extents in zip(cards(first, second), (found.a_words, found.b_words), strict=True):
        assert all(0 <= start < end <= len(card.content) for start, end in extents)
    assert found.a_words or found.b_words


@pytest.mark.parametrize(("kind", "first", "second"), cases(NOT_FOUND))
def test_no_relation_is_seen_where_there_is_none(kind, first, second):
    assert relation(kind, first, second) is None


@pytest.mark.parametrize(("first", "second", "shown"), CHECKS)
def test_a_check_points_at_what_differs(first, second, shown):
    found = relation(LinkKind.CHECK, first, second)
    assert (words_of(first[0], found.a_words) or [None])[0] == shown


@pytest.mark.parametrize(("first", "second"), [*DENIALS, *CONDITIONS, *FOLLOW_UPS, *RESPONSES])
def test_the_second_bears_on_the_first(first, second):
    a, b = cards(first, second)
    assert {(link.a, link.b) for link in between(b, a, None)} == {("a", "b")}


def test_a_reason_quotes_the_words():
    said = {
        kind: relation(kind, *held[0]).score.evidence[0].because for kind, held in FOUND.items()
    }
    assert said == {
        LinkKind.DENIAL: "denied by Philip Rusk: “denied”",
        LinkKind.CHECK: "“2.1 million crowns” against “1.2 million crowns”",
        LinkKind.CONDITION: "outlet of b adds a condition: “provided parliament voted the money”",
        LinkKind.FOLLOW_UP: "first “will reopen”; 6 days later “reopened”",
        LinkKind.VARIANT: "“daughter cross” against “children walk across”",
        LinkKind.RESPONSE: "Philip Rusk takes up “Ferro's claim”",
    }


def test_a_quotation_that_came_through_another_mouth_says_so():
    first, (content, fields) = VARIANTS[0]
    found = relation(LinkKind.VARIANT, first, (content, fields | {"relays": ("Stenholt Wire",)}))
    assert "outlet of b has the words through Stenholt Wire" in [
        item.because for item in found.score.evidence
    ]


def test_silence_is_in_no_relation():
    a, b = cards(*DENIALS[0])
    silent = a_statement("c", b.content, speaker="Philip Rusk", polarity="no-comment")
    assert between(a, silent, None) == []


def test_what_says_the_same_is_no_denial_and_no_answer():
    a, b = cards(*DENIALS[0])
    same = PairLink("a", "b", LinkKind.SAME_QUOTE, Score(0.9))
    assert not {LinkKind.DENIAL, LinkKind.RESPONSE} & {link.kind for link in between(a, b, same)}

import pytest

from tests.claims.nlp.phenomena.cases import case, cases, titles
from tests.claims.nlp.phenomena.comparing import problems
from tests.claims.nlp.phenomena.record import FILE, head, known_failures

FEWEST = 3  # cases of each phenomenon
KNOWN = frozenset(known_failures())


@pytest.mark.model
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case.id,
            marks=[pytest.mark.xfail(raises=AssertionError, strict=True)] * (case.id in KNOWN),
        )
        for case in cases()
    ],
)
def test_a_text_is_read_as_it_is_marked(case):
    told = problems(case)

    assert not told, "\n".join((case.id, *told))


def test_there_are_sixty_phenomena_with_cases_enough():
    assert list(titles()) == list(range(1, 61))
    for number in titles():
        assert sum(case.number == number for case in cases()) >= FEWEST, titles()[number]


def test_no_text_is_there_twice():
    texts = [article.text for case in cases() for article in case.articles]

    assert len(set(texts)) == len(texts)


def test_the_stated_share_of_failures_is_true():
    assert FILE.read_text("utf-8").splitlines()[0] == head(known_failures())
    assert set(cases_by_id := [case.id for case in cases()]) >= KNOWN
    assert known_failures() == [name for name in cases_by_id if name in KNOWN]


def test_marks_are_taken_out_of_the_text_and_kept_as_places():
    made = case("x", 1, [r"> {Ann} <said> [‹that› it \[the bridge\] is shut].", "act: say"])

    (wanted,) = made.wanted.values()
    (article,) = made.articles
    assert article.text == "Ann said that it [the bridge] is shut."
    assert "".join(article.text[at] for at in sorted(wanted.content - wanted.optional)) == (
        " it [the bridge] is shut"
    )
    assert wanted.fields == {"act": "say"}


@pytest.mark.parametrize(
    "lines",
    [
        ["> {Ann <said> [it is shut]."],
        ["> Ann} <said> [it is shut]."],
        ["> Ann said it is shut."],
        ["> {Ann} <said> it is shut."],
        ["> {Ann} <said> [it is shut].", "nothing"],
        ["> {Ann} <said> [it is shut].", "² act: say"],
        ["> {Ann} <said> [it is shut].", "act say"],
    ],
)
def test_a_case_that_is_not_sound_is_refused(lines):
    with pytest.raises(ValueError, match=r"^x: "):
        case("x", 1, lines)

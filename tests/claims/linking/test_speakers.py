import pytest

from claims.linking.speakers import Agreement, agreement
from tests.claims.linking.cards import a_statement


def between(a, b):
    cards = [
        a_statement(key=key, speaker=name, speaker_kind=kind)
        for key, (name, kind) in zip("ab", (a, b), strict=True)
    ]
    forward, backward = agreement(*cards)[0], agreement(*reversed(cards))[0]
    assert forward is backward
    return forward


def person(name):
    return (name, "person")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Trump", "US President Donald Trump"),
        ("Calderon", "Felipe Calderón"),
        ("spokesman Alex Conant", "Conant"),
        ("D. Axelrod", "David Axelrod, who was senior adviser"),
        ("Fox's Chris Wallace", "Chris Wallace"),
        ("Volodymyr Zelenskyy", "Zelensky"),
        ("Sergei Lavrov", "Sergey Lavrov"),
    ],
)
def test_one_person_has_many_names(a, b):
    assert between(person(a), person(b)) is Agreement.SAME


@pytest.mark.parametrize(("a", "b"), [("Ryan", "Trump"), ("Bill Clinton", "Hillary Clinton")])
def test_two_names_are_in_conflict(a, b):
    assert between(person(a), person(b)) is Agreement.CONFLICT


def test_somebody_of_a_person_is_not_that_person():
    assert between(person("Trump’s potential VP"), person("Trump")) is Agreement.OPEN


def test_a_description_is_no_name():
    assert between(person("the Republican candidate"), person("Donald Trump")) is Agreement.OPEN


def test_insiders_and_sources_may_be_the_same_people():
    a, b = ("insiders", "anonymous"), ("sources familiar with her thinking", "anonymous")
    assert between(a, b) is Agreement.ALIKE


def test_a_capital_stands_for_its_government():
    assert between(("Moscow", "organisation"), ("the Kremlin", "organisation")) is Agreement.SAME


def test_two_spellings_of_a_capital_stand_for_one_government():
    assert between(("Kiev", "organisation"), ("Kyiv", "organisation")) is Agreement.SAME


def test_an_unnamed_speaker_may_be_anybody():
    assert between(("", "unnamed"), person("Trump")) is Agreement.OPEN


def test_bodies_with_other_names_are_not_in_conflict():
    a, b = ("the inquiry", "organisation"), ("Stellmann & Rowe", "organisation")
    assert between(a, b) is Agreement.OPEN


def test_a_surname_with_a_title_is_not_another_ones_first_name():
    a = a_statement("a", speaker="Mr. Scott")

    assert agreement(a, a_statement("b", speaker="Rick Scott"))[0] is Agreement.SAME
    assert agreement(a, a_statement("b", speaker="Scott Walker"))[0] is Agreement.CONFLICT

import pytest

from benchmarks import fields
from benchmarks.spans import AnnotatedText, Attributed

TEXT = "“No,” said Mira Holt, the minister. Holt left. Two officials at the port said so."


def at(words):
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def a_link(name="Mira Holt", kind="person", role="speaker", span=None, also=()):
    return {"name": name, "kind": kind, "role": role, "span": span, "also": list(also)}


def a_row(*chain, polarity="asserted", **values):
    return {
        "source": [at("Mira Holt")],
        "cue": [at("said")],
        "content": [at("“No,”")],
        "polarity": polarity,
        "chain": list(chain) or [a_link()],
        **values,
    }


def is_right(wanted, name, kind="person", text=TEXT):
    return fields.is_right_name(text, wanted, a_link(name, kind))


@pytest.mark.parametrize("name", ["Mira Holt", "mira holt"])
def test_the_full_name_is_right(name):
    assert is_right(a_link(), name)


def test_a_surname_is_right_only_where_no_full_name_stands():
    assert not is_right(a_link(), "Holt")
    assert is_right(a_link(), "Holt", text="Holt left.")
    assert not is_right(a_link(), "Mira", text="Holt left.")


def test_an_organisation_may_have_other_names():
    ministry = a_link("Russia", "organisation", also=["Moscow"])

    assert is_right(ministry, "Moscow", "organisation")
    assert not is_right(ministry, "Minsk", "organisation")


def test_the_head_of_a_description_is_enough():
    officials = a_link("two officials at the port", "anonymous")

    assert is_right(officials, "officials", "collective")
    assert not is_right(officials, "workers at the port", "collective")


def test_a_report_may_stand_for_the_inquiry():
    inquiry = a_link("the inquiry", "organisation", also=["the report"])

    assert is_right(inquiry, "412-page report", "document")
    assert not is_right(a_link("the inquiry", "organisation"), "report", "document")


def test_who_is_not_named_has_no_name():
    nobody = a_link("", "unnamed")

    assert is_right(nobody, "", "unnamed")
    assert not is_right(nobody, "Holt")


def test_a_chain_is_right_link_by_link():
    relay = a_link("TASS", "organisation", "relay")
    gold = a_row(relay, a_link())

    assert fields.is_right_chain(TEXT, gold, a_row(relay, a_link()))
    assert not fields.is_right_chain(TEXT, gold, a_row(a_link(), relay))
    assert not fields.is_right_chain(TEXT, gold, a_row(a_link()))
    assert not fields.is_right_chain(TEXT, gold, a_row({**relay, "role": "venue"}, a_link()))


ARTICLE = AnnotatedText(
    "rail",
    TEXT,
    (Attributed((tuple(at("Mira Holt")),), (tuple(at("said")),), (tuple(at("“No,”")),)),),
)


def values(gold, predicted):
    found = fields.measured("rail", [ARTICLE], {"rail": [gold]}, {"rail": [predicted]})
    return {one.measure.rpartition(", ")[2]: one.value for one in found}


def test_fields_are_shares_of_what_was_found():
    gold = a_row(polarity="denied", certainty="certain", act=None)

    found = values(gold, a_row(a_link("Holt"), polarity="denied", certainty="possible", act="say"))

    assert found == {
        "speaker named right": 0.0,
        "person or organisation named right": 0.0,
        "chain right": 0.0,
        "polarity right": 1.0,
        "certainty right": 0.0,
        "silences and denials": 1.0,
    }


def test_a_trap_catches_what_is_no_statement():
    heading = {"id": "trap", "spans": [at("Holt left")]}
    stray = {"source": [], "cue": [], "content": [at("Holt left.")]}

    def caught(*rows):
        return fields.traps("rail", [ARTICLE], {"rail": rows}, {"rail": [heading]}).wrong

    assert caught(a_row(), stray) == {"trap"}
    assert caught(a_row()) == frozenset()

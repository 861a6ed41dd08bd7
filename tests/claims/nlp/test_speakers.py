"""Who a source is inside one text, with the reason that pages show."""

import pytest

from claims.nlp import read

pytestmark = pytest.mark.model


def speaker(text):
    """Return the innermost link of the last statement of a text."""
    return read(text).attributions[-1].chain[-1]


RESOLVED = {
    "Vermont Sen. Bernie Sanders spoke. The senator said the bridge was safe.": (
        "Bernie Sanders",
        "what this text calls",
    ),
    "Sen. Ann Lee (D-Va.) spoke on Monday. The Virginia Democrat said the bridge was safe.": (
        "Ann Lee",
        "fits what this text says",
    ),
    "Rep. Adam Ortiz met Gov. Ann Lee. The congressman said the bridge was safe.": (
        "Adam Ortiz",
        "what this text calls",
    ),
    "Ted Cruz met Mike Pence, the governor of Indiana. The governor said the vote was fair.": (
        "Mike Pence",
        "what this text calls",
    ),
    "Ann Lee is the mayor of Larrowford. The mayor said the bridge was safe.": (
        "Ann Lee",
        "what this text calls",
    ),
    "Donald Trump spoke in Ohio. The New York businessman said the bridge was safe.": (
        "Donald Trump",
        "known as businessman",
    ),
    "The International Monetary Fund met. The fund said growth would slow.": (
        "International Monetary Fund",
        "takes up",
    ),
    "The International Monetary Fund (IMF) met. The IMF said growth would slow.": (
        "International Monetary Fund",
        "named in full",
    ),
    "The Washington Post sent a reporter to Ohio. The newspaper said the vote was fair.": (
        "Washington Post",
        "takes up",
    ),
    "Hillary Clinton will speak on Friday. The campaign said she would talk about taxes.": (
        "Hillary Clinton’s campaign",
        "the last person spoken of",
    ),
    "Kelly Lee met Mark Ortiz. She said the bridge was safe.": ("Kelly Lee", "the only one"),
    "Larry King came to Boston. Mr. King said the bridge was safe.": ("Larry King", "in full"),
    "Ban Ki-moon flew to Paris. Mr. Ban said the talks would go on.": ("Ban Ki-moon", "in full"),
    "Tyresha McClenney voted in Ohio. McLenney said the vote was fair.": (
        "Tyresha McClenney",
        "in full",
    ),
    "An attorney for Pagliano, Mark Ortiz, said his client was ready.": ("Mark Ortiz", ""),
}


@pytest.mark.parametrize(("text", "expected"), RESOLVED.items(), ids=RESOLVED)
def test_a_source_is_the_fullest_name_that_the_text_gives(text, expected):
    found = speaker(text)

    assert found.name == expected[0]
    assert expected[1] in found.why


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Lee spoke on Monday. A narrator said the bridge was safe.", "narrator"),
        ("Ann Lee met Mark Ortiz. Lee's lawyer said the bridge was safe.", "Lee's lawyer"),
        ("Ann Lee met Mark Ortiz. A source said the bridge was safe.", "source"),
    ],
)
def test_a_description_of_somebody_else_names_nobody(text, name):
    found = speaker(text)

    assert (found.name, found.kind) == (name, "anonymous")


def test_an_office_alone_is_nobody_whom_the_text_does_not_name():
    found = speaker("Talks began on Monday. The Russian president said they would go on.")

    assert (found.name, found.kind) == ("Russian president", "anonymous")


def test_joint_sources_are_several_links():
    text = "Donald Trump and Vladimir Putin agreed that the talks would go on."

    (statement,) = read(text).attributions

    assert [link.name for link in statement.chain] == ["Donald Trump", "Vladimir Putin"]

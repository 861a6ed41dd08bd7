from claims.linking import particulars


def test_names_have_capitals_inside_sentences():
    found = particulars.names(
        ["Yesterday the brothers of Klitschko were seen with Rahman near the arena in Mannheim."]
    )

    assert found.keys() == {"klitschko", "rahman", "mannheim"}


def test_a_headline_in_title_case_names_only_what_news_hardly_knows():
    found = particulars.names(
        ["Heavyweight Champion Titanfall Stops Challenger Before Seventh Round"]
    )

    assert "titanfall" in found
    assert not found.keys() & {"stops", "challenger", "before", "round"}


def test_a_possessive_belongs_to_its_name():
    assert particulars.names(["It was Tarrow’s bridge."]).keys() == {"tarrow"}


def test_numbers_weekdays_and_months_are_found_but_not_numbers_inside_words():
    found = particulars.numbers(
        ["On Friday, 2,300 people and B52 bombers; in March 4.5 per cent may."]
    )

    assert found.keys() == {"friday", "march", "2300", "4.5"}

import pytest

from benchmarks import sample


@pytest.fixture(scope="module")
def loaded():
    return sample.loaded()


@pytest.fixture(scope="module")
def claim_of(loaded):
    return {row["id"]: row["claim"] for rows in loaded.statements.values() for row in rows}


def test_each_gold_statement_lies_in_its_article(loaded):
    for text in loaded.texts():
        for one in text.gold:
            for start, end in (*one.source, *one.cue, *one.content):
                assert 0 <= start < end <= len(text.text)


def test_each_article_has_its_story(loaded):
    assert loaded.stories.keys() == loaded.articles.keys()


def test_the_gold_as_reading_is_perfect(loaded):
    results = sample.attributions_of(loaded, loaded.statements)

    assert {one.value for one in results} == {1.0}
    assert len(results[0].right) == sum(map(len, loaded.statements.values()))
    assert results[0].wrong == frozenset()


def test_a_reading_of_nothing_finds_nothing(loaded):
    joint, *_ = sample.attributions_of(loaded, {})

    assert (joint.value, joint.right) == (0.0, frozenset())


def test_the_gold_claims_are_perfect(loaded, claim_of):
    result = sample.scored_claims(loaded, "claims", claim_of, {})

    assert result.value == 1.0
    assert len(result.right) > 50


def test_statements_left_alone_are_no_claims(loaded, claim_of):
    result = sample.scored_claims(loaded, "claims", {}, {})

    assert (result.recall, result.wrong) == (0.0, frozenset())


def test_statements_left_alone_keep_all_but_the_shared_claims(loaded, claim_of):
    perfect = sample.clustered_claims(loaded, "claims", claim_of, {})
    alone = sample.clustered_claims(loaded, "claims", {}, {})

    assert (perfect.precision, perfect.recall) == (1.0, 1.0)
    assert alone.precision == 1.0
    assert alone.recall is not None
    assert 0.4 < alone.recall < 0.8


def test_a_link_of_what_is_no_statement_is_wrong(loaded, claim_of):
    (first, other), *_ = [
        sorted(row.split(" + "))
        for row in sorted(sample.scored_claims(loaded, "claims", claim_of, {}).right)
    ]
    strays = {"stray": next(iter(loaded.statements))}
    predicted = {first: "x", other: "x", "stray": "x"}

    result = sample.scored_claims(loaded, "claims", predicted, strays)

    assert result.right == {f"{first} + {other}"}
    assert result.precision is not None
    assert result.precision < 1.0
    assert all("stray" in pair for pair in result.wrong)


def test_the_fingerprint_follows_the_gold(tmp_path):
    for name in ("gold/claims.jsonl", "sample/a.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("a")
    before = sample.fingerprint(tmp_path)

    (tmp_path / "gold" / "claims.jsonl").write_text("b")

    assert sample.fingerprint(tmp_path) != before

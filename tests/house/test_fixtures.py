"""The sample is what it says it is, and its gold fits its texts."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from articles.text import canonical
from claims.nlp.types import Act, Certainty, Polarity, Role, SpeakerKind, Tier, Type
from fixtures.gold import build

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SAMPLE = FIXTURES / "sample"
WRITTEN_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def rows(name):
    lines = (FIXTURES / "gold" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


STATEMENTS = rows("statements.jsonl")
CLAIMS = rows("claims.jsonl")
STORIES = rows("stories.jsonl")
with (SAMPLE / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
    MANIFEST = list(csv.DictReader(manifest))
INVENTED = [row for row in MANIFEST if row["file"].startswith("invented/")]
SEEDS = [row for row in MANIFEST if row["file"].startswith("seeds/")]
TEXTS = {row["file"]: (SAMPLE / row["file"]).read_bytes().decode() for row in MANIFEST}
OF_ARTICLE = {
    row["file"]: [one for one in STATEMENTS if one["article"] == row["file"]] for row in MANIFEST
}
TRAPS = rows("traps.jsonl")


def words(statement, spans):
    return [TEXTS[statement["article"]][start:end] for start, end in spans]


def test_gold_builds_to_what_is_committed():
    made = build.built()

    assert {name: (FIXTURES / name).read_bytes().decode() for name in made} == made


def test_nothing_lies_in_the_sample_that_the_manifest_does_not_name():
    files = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*") if path.is_file()}

    assert files == {"manifest.csv", *TEXTS}
    assert len(MANIFEST) == len(TEXTS)


def test_the_sample_is_as_large_as_promised():
    stories = [story for story in STORIES if not story["story"].startswith("seed-")]

    assert len(INVENTED) >= 34
    assert len({row["outlet"] for row in INVENTED}) >= 7
    assert len(stories) >= 5
    assert len(SEEDS) == 5


@pytest.mark.parametrize("row", INVENTED, ids=lambda row: row["file"])
def test_an_invented_article_is_complete(row):
    published = datetime.fromisoformat(row["published"])

    assert 150 <= len(TEXTS[row["file"]].split()) <= 500
    assert all(row.values())
    assert published.tzinfo
    assert published < WRITTEN_BEFORE
    assert urlsplit(row["url"]).hostname.endswith(".example")
    assert canonical(TEXTS[row["file"]]) == TEXTS[row["file"]]
    assert not re.search(r"[{}]|=====| {2}|\t", TEXTS[row["file"]])


def test_no_two_articles_share_a_url():
    urls = Counter(row["url"] for row in INVENTED)

    assert set(urls.values()) == {1}


def test_a_text_is_repeated_only_by_another_outlet():
    outlets = defaultdict(list)
    for row in INVENTED:
        outlets[TEXTS[row["file"]]].append(row["outlet"])
    repeated = [sorted(names) for names in outlets.values() if len(names) > 1]

    assert repeated == [["Meridian Wire", "The Eastland Post"]]


def test_seeds_have_no_invented_particulars():
    assert [row["outlet"] for row in SEEDS] == [
        "",
        "Pravda.Ru",
        "",
        "thedailycourierng",
        "TROIB News",
    ]
    for row in SEEDS:
        assert row["outlet"] in TEXTS[row["file"]]
        assert row["title"] in TEXTS[row["file"]]
        assert not row["url"] + row["published"] + row["byline"]


@pytest.mark.parametrize("file", OF_ARTICLE)
def test_spans_fit_the_text(file):
    text = TEXTS[file]
    for statement in OF_ARTICLE[file]:
        chain = [[link["span"]] if link["span"] else [] for link in statement["chain"]]

        assert statement["content"]
        for spans in (statement["source"], statement["cue"], statement["content"], *chain):
            flat = [edge for span in spans for edge in span]
            assert flat == sorted(flat), statement["id"]
            assert all(start < end <= len(text) for start, end in spans), statement["id"]
            assert all(part == part.strip() for part in words(statement, spans)), statement["id"]
            assert not any(splits_a_word(text, edge) for edge in flat), statement["id"]


def splits_a_word(text, edge):
    return text[max(edge - 1, 0) : edge + 1].isalnum() and 0 < edge < len(text)


@pytest.mark.parametrize("file", OF_ARTICLE)
def test_values_are_those_of_the_reader(file):
    for statement in OF_ARTICLE[file]:
        *outer, innermost = statement["chain"]

        assert Type(statement["type"])
        assert Polarity(statement["polarity"])
        assert statement["certainty"] is None or Certainty(statement["certainty"])
        assert statement["act"] is None or Act(statement["act"])
        assert Tier(statement["tier"])
        assert all(SpeakerKind(link["kind"]) and Role(link["role"]) for link in outer)
        assert innermost["role"] == Role.SPEAKER
        assert innermost["name"] == statement["speaker"]
        assert Role.SPEAKER not in {link["role"] for link in outer}
        assert bool(statement["speaker"]) == (innermost["kind"] != SpeakerKind.UNNAMED)


@pytest.mark.parametrize("file", OF_ARTICLE)
def test_the_type_agrees_with_the_quotation_marks(file):
    for statement in OF_ARTICLE[file]:
        quoted = {q for part in words(statement, statement["content"]) for q in quotedness(part)}
        expected = {(True,): Type.DIRECT, (False,): Type.INDIRECT}

        assert statement["type"] == expected.get(tuple(quoted), Type.MIXED), statement["id"]


def quotedness(content):
    """Yield for each letter whether it stands in marks; a paragraph's end closes them."""
    inside = False
    for character in content:
        if character in "“”\n":
            inside = character == "“"
        elif character == '"':
            inside = not inside
        elif character.isalnum():
            yield inside


def test_every_article_has_statements():
    assert min(map(len, OF_ARTICLE.values())) >= 5


def test_the_seeds_hold_what_makes_them_hard():
    seeds = [one for row in SEEDS for one in OF_ARTICLE[row["file"]]]
    core = [one for one in seeds if one["tier"] == Tier.CORE]

    assert len(core) >= 65
    assert sum(one["polarity"] == Polarity.NO_COMMENT for one in core) >= 6
    assert sum(len(one["chain"]) > 1 for one in core) >= 8
    assert sum(not one["source"] for one in core) >= 5
    assert len(TRAPS) >= 24


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["id"])
def test_a_trap_is_no_statement(trap):
    text = TEXTS[trap["article"]]
    contents = [one["content"] for one in OF_ARTICLE[trap["article"]]]

    assert trap["why"]
    for start, end in trap["spans"]:
        assert text[start:end] == text[start:end].strip()
        assert [[start, end]] not in contents


def test_content_never_begins_with_that():
    first = [words(statement, statement["content"])[0] for statement in STATEMENTS]

    assert not [content for content in first if content.startswith("that ")]


def test_every_statement_stands_in_one_claim_of_its_story():
    story_of = {article: story["story"] for story in STORIES for article in story["articles"]}
    claimed = [identity for claim in CLAIMS for identity in claim["statements"]]
    by_id = {statement["id"]: statement for statement in STATEMENTS}

    assert sorted(claimed) == sorted(by_id)
    assert len(set(claimed)) == len(claimed)
    for claim in CLAIMS:
        members = [by_id[identity] for identity in claim["statements"]]
        assert {member["claim"] for member in members} == {claim["claim"]}
        assert {story_of[member["article"]] for member in members} == {claim["story"]}
        assert claim["note"] or len(members) == 1


def test_every_article_stands_in_one_story():
    articles = [article for story in STORIES for article in story["articles"]]

    assert sorted(articles) == sorted(TEXTS)


def test_the_first_two_seeds_are_one_story_and_the_others_stand_alone():
    seeds = [story["articles"] for story in STORIES if story["story"].startswith("seed-")]

    assert sorted(len(story) for story in seeds) == [1, 1, 1, 2]
    assert ["seeds/000_0adff70e7c114003.txt", "seeds/001_c0c62d6942b1891a.txt"] in seeds


@pytest.mark.parametrize("story", [story for story in STORIES if len(story["articles"]) > 2])
def test_a_story_is_worth_comparing(story):
    outlet_of = {row["file"]: row["outlet"] for row in INVENTED}
    article_of = {statement["id"]: statement["article"] for statement in STATEMENTS}
    claims = [claim["statements"] for claim in CLAIMS if claim["story"] == story["story"]]
    shared = [ids for ids in claims if len({outlet_of[article_of[one]] for one in ids}) > 1]

    assert len({outlet_of[article] for article in story["articles"]}) >= 5
    assert len(shared) >= 10


def test_a_seed_keeps_its_text(tmp_path):
    story = "##### rail\nfolder: seeds\n\n{1s He} {1k said} {1c yes}.\n=====\n1 person -\n"
    for name, words in (
        ("gold/marked/rail.txt", story),
        ("gold/cast.csv", "key,name,kind,also,who\n"),
        ("sample/seeds/rail.txt", "He said no."),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words)

    with pytest.raises(ValueError, match=r"not the text of seeds/rail\.txt"):
        build.built(tmp_path / "gold")


def test_marks_nest_and_serve_two_statements():
    text, marks = build.unmarked("{1c “{2s She} {2k said} {2c no},”} {1s,3s he} {1k,3k said}.")

    assert text == "“She said no,” he said."
    assert marks[1] == {"c": [(0, 14)], "s": [(15, 17)], "k": [(18, 22)]}
    assert [text[start:end] for start, end in marks[2]["c"]] == ["no"]
    assert marks[3] == {"s": [(15, 17)], "k": [(18, 22)]}


@pytest.mark.parametrize("marked", ["{1c never closed", "an { alone }"])
def test_a_mark_gone_wrong_is_refused(marked):
    with pytest.raises(ValueError, match=r"never closed|opens no mark"):
        build.unmarked(marked)


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        ("“All of it,”", Type.DIRECT),
        ("“One paragraph\n\n“and another.”", Type.DIRECT),
        ('the vote was "unnecessary"', Type.MIXED),
        ("the workers’ pay rose", Type.INDIRECT),
        ("‘single marks, aren’t they’", Type.DIRECT),
    ],
)
def test_the_type_comes_from_the_marks(content, type_):
    assert build.type_of(content, [(0, len(content))]) == type_

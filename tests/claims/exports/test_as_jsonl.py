"""JSON Lines: a first line about the file, and a whole object for each statement."""

import json
from dataclasses import replace

import pytest

from claims.exports import as_csv, as_jsonl, rows
from tests.claims.exports.worlds import ABOUT, SITE, a_world

pytestmark = pytest.mark.django_db


def test_each_line_is_an_object_and_the_first_says_what_they_are():
    world = a_world()
    found = rows.rows(rows.of_story(world.story))

    file = "".join(as_jsonl.write(replace(ABOUT, count=6), found))

    assert file.endswith("}\n")
    first, *told = (json.loads(line) for line in file.split("\n")[:-1])
    assert first["header"]["query"] == "harbour"
    assert first["header"]["statements"] == len(told) == 6
    assert first["header"]["made"] == "2025-07-01T08:30:00Z"
    texts = {one.pk: one.text for one in (world.first, world.second)}
    for one in told:
        for span in one["spans"]:
            text = texts[one["article"]["id"]]
            assert span["content"] == text[span["start"] : span["end"]]
    split = told[0]
    assert [span["content"] for span in split["spans"]][1:] == ["but only", "in May"]
    assert split["chain"][1]["name"] == "Ana Ruiz"
    assert split["article"]["address"] == f"{SITE}/articles/{world.first.pk}/"
    denial = told[-1]
    assert denial["article"]["outlet"] is None
    assert denial["article"]["published"] is None
    assert denial["chain"] == [
        {
            "name": None,
            "kind": "unnamed",
            "role": "speaker",
            "speaker": denial["chain"][0]["speaker"],
        }
    ]


def test_its_names_are_those_of_the_csv():
    world = a_world()
    (row,) = rows.of_ids([world.split.pk])

    told = as_jsonl.told(row, SITE)

    names = set(told) | set(told["article"]) | set(told["spans"][0])
    of_links = {"chain", "kinds", "roles", "speaker"}
    assert set(as_csv.COLUMNS) - of_links <= names | {"article"}

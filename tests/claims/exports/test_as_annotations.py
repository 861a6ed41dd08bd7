"""Web Annotations: of the shape of the recommendation, and about the very characters."""

import json
from dataclasses import replace

import pytest

from claims.exports import as_annotations, rows
from tests.claims.exports.linked_data import expanded, is_valid, triples
from tests.claims.exports.worlds import ABOUT, SITE, a_world

OA = "http://www.w3.org/ns/oa#"
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
# after sections 3 and 4 of the Web Annotation Data Model (Recommendation, 23 February 2017)
SELECTORS = {
    "type": "array",
    "prefixItems": [
        {
            "required": ["type", "start", "end"],
            "properties": {
                "type": {"const": "TextPositionSelector"},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 1},
            },
            "additionalProperties": False,
        },
        {
            "required": ["type", "exact", "prefix", "suffix"],
            "properties": {
                "type": {"const": "TextQuoteSelector"},
                **{name: {"type": "string"} for name in ("exact", "prefix", "suffix")},
            },
            "additionalProperties": False,
        },
    ],
    "minItems": 2,
    "maxItems": 2,
}
RESOURCE = {
    "required": ["id", "type"],
    "properties": {"id": {"type": "string", "format": "uri"}, "format": {"const": "text/plain"}},
}
ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "target", "body", "motivation"],
    "properties": {
        "id": {"type": "string", "format": "uri"},
        "type": {"const": "Annotation"},
        "motivation": {"const": "describing"},
        "created": DATE,
        "modified": DATE,
        "generator": {"required": ["id", "type", "name"]},
        "body": {
            "type": "array",
            "prefixItems": [
                {
                    "required": ["type", "value", "purpose"],
                    "properties": {"type": {"const": "TextualBody"}},
                },
                {
                    "required": ["type", "source", "purpose"],
                    "properties": {"type": {"const": "SpecificResource"}, "source": RESOURCE},
                },
            ],
        },
        "target": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["type", "source", "selector"],
                "properties": {
                    "type": {"const": "SpecificResource"},
                    "source": {**RESOURCE, "required": ["id", "textSha256", "offsetUnit"]},
                    "selector": SELECTORS,
                },
            },
        },
    },
}
COLLECTION = {  # section 5
    "required": ["@context", "id", "type", "label", "total", "first"],
    "properties": {
        "type": {"const": "AnnotationCollection"},
        "total": {"type": "integer"},
        "first": {
            "required": ["id", "type", "items", "startIndex"],
            "properties": {
                "type": {"const": "AnnotationPage"},
                "items": {"type": "array", "items": ANNOTATION},
            },
        },
    },
}


@pytest.fixture
def world(db):
    return a_world()


def test_a_statement_is_an_annotation_of_each_of_its_spans(world, client):
    answer = client.get(f"/statements/{world.split.pk}/annotation.jsonld")

    document = answer.json()
    assert answer["Content-Type"].startswith("application/ld+json; profile=")
    assert is_valid(document, ANNOTATION)
    assert document["@context"][0] == as_annotations.ANNO
    text = world.first.text
    for target in document["target"]:
        position, quote = target["selector"]
        start, end = position["start"], position["end"]
        assert quote["exact"] == text[start:end]
        assert quote["prefix"] == text[max(0, start - 32) : start]
        assert quote["suffix"] == text[end : end + 32]
        assert target["source"]["textSha256"] == world.first.fingerprint
        assert target["source"]["via"] == world.first.url
    assert len(document["target"]) == 3
    assert document["body"][0]["value"] == (
        "The Harbor Ledger › TASS › Ana Ruiz, direct words, “told … said”"
    )


def test_it_states_what_the_published_context_says(world, client):
    document = client.get(f"/statements/{world.denial.pk}/annotation.jsonld").json()

    address = f"<{SITE}/statements/{world.denial.pk}/annotation.jsonld>".replace(
        SITE, "http://testserver"
    )
    stated = triples(document)
    integer = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"
    start = world.denial.content[0].start
    assert f"{address} <{OA}motivatedBy> <{OA}describing> ." in stated
    assert any(f'<{OA}start> "{start}"^^<{integer}>' in one for one in stated)
    statement = f"{address[:-1]}#statement>"
    assert f"{statement} <urn:newsclaims:polarity> <urn:newsclaims:polarity/denied> ." in stated
    assert (
        f"{statement} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<urn:newsclaims:Attribution> ." in stated
    )
    assert document["body"][0]["value"] == "Denied: no source named, paraphrase"


def test_a_judgement_is_when_it_was_modified(world, client):
    document = client.get(f"/statements/{world.formula.pk}/annotation.jsonld").json()

    assert document["modified"] == "2025-07-01T00:00:00Z"
    assert document["body"][1]["source"]["review"] == "right"


def test_a_story_is_a_collection_of_annotations(world):
    found = rows.rows(rows.of_story(world.story))

    collection = json.loads("".join(as_annotations.write(replace(ABOUT, count=6), found)))

    assert is_valid(collection, COLLECTION)
    assert collection["total"] == len(collection["first"]["items"]) == 6
    (whole,) = expanded(collection)
    assert whole["@type"] == ["http://www.w3.org/ns/activitystreams#OrderedCollection"]


def test_an_empty_collection_is_whole(db):
    collection = json.loads("".join(as_annotations.write(replace(ABOUT, count=0), [])))

    assert is_valid(collection, COLLECTION)
    assert collection["first"]["items"] == []


def test_a_statement_that_is_none_has_no_annotation(world, client):
    assert client.get("/statements/99999/annotation.jsonld").status_code == 404

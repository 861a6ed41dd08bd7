"""JSON-LD: what it states under the context of schema.org, and of which shape it is."""

import json
from dataclasses import replace

import pytest

from claims.exports import as_jsonld, rows, vocabulary
from tests.claims.exports.linked_data import expanded, is_valid, triples
from tests.claims.exports.worlds import ABOUT, SITE, a_world

SDO, NC = "http://schema.org/", "urn:newsclaims:"
IRI = {"type": "object", "required": ["@id"], "properties": {"@id": {"type": "string"}}}
PARTY = {
    "type": "object",
    "required": ["@type"],
    "properties": {
        "@type": {"enum": list(as_jsonld.CLASSES.values())},
        "sameAs": {"pattern": "^http://www.wikidata.org/entity/Q"},
    },
}
# after schema.org's definitions of the types and of what their properties may be
SHAPES = {
    "Dataset": {"required": ["@id", "name", "description", "isBasedOn", "dateCreated", "creator"]},
    "NewsArticle": {
        "required": ["@id", "textSha256", "offsetUnit"],
        "properties": {
            "headline": {"type": "string"},
            "datePublished": {"pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$"},
            "publisher": {"required": ["@id", "@type", "name"]},
            "articleBody": False,  # no whole texts
        },
    },
    "Attribution": {
        "required": ["@id", "text", "isPartOf", "span", "manner", "polarity", "certainty"],
        "properties": {
            "isPartOf": IRI,
            "speaker": PARTY,
            "creator": PARTY,
            "span": {
                "minItems": 1,
                "items": {
                    "required": ["@type", "start", "end", "exact"],
                    "properties": {"start": {"type": "integer"}, "end": {"type": "integer"}},
                },
            },
        },
    },
    "Claim": {
        "required": ["@id", "text", "appearance"],
        "properties": {
            "appearance": {"type": "array", "minItems": 1, "items": IRI},
            "firstAppearance": IRI,
            "author": PARTY,
            "reviewRating": False,  # no verdicts
        },
    },
}


@pytest.fixture
def world(db):
    return a_world()


@pytest.fixture
def document(world):
    found = rows.rows(rows.of_story(world.story))
    return json.loads("".join(as_jsonld.write(replace(ABOUT, count=6), found)))


def of_type(document, name):
    return [node for node in document["@graph"] if name in node["@type"]]


def test_every_node_has_the_shape_of_its_type(document):
    counts = {}
    for name, shape in SHAPES.items():
        nodes = of_type(document, name)
        counts[name] = len(nodes)
        assert all(is_valid(node, shape) for node in nodes)

    assert counts == {"Dataset": 1, "NewsArticle": 2, "Attribution": 6, "Claim": 1}


def test_only_direct_words_are_a_quotation_and_have_a_creator(world, document):
    (quotation,) = of_type(document, "Quotation")

    assert quotation["@id"] == f"{SITE}/statements/{world.split.pk}/annotation.jsonld#statement"
    assert quotation["creator"]["name"] == "Ana Ruiz"
    assert quotation["creator"]["sameAs"] == "http://www.wikidata.org/entity/Q42"
    assert [node for node in document["@graph"] if "creator" in node][1:] == [quotation]


def test_a_claim_says_where_it_appears_and_where_first(world, document):
    (claim,) = of_type(document, "Claim")

    articles = [f"{SITE}/articles/{one.pk}/" for one in (world.first, world.second)]
    assert claim["@id"] == f"{SITE}/claims/{world.claim.pk}/"
    assert [one["@id"] for one in claim["appearance"]] == articles
    assert claim["firstAppearance"] == {"@id": articles[0]}
    assert claim["author"]["@id"].startswith(f"{SITE}/speakers/")
    assert claim["text"] == "We will open the harbour … but only … in May"


def test_it_states_what_schema_org_and_our_vocabulary_have_words_for(world, document):
    stated = triples(document)

    def of(pk):
        return f"<{SITE}/statements/{pk}/annotation.jsonld#statement>"

    article = f"<{SITE}/articles/{world.first.pk}/>"
    for triple in (
        f"{of(world.split.pk)} <{SDO}isPartOf> {article} .",
        f'{article} <{SDO}datePublished> "2025-06-24"^^<{SDO}Date> .',
        f"{article} <{SDO}url> <https://ledger.example.org/1?a=1,2> .",
        f"{article} <{NC}story> <{SITE}/stories/{world.story.pk}/> .",
        f"{of(world.denial.pk)} <{NC}polarity> <{NC}polarity/denied> .",
        f"{of(world.denial.pk)} <{NC}denies> {of(world.crowd.pk)} .",
        f"{of(world.crowd.pk)} <{NC}repeats> {of(world.split.pk)} .",
        f"{of(world.split.pk)} <{NC}claim> <{SITE}/claims/{world.claim.pk}/> .",
    ):
        assert triple in stated


def test_no_word_is_lost_and_none_is_taken_for_one_of_schema_org(document):
    """What has no full name under the contexts, expanding drops without a word."""

    def names(node):
        if isinstance(node, dict):
            for name, value in node.items():
                yield name
                yield from names(value)
        elif isinstance(node, list):
            for one in node:
                yield from names(one)

    full = {name for name in names(expanded(document)) if not name.startswith("@")}
    short = {name for name in names(document["@graph"]) if not name.startswith("@")}
    ours = vocabulary.context().keys()

    assert len(full) == len(short)
    assert {name.rpartition("#")[2] for name in full if name.startswith("http://www.w3.org/ns/oa#")}
    assert {name.removeprefix(SDO) for name in full if name.startswith(SDO)} == short - ours


def test_the_vocabulary_tells_what_each_of_its_words_means(client, db):
    document = client.get("/ns/newsclaims.jsonld").json()

    told = {node["@id"]: node for node in expanded(document)}
    used = {
        value if isinstance(value, str) else value["@id"]
        for name, value in vocabulary.context().items()
        if name != "nc"
    }
    comment = "http://www.w3.org/2000/01/rdf-schema#comment"
    for name in used:
        if name.startswith("nc:"):
            assert told[name.replace("nc:", NC)][comment]
    assert f"{NC}polarity/no-comment" in told

"""Documents of linked data under the published contexts, kept beside so that none asks the net."""

import json
from pathlib import Path

import jsonschema
from pyld import jsonld

from claims.exports.as_annotations import ANNO
from claims.exports.as_jsonld import SCHEMA

FOLDER = Path(__file__).parent / "contexts"
CONTEXTS = {ANNO: "anno.jsonld", SCHEMA: "schema.org.jsonld"}


def _load(url, _options):
    """A context by its address; no other is to be had."""
    document = json.loads((FOLDER / CONTEXTS[url]).read_text("utf-8"))
    return {"contextUrl": None, "documentUrl": url, "document": document}


def expanded(document):
    """Return a document with full names, or fail where it is no JSON-LD."""
    return jsonld.expand(document, {"documentLoader": _load})


def triples(document):
    """Return what a document states, as N-Quads; whatever has no full name would be missing."""
    options = {"documentLoader": _load, "format": "application/n-quads"}
    return set(jsonld.to_rdf(document, options).splitlines())


def is_valid(document, schema):
    """Fail where a document has not the shape that a schema of JSON tells."""
    jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(document)
    return True

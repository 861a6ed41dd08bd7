"""Read model of the page of the API: an OpenAPI document as a list of routes in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A value that is sent or told."""

    name: str
    type: str
    words: str
    is_required: bool
    shape: str = ""  # the shape that it is, which has its own list of fields


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with what it means."""

    status: str
    words: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One route and method."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    parameters: list[Field]
    sent: list[Field]
    answers: list[Answer]
    is_write: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Routes of one subject."""

    name: str
    words: str
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer, or a part of one, holds."""

    name: str
    words: str
    fields: list[Field]


@dataclass(frozen=True)
class Reference:
    """The whole document."""

    title: str
    version: str
    about: list[tuple[str, str]]  # what is said of all routes: a heading and words
    groups: list[Group]
    shapes: list[Shape]

    @cached_property
    def count(self) -> int:
        """How many routes there are."""
        return sum(len(group.operations) for group in self.groups)


def of(document: Mapping[str, Any]) -> Reference:
    """Return a document as a page shows it."""
    info = document["info"]
    operations: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            operations[told["tags"][0]].append(_operation(path, method, told, document))
    return Reference(
        title=info["title"],
        version=info["version"],
        about=[_paragraph(one) for one in info["description"].split("\n\n")],
        groups=[
            Group(tag["name"], tag["description"], sorted(operations[tag["name"]], key=_place))
            for tag in document["tags"]
        ],
        shapes=[
            Shape(name, _words(schema), list(_fields(schema)))
            for name, schema in sorted(document["components"]["schemas"].items())
            if "properties" in schema
        ],
    )


def _place(operation: Operation) -> tuple[str, bool]:
    return operation.path, operation.is_write


def _paragraph(text: str) -> tuple[str, str]:
    text = " ".join(text.split()).replace("`", "")
    if not text.startswith("**"):
        return "", text
    heading, _, words = text.removeprefix("**").partition("**")
    return heading.rstrip("."), words.strip()


def _operation(path: str, method: str, told: Schema, document: Mapping[str, Any]) -> Operation:
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        words=told.get("description", "").replace("`", ""),
        parameters=[
            Field(
                one["name"],
                _type(one["schema"]),
                one.get("description", _words(one["schema"])).replace("`", ""),
                one["required"],
            )
            for one in told["parameters"]
        ],
        sent=list(_sent(told, document)),
        answers=[
            Answer(status, answer["description"].replace("`", ""), _told(answer))
            for status, answer in told["responses"].items()
        ],
        is_write=method != "get",
    )


def _sent(told: Schema, document: Mapping[str, Any]) -> Iterator[Field]:
    for body in told.get("requestBody", {}).get("content", {}).values():
        schema = body["schema"]
        if "$ref" in schema:
            schema = document["components"]["schemas"][_name(schema)]
        yield from _fields(schema)
        return


def _told(answer: Schema) -> str:
    for content in answer.get("content", {}).values():
        return _shape(content["schema"])
    return ""


def _fields(schema: Schema) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        yield Field(name, _type(one), _words(one), name in required, _shape(one))


def _words(schema: Schema) -> str:
    return " ".join(schema.get("description", "").replace("`", "").split())


def _type(schema: Schema) -> str:
    """Return what a value is, in words."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    words = {"string": "text", "integer": "number", "boolean": "true or false", "object": "object"}
    if "format" in schema and schema["type"] == "string":
        return {"date-time": "moment", "date": "day"}.get(schema["format"], "text")
    kind = schema.get("type", "anything")
    return words.get(kind, str(kind))


def _shape(schema: Schema) -> str:
    """Return the name of the shape that a schema leads to; "" for a plain value."""
    if "$ref" in schema:
        return _name(schema)
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]
    return next((name for one in inner if (name := _shape(one))), "")


def _name(schema: Schema) -> str:
    return str(schema["$ref"].rsplit("/", 1)[-1])

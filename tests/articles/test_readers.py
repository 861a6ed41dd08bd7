"""What Markdown, Excel, JSON and ninjs become, and what is said where they are amiss."""

import io
import json
from datetime import UTC, datetime

import openpyxl  # type: ignore[import-untyped]
import pytest

from articles.batches.types import Origin
from tests.articles.deliveries import jsonl, packed_as, read, said

GOOD = "The mayor said the bridge would close."


def the_draft(name, data):
    (draft,), complaints = read(packed_as({name: data}))
    assert complaints == []
    return draft


def words(name, data):
    """Return the texts of a file and what is said of the rest."""
    drafts, complaints = read(packed_as({name: data}))
    return [draft.text for draft in drafts], [said(complaint) for complaint in complaints]


def test_markdown_gives_its_words_and_the_details_of_its_head():
    draft = the_draft(
        "a.md",
        "---\ntitle: 'Bridge: to close'\nauthor: Ann Lee\ndate: 2025-03-14\noutlet: Ledger\n"
        "url: https://l.example/a\nlanguage: en\n---\n"
        "# Bridge to close\n\nThe *mayor* [said](http://x.example) `no`.\nTwice.\n\n"
        "![A bridge](b.png)\n\n```\ncode()\n```\n\n- One\n- Two\n",
    )

    assert draft.text == "Bridge to close\nThe mayor said no. Twice.\nOne\nTwo"
    assert draft.details.values() == {
        "outlet": "Ledger",
        "url": "https://l.example/a",
        "published": "2025-03-14",
        "title": "Bridge: to close",
        "byline": "Ann Lee",
        "language": "en",
    }


def test_a_rule_at_the_top_of_markdown_is_no_head():
    assert the_draft("a.md", f"---\n\n{GOOD}\n\n---\n\nMore.").text == f"{GOOD}\nMore."


def a_table(*rows, more=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name in more:
        book.create_sheet(name)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_table_of_excel_is_read_like_one_of_commas():
    table = a_table(
        ["ID", "Text", "published", "title"],
        [7, GOOD, datetime(2025, 3, 14), None],  # noqa: DTZ001 - Excel knows no zones
        [None, None, None, None],
        [8.0, "Two.", datetime(2025, 3, 14, 9, 30), "T"],  # noqa: DTZ001
    )

    drafts, complaints = read(packed_as({"a.xlsx": table}))

    assert complaints == []
    assert [(draft.name, draft.line) for draft in drafts] == [("a.xlsx", 2), ("a.xlsx", 4)]
    assert drafts[0].details.values() == {"id": "7", "published": "2025-03-14"}
    assert drafts[1].details.published_at == datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
    assert drafts[1].details.external_id == "8"


def test_a_formula_without_a_stored_value_is_named_by_its_cell():
    table = a_table(["text", "title"], ["=A3", "T"], [GOOD, "=B2"], more=["Notes"])

    cell = "holds a formula without a stored value; open the table in Excel and save it, or paste"
    assert words("a.xlsx", table) == (
        [GOOD],
        [
            "warning a.xlsx [sheet]: sheet “Sheet” was read, and “Notes” was not",
            f"refused a.xlsx, line 2 [text]: cell A2 {cell} the values",
            f"warning a.xlsx, line 3 [title]: cell B3 {cell} the values",
        ],
    )


def test_a_table_of_excel_without_a_column_for_the_text():
    assert words("a.xlsx", a_table(["file", "title"], ["x", "y"])) == (
        [],
        [
            "refused a.xlsx, line 1 [text]: has no column “text”; its columns are “file”, “title”; "
            "if this is a manifest, call it manifest.csv"
        ],
    )


def test_what_only_calls_itself_a_table_of_excel():
    assert words("a.xlsx", b"PK\x03\x04") == (
        [],
        [
            "refused a.xlsx: is not an Excel table (.xlsx), or it is damaged or locked; "
            "save it as CSV"
        ],
    )


@pytest.mark.parametrize("key", ["items", "articles", None])
def test_a_list_in_a_json_file_counts_its_articles(key):
    many = [{"text": GOOD, "id": 1}, {"text": ""}, {"text": "Two.", "title": "T"}]

    drafts, (complaint,) = read(packed_as({"a.json": json.dumps({key: many} if key else many)}))

    assert [draft.name for draft in drafts] == ["a.json, item 1", "a.json, item 3"]
    assert said(complaint) == "refused a.json, item 2 [text]: text is empty"


def test_a_json_file_may_be_one_article():
    draft = the_draft("a.json", json.dumps({"text": GOOD, "outlet": "Ledger"}, indent=1))

    assert (draft.name, draft.details.outlet) == ("a.json", "Ledger")
    assert draft.origins == {"outlet": Origin.MANIFEST}


def test_a_json_file_that_is_broken_says_in_which_line():
    assert words("a.json", '[{"text": "x"},\n{"text" "y"}]') == (
        [],
        ["refused a.json: is not JSON (line 2, character 9: Expecting ':' delimiter)"],
    )


def test_a_json_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr("articles.batches.objects.MAX_JSON_BYTES", 10)

    assert words("a.json", json.dumps([GOOD])) == (
        [],
        [
            "refused a.json: holds more than 10 bytes; send one article a line (.jsonl), "
            "or several files"
        ],
    )


BODY = "<p>The mayor said no.</p><p>He <a href='#'>left</a>.</p>"
NINJS = {
    "1.3": {
        "uri": "urn:news:1",
        "type": "text",
        "headline": "Bridge to close",
        "byline": "Ann Lee",
        "body_text": "The mayor said no. He left.",
        "body_xhtml": BODY,
        "infosource": [{"name": "Wire"}],
    },
    "2.1": {
        "uri": "urn:news:1",
        "type": "text",
        "headlines": [{"role": "sub", "value": "x"}, {"role": "main", "value": "Bridge to close"}],
        "by": "Ann Lee",
        "bodies": [
            {"role": "teaser", "contenttype": "text/plain", "value": "Short."},
            {"role": "main", "contenttype": "text/html", "value": BODY},
        ],
        "infosources": [{"name": "Wire"}],
        "altids": [{"role": "web", "value": "https://wire.example/1"}],
    },
    "3.0": {
        "uri": "https://wire.example/1",
        "type": "text",
        "headlines": [{"role": "main", "value": "Bridge to close"}],
        "by": "Ann Lee",
        "bodies": [{"role": "main", "contentType": "application/xhtml+xml", "value": BODY}],
        "copyrightHolder": "Wire",
    },
}


@pytest.mark.parametrize("version", NINJS)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_ninjs_is_read_by_the_names_of_its_versions(version, name):
    created = "versionCreated" if version == "3.0" else "versioncreated"
    item = NINJS[version] | {created: "2025-03-14T10:37:00Z", "language": "en-GB", "urgency": 4}

    draft = the_draft(name, jsonl(item))

    assert draft.text == "The mayor said no.\nHe left."
    known = draft.details.values()
    assert known.pop("url", "https://wire.example/1") == "https://wire.example/1"
    assert known == {
        "id": item["uri"],
        "outlet": "Wire",
        "published": "2025-03-14T10:37:00+00:00",
        "title": "Bridge to close",
        "byline": "Ann Lee",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"uri": "u", "type": "picture"}, "is a ninjs item of type “picture” and has no text"),
        ({"uri": "u", "type": "text"}, "is a ninjs item without a body, so there is nothing"),
        ({"uri": "u", "body_text": GOOD, "pubstatus": "canceled"}, "is canceled, says its pubst"),
    ],
)
def test_ninjs_without_a_text(item, reason):
    texts, (complaint,) = words("a.jsonl", jsonl(item))

    assert texts == []
    assert complaint.startswith(f"refused a.jsonl, line 1: {reason}")


def test_the_text_tells_its_language_where_a_page_says_another():
    german = (
        "<p>Der Bürgermeister sagte am Montag, dass die Brücke im Mai geschlossen werde, weil die "
        "Pfeiler nicht mehr sicher seien. Die Gewerkschaft der Hafenarbeiter widersprach ihm und "
        "verlangte ein neues Gutachten, das bis zum Herbst vorliegen solle.</p>"
    )
    page = f"<html lang=en><title>Brücke geschlossen</title><body><article>{german * 3}</article>"

    (draft,), _ = read(packed_as({"a.html": page}))

    assert (draft.details.language, draft.origins["language"]) == ("de", Origin.TEXT)

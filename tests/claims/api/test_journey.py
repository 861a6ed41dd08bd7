"""The analyst's journey by the API, and as the notebook in docs/examples does it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.django_db
def test_an_analyst_asks_counts_and_goes_to_the_source(client, world):
    """One anonymous claim in two outlets is one independent source; its words are in the texts."""
    query = "kind:anonymous polarity:asserted terminal"
    found = client.get(reverse("api_statements"), {"q": query}).json()
    assert (found["total"]["count"], found["outlets"]["count"]) == (2, 2)
    assert found["voices"] == {"count": 1, "is_capped": False}
    assert [one["article"]["outlet"]["name"] for one in found["items"]] == [
        "Daily Lantern",
        "The Harbor Ledger",
    ]
    assert {piece["words"] for one in found["items"] for piece in one["matched"]} >= {"terminal"}

    facets = client.get(reverse("api_facets"), {"q": query}).json()["facets"]
    outlets = next(one for one in facets if one["field"] == "outlet")
    ledger = next(one for one in outlets["choices"] if one["label"] == "The Harbor Ledger")
    assert ledger["count"] == 1
    narrowed = client.get(reverse("api_statements"), {"q": ledger["query"]}).json()
    assert [one["label"] for one in narrowed["items"]] == [
        "A senior official, who asked not to be named"
    ]

    claim = client.get(narrowed["items"][0]["api"]).json()["claim"]
    told = client.get(reverse("api_claim", args=[claim])).json()
    assert told["outlets"] == ["Daily Lantern", "The Harbor Ledger"]
    for one in told["statements"]:
        text = client.get(one["statement"]["article"]["api"]).json()["text"]
        for piece in one["statement"]["content"]:
            assert text[slice(*piece["span"])] == piece["words"]

    first = client.get(reverse("api_statements"), {"q": query, "size": 1}).json()
    second = client.get(first["next"]).json()
    assert [first["items"][0]["id"], second["items"][0]["id"]] == [
        one["id"] for one in found["items"]
    ]
    assert second["next"] is None


@pytest.mark.django_db
def test_a_query_that_is_not_understood_is_pointed_at(client):
    answer = client.get(reverse("api_statements"), {"q": "ferry polarity:sideways"})

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    pointer = answer.json()["pointer"]
    assert "sideways" in "ferry polarity:sideways"[pointer["start"] : pointer["end"]]


@pytest.mark.django_db(transaction=True)
def test_the_notebook_runs_as_it_stands(world, live_server, tmp_path):
    done = subprocess.run(
        [sys.executable, DOCS / "examples/analyst.py", live_server.url, "terminal"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "NO_PROXY": "*"},
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "kind:anonymous terminal: 2 statements" in done.stdout
    assert "Daily Lantern" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "by noon" in line and "  2 " in line)
    assert line.split()[-1] == "1"  # two outlets, one independent source
    assert "[" in done.stdout.splitlines()[-1]

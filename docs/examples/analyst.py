"""What did anonymous sources say about a topic, in which outlets, since when, how independently?

A notebook in one file: each `# %%` begins a cell. It needs pandas; run it as it stands with

    python docs/examples/analyst.py http://127.0.0.1:8000 ferry

and with a token in NEWSCLAIMS_TOKEN where reading needs one.
"""

# %% How to ask: one function, which follows pages to their end and waits when it is told to.
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas as pd

SITE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
TOPIC = sys.argv[2] if len(sys.argv) > 2 else "ferry"
TOKEN = os.environ.get("NEWSCLAIMS_TOKEN", "")


def ask(address: str, **query: str) -> dict[str, Any]:
    """Return an answer; a problem is told in the words of the site."""
    full = f"{address}?{urlencode(query)}" if query else address
    headers = {"Authorization": f"Bearer {TOKEN}"} if TOKEN else {}
    while True:
        try:
            with urlopen(Request(full, headers=headers)) as answer:  # noqa: S310 - our own site
                return dict(json.load(answer))
        except HTTPError as error:
            if error.code != 429:
                raise SystemExit(json.load(error)["detail"]) from None
            time.sleep(int(error.headers["Retry-After"]))


def pages(address: str, **query: str) -> Iterator[dict[str, Any]]:
    """Yield every page of a list."""
    page = ask(address, **query)
    yield page
    while page["next"]:
        page = ask(page["next"])
        yield page


# %% The question, in the query language of the site: the same text works on its search page.
QUERY = f"kind:anonymous {TOPIC}"
found = list(pages(f"{SITE}/api/statements/", q=QUERY, size="100"))
print(f"{QUERY}: {found[0]['total']['count']} statements")

# %% A table: one row a statement, with its words and where they stand.
rows = [
    {
        "statement": one["id"],
        "outlet": (one["article"]["outlet"] or {"name": "unknown"})["name"],
        "published": one["article"]["published"],
        "label": one["label"],
        "words": one["words"],
        "start": one["content"][0]["span"][0],
        "end": one["content"][-1]["span"][1],
        "story": one["story"],
        "claim": one["claim"],
        # Outlets of a story that took it from each other are one voice; without a story, each
        # article is one.
        "voice": one["voice"] or f"article {one['article']['id']}",
        "url": one["url"],
    }
    for page in found
    for one in page["items"]
]
columns = ["statement", "outlet", "published", "label", "words", "start", "end"]
columns += ["story", "claim", "voice", "url"]
statements = pd.DataFrame(rows, columns=columns)
statements["published"] = pd.to_datetime(statements["published"], utc=True, format="ISO8601")

# %% In which outlets, since when, and under which names.
by_outlet = statements.groupby("outlet").agg(
    statements=("statement", "size"),
    since=("published", "min"),
    labels=("label", lambda labels: ", ".join(sorted(set(labels)))),
)
print(by_outlet.sort_values("since").to_string())

# %% How many independent sources stand behind each claim.
by_claim = (
    statements.dropna(subset=["claim"])
    .groupby("claim")
    .agg(words=("words", "first"), outlets=("outlet", "nunique"), independent=("voice", "nunique"))
)
print(by_claim.sort_values("outlets", ascending=False).to_string())

# %% Every offset leads back to its words.
for one in statements.head(3).itertuples():
    told = ask(f"{SITE}/api/statements/{one.statement}/")
    text = ask(told["article"]["api"])["text"]
    for piece in told["content"]:
        start, end = piece["span"]
        assert text[start:end] == piece["words"]
        print(f"[{start}, {end}] {piece['words']}  {told['url']}")

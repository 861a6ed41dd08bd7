"""Records the parses of all marked sentences: `python -m tests.claims.nlp.record`."""

import json

from claims.nlp.language import load, windows
from tests.claims.nlp import sentences
from tests.claims.nlp.finders.test_examples import EXAMPLES
from tests.claims.nlp.marked import marked
from tests.claims.nlp.parses import FOLDER


def record() -> None:
    """Parse each sentence with the pinned model and write the parses, one file for each room."""
    rooms = {
        "finders": [marked(sentence)[0] for _, sentence in EXAMPLES],
        "sentences": [window.of(text) for text in sentences.ALL for window in windows(text)],
    }
    for room, texts in rooms.items():
        parses = {text: load()(text).to_json() for text in dict.fromkeys(texts)}
        (FOLDER / f"{room}.json").write_text(
            json.dumps(parses, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
        )


if __name__ == "__main__":
    record()

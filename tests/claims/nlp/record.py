"""Records the parses of the finders' examples: `python -m tests.claims.nlp.record`."""

import json

from claims.nlp.language import load
from tests.claims.nlp.finders.test_examples import EXAMPLES
from tests.claims.nlp.marked import marked
from tests.claims.nlp.parses import FILE


def record() -> None:
    """Parse each marked sentence with the pinned model and write the parses down."""
    texts = dict.fromkeys(marked(sentence)[0] for _, sentence in EXAMPLES)
    parses = {text: load()(text).to_json() for text in texts}
    FILE.write_text(json.dumps(parses, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    record()

import pytest

from benchmarks import corpora, links, results

# Two outlets on one press conference; the last statement of each is about something else.
TEXTS = {
    "courier_2026-03-01_rail": [
        "“We will run every train on this line again by the end of the month,” said Holt.",
        "“The board has resigned,” said Pace.",
    ],
    "lantern_2026-03-01_rail": [
        "Holt promised: “We will run every train on this line again by the end of the month.”",
        "“Nobody asked the board,” said Quill.",
    ],
}


@pytest.fixture
def corpus(tmp_path):
    """Write the texts in PolNeAR's layout, each sentence's quotation as one attribution."""
    for name, sentences in TEXTS.items():
        text, lines = "", []
        for number, sentence in enumerate(sentences, 1):
            start = len(text) + sentence.index("“")
            end = len(text) + sentence.index("”") + 1
            text += sentence + "\n"
            lines += [f"T{number}\tContent {start} {end}\tx", f"E{number}\tContent:T{number}"]
        for folder, suffix, words in (
            ("text", ".txt", text),
            ("attributions", "_a.ann", "\n".join(lines)),
        ):
            path = tmp_path / folder / f"{name}{suffix}"
            path.parent.mkdir(exist_ok=True)
            path.write_text(words, "utf-8")
    first, second = TEXTS
    pair = {"a": f"{first}#0", "b": f"{second}#0", "cross": True, "wire": False}
    other = {"a": f"{first}#1", "b": f"{second}#1", "cross": True, "wire": False}
    corpora.write_rows(tmp_path / "pairs.jsonl", [pair, other])
    review = f"a\tb\tsame_statement\n{other['b']}\t{other['a']}\t0\n"
    (tmp_path / "review.tsv").write_text(review)
    return tmp_path


@pytest.mark.model
def test_a_shared_quotation_is_found_through_the_door(corpus, monkeypatch):
    monkeypatch.setattr(results, "OUTPUTS", corpus / "outputs")

    recall, apart = links.quotes("rail", corpus, corpus / "pairs.jsonl", corpus / "review.tsv")

    assert (recall.value, recall.units) == (1.0, "1 pairs")
    assert (apart.value, apart.units) == (1.0, "1 pairs")
    assert len(corpora.rows(corpus / "outputs" / "links-rail.input.jsonl")) == 4

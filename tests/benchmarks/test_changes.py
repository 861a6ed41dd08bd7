from typing import Any

from benchmarks import changes, sample
from benchmarks.changes import Text
from benchmarks.spans import AnnotatedText, Attributed

TEXT = "“No,” said Mira Holt. He denied any role. Trains ran."


def at(words):
    start = TEXT.index(words)
    return (start, start + len(words))


def attributed(source, cue, content):
    return Attributed((at(source),), (at(cue),), (at(content),))


HOLT = attributed("Mira Holt", "said", "“No,”")
HE = attributed("He", "denied", "any role")
ARTICLE = AnnotatedText("rail", TEXT, (HOLT, HE))
ROWS: list[dict[str, Any]] = [
    {"type": "direct", "chain": [{"kind": "person"}]},
    {"type": "indirect", "act": "deny"},
]


def a_row(one):
    spans = {
        role: [list(span) for span in getattr(one, role)] for role in ("source", "cue", "content")
    }
    return {**spans, "act": "say"}


def lines(old, new, most=9):
    texts = [Text(ARTICLE, ROWS, is_nested=True)]
    before, after = ({"rail": [a_row(one) for one in found]} for found in (old, new))
    return list(changes.report(texts, before, after, most))


STRAY = attributed("Mira Holt", "said", "Trains ran")


def test_the_report_names_what_changed():
    told = lines([HOLT], [HE, STRAY])

    assert "  -1  rail: 1 → 1 of 2; 0 → 1 false" in told
    assert "  -1  type: direct: 1 → 0 of 1; 0 → 0 false" in told
    assert "  +1  act: deny: 0 → 1 of 1; 0 → 0 false" in told
    assert "  +1  source: a pronoun: 0 → 1 of 1; 0 → 0 false" in told
    assert "  rail[0:5] Mira Holt | said | “No,”" in told
    start, end = at("Trains ran")
    assert f"  rail[{start}:{end}] Mira Holt | said | Trains ran" in told


def test_equal_readings_change_nothing():
    told = lines([HOLT, STRAY], [HOLT, STRAY])

    assert told.count("  none") == 2
    assert "\nNewly lost: 0" in told
    assert "\nNew false ones: 0" in told


def test_a_false_one_that_another_finder_finds_is_no_change():
    texts = [Text(ARTICLE, ROWS, is_nested=True)]
    old, new = ({"rail": [{**a_row(STRAY), "found_by": name}]} for name in ("clausal", "tagger"))

    told = list(changes.report(texts, old, new))

    assert "\nNew false ones: 0" in told
    assert "  +1  found by: clausal: 0 → 0 of 0; 1 → 0 false" in told


def test_long_lists_are_cut():
    assert "  and 1 more" in lines([], [HOLT, HE], most=1)


def test_what_was_read_is_told_as_scores():
    told = lines([HOLT, STRAY], [HOLT, HE])

    assert told[1] == "old: 1 found, 1 false: precision 50.0, recall 50.0, F1 50.0"
    assert told[2] == "new: 2 found, 0 false: precision 100.0, recall 100.0, F1 100.0"


def test_corpora_of_both_layouts_are_read(tmp_path):
    assert {one.annotated.id[:4] for one in changes.corpus(sample.FIXTURES)} > {"000_"}
    for name, words in (
        ("text/rail.txt", "He said no"),
        ("attributions/rail_a.ann", "T1\tContent 8 10\tno\nE1\tAttribution:T1 Content:T1\n"),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(words)

    (text,) = changes.corpus(tmp_path)

    assert text.annotated.gold == (Attributed(content=((8, 10),)),)

from benchmarks import corpora
from benchmarks.spans import Attributed

BRAT = (
    "T1\tSource 18 22\tMira\n"
    "T2\tCue 13 17\tsaid\n"
    "T3\tContent 0 5;6 11\tgoing on\nand a line of the text that is no annotation\n"
    "T4\tAttribution 13 17\tsaid\n"
    "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3 \n"
    "T5\tDiscard 23 26\tAds\n"
    "E2\tAttribution:T4 \n"
    "E3\tAttribution:T4 Cue:T2\n"
)


def test_brat_files_are_read_in_order():
    attributions, ignored = corpora.brat(BRAT)

    assert attributions == [
        Attributed(((18, 22),), ((13, 17),), ((0, 5), (6, 11))),
        Attributed(cue=((13, 17),)),
    ]
    assert ignored == ((23, 26),)


def test_the_first_annotator_is_taken(tmp_path):
    for name, annotation in (("rail_b", ""), ("rail_a", BRAT)):
        path = tmp_path / "attributions" / f"{name}.ann"
        path.parent.mkdir(exist_ok=True)
        path.write_text(annotation)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "rail.txt").write_bytes("“Go\r\n on”".encode())

    (article,) = corpora.annotated_texts(tmp_path)

    assert article.id == "rail"
    assert article.text == "“Go\r\n on”"  # offsets count both characters of the line end
    assert len(article.gold) == 1  # the one without content is no gold


def test_rows_of_one_split(tmp_path):
    path = tmp_path / "new" / "rows.jsonl"
    found = [{"id": "ä", "split": "dev"}, {"id": "b", "split": "train"}]

    corpora.write_rows(path, found)

    assert corpora.rows(path) == found
    assert corpora.rows(path, "dev") == found[:1]


def test_predictions_are_sorted_by_place():
    row = {"id": "rail", "attributions": [{"source": None, "content": [[6, 11], [0, 5]]}]}

    assert corpora.predicted_attributions([row]) == {
        "rail": [Attributed(content=((0, 5), (6, 11)))]
    }

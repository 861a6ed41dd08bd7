import json

import pytest

from benchmarks.predict import main

pytestmark = pytest.mark.model


def predict(task, tmp_path, rows):
    given, made = tmp_path / "given.jsonl", tmp_path / "out" / "made.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert main([task, str(given), str(made)]) == 0
    return [json.loads(line) for line in made.read_text("utf-8").splitlines()]


def article(identity, text, **others):
    return {"id": identity, "outlet": "", "date": "", "title": "", "text": text} | others


BRIDGE = (
    "The inquiry into the Tarrow Bridge collapse found on Monday that rotten hangers were known "
    "to the engineers of Hallowmere for six years before the deck fell into the river."
)


def test_stories_say_which_articles_belong_together(tmp_path):
    rows = [
        article("a", BRIDGE, date="2026-03-02"),
        article("b", f"{BRIDGE} Families wept.", date="1772409600000"),  # the same day
        article("c", BRIDGE, date="2026-05-02"),
        article("d", "Ferry crews of the Dockers’ Union will strike over pay from 20 October."),
    ]

    cluster = {row["id"]: row["cluster"] for row in predict("stories", tmp_path, rows)}

    assert set(cluster) == set("abcd")
    assert cluster["a"] == cluster["b"]
    assert len({cluster[key] for key in "acd"}) == 3


def test_pairs_have_a_score(tmp_path):
    rows = [
        {
            "id": "1",
            "a": "The bridge inspections were faked.",
            "b": "Bridge checks were falsified.",
        },
        {"id": "2", "a": "The bridge inspections were faked.", "b": "Ferry crews will strike."},
    ]

    scores = {row["id"]: row["score"] for row in predict("pairs", tmp_path, rows)}

    assert 0 <= scores["2"] < scores["1"] <= 1


def test_links_have_a_kind_and_a_score(tmp_path):
    def statement(identity, source, content, quoted):
        return {
            "id": identity, "doc": f"doc {identity}", "outlet": identity, "date": "2026-03-02",
            "source": source, "cue": "said", "content": content, "quoted": quoted,
        }  # fmt: skip

    words = "I could put my whole hand through the steel of the hangers"
    rows = [
        statement("a", "Ada Ferro", f"“{words},”", words),
        statement("b", "Ferro", f"that “{words}” in 2018", words),
        statement("c", "he", "ferry crews would strike on 20 October", ""),
    ]

    (link,) = predict("links", tmp_path, rows)

    assert (link["a"], link["b"], link["kind"]) == ("a", "b", "same-quote")
    assert 0 < link["score"] <= 1


def test_attributions_count_in_the_raw_file(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    said = "the bridge was safe"
    text = f"\ufeffA first line.\r\n\r\nAda Ferro said that {said}.\r\n"
    (folder / "one.txt").write_bytes(text.encode())

    assert main(["attributions", str(folder), str(tmp_path / "made.jsonl")]) == 0

    (row,) = map(json.loads, (tmp_path / "made.jsonl").read_text("utf-8").splitlines())
    (found,) = row["attributions"]
    ((start, end),) = found["content"]
    assert row["id"] == "one"
    assert said in text[start:end]
    assert text[slice(*found["source"][0])] == "Ada Ferro"
    assert found["chain"][-1]["name"] == "Ada Ferro"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"id": "1", "a": "x", "b": "y"}', "{broken"], "line 2: not JSON"),
        (['{"id": "1", "a": "x"}'], "line 1: field b is missing"),
        (["[1]"], "line 1: not a JSON object"),
        (['{"id": "1", "a": "x", "b": "y"}'] * 2, "line 2: id “1” is also on line 1"),
    ],
)
def test_bad_input_is_named_by_file_and_line(tmp_path, capsys, lines, said):
    path = tmp_path / "bad.jsonl"
    path.write_text("\n".join(lines), "utf-8")

    assert main(["pairs", str(path), str(tmp_path / "made.jsonl")]) == 2

    assert f"{path}, {said}" in capsys.readouterr().err
    assert not (tmp_path / "made.jsonl").exists()


def test_a_bad_date_is_named_by_field(tmp_path, capsys):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(article("a", BRIDGE, date="yesterday")), "utf-8")

    assert main(["stories", str(path), str(tmp_path / "made.jsonl")]) == 2
    assert "line 1, field date: “yesterday” is not a date" in capsys.readouterr().err


def test_a_missing_folder_is_said(tmp_path, capsys):
    assert main(["attributions", str(tmp_path / "none"), str(tmp_path / "made.jsonl")]) == 2
    assert "is not a folder" in capsys.readouterr().err

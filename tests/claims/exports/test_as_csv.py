"""CSV: a table that every program reads, and that does nothing in a spreadsheet."""

import csv
from dataclasses import replace
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.exports import as_csv, rows
from tests.claims.exports.worlds import ABOUT, SITE, a_world

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def written(world, **options):
    found = rows.rows(rows.of_story(world.story))
    return "".join(as_csv.write(replace(ABOUT, count=6), found, **options))


@pytest.mark.django_db
def test_a_span_is_a_row_and_cells_are_what_was_cut():
    world = a_world()

    lines = list(csv.reader(StringIO(written(world), newline="")))

    assert all(line[0].startswith("# ") for line in lines[: as_csv.NOTES])
    assert tuple(lines[as_csv.NOTES]) == as_csv.COLUMNS
    table = [dict(zip(as_csv.COLUMNS, line, strict=True)) for line in lines[as_csv.NOTES + 1 :]]
    assert len(table) == sum(len(row.content) for row in world.statements) == 8
    texts = {one.pk: one.text for one in (world.first, world.second)}
    for row in table:
        text = texts[int(row["article"])]
        assert as_csv.unsafe(row["content"]) == text[int(row["start"]) : int(row["end"])]
    split = [row for row in table if row["statement"] == str(world.split.pk)]
    assert [row["content"] for row in split] == ["We will open the harbour", "but only", "in May"]
    assert split[0]["chain"] == "TASS > Ana Ruiz"
    assert (split[0]["kinds"], split[0]["roles"]) == ("organisation > person", "venue > speaker")
    assert (split[0]["speaker"], split[0]["label"]) == ("Ana Ruiz", "the minister, Ana Ruiz")
    assert split[0]["title"] == 'Harbour, "opened"'
    assert split[0]["address"] == f"{SITE}/articles/{world.first.pk}/#s1"
    assert split[0]["text_sha256"] == world.first.fingerprint
    formula = next(row for row in table if row["statement"] == str(world.formula.pk))
    assert formula["content"] == "'=SUM(A1)"
    assert (formula["hedges"], formula["conditions"]) == ("allegedly", "if paid")
    denial = next(row for row in table if row["statement"] == str(world.denial.pk))
    assert (denial["chain"], denial["speaker"], denial["polarity"]) == ("(not named)", "", "denied")
    assert (denial["outlet"], denial["published"], denial["voice"]) == ("", "", "")


@pytest.mark.django_db
def test_it_is_as_rfc_4180_wants_it_and_says_first_what_it_is():
    file = written(a_world())

    head = file.split("\r\n")[: as_csv.NOTES]
    assert head[0] == "# Statements found by “harbour”"
    assert head[1] == "# query: harbour"
    assert head[2] == f"# address: {SITE}/search.csv?q=harbour"
    assert head[3] == "# made: 2025-07-01T08:30:00Z by newsclaims, release test, 6 statements"
    assert "one span of the content of one statement" in head[4]
    assert "code points" in head[5]
    assert file.endswith("\r\n")
    outside = file.split('"')[::2]  # what does not stand in quotation marks
    assert all("\n" not in part.replace("\r\n", "") for part in outside)


@pytest.mark.django_db
def test_pandas_reads_it(tmp_path):
    world = a_world()
    file = tmp_path / "search.csv"
    file.write_text(written(world), "utf-8", newline="")

    frame = pd.read_csv(file, skiprows=as_csv.NOTES)
    plain = pd.read_csv(StringIO(written(world, plain=True)))

    assert list(frame.columns) == list(as_csv.COLUMNS)
    pd.testing.assert_frame_equal(frame, plain)
    assert frame["statement"].nunique() == 6
    assert frame.groupby("statement")["content"].count().max() == 3
    assert pd.to_datetime(frame["published"], format="ISO8601").dt.year.max() == 2025


@pytest.mark.django_db
def test_a_mark_for_excel_and_a_file_without_notes_can_be_asked_for():
    world = a_world()

    assert written(world, bom=True).startswith("\ufeff# Statements")
    assert written(world, bom=True, plain=True).startswith("\ufeffstatement,article,")
    assert not written(world).startswith("\ufeff")


@given(st.text())
def test_no_cell_begins_as_a_formula_does_and_each_can_be_had_back(words):
    cell = as_csv.safe(words)

    assert not cell.startswith(RISKY)
    assert as_csv.unsafe(cell) == words


@pytest.mark.parametrize("words", ["=1+1", "'=1", "''@x", "+1", "-", "\tx", "＝1", "'", "a=b"])
def test_apostrophes_that_were_there_stay_there(words):
    assert as_csv.unsafe(as_csv.safe(words)) == words
    assert not as_csv.safe(words).startswith(RISKY)


@given(st.text(st.sampled_from(",;|\t\n\r\"'=+-@# ax“")))
def test_no_query_can_put_a_formula_or_a_line_into_the_notes(query):
    about = replace(ABOUT, query=query, title=f"Statements found by “{query}”")

    for note in as_csv.notes(about):
        assert note.splitlines() == [note]
        for separator in (",", ";", "\t", "|"):
            for cell in next(csv.reader([f"# {note}"], delimiter=separator)):
                assert not cell.strip().startswith(RISKY), note

"""What good deliveries become."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from articles import batches
from articles.batches import ArticleDraft, label
from articles.batches.guesses import headline
from tests.articles.deliveries import NOW, jsonl, packed, packed_as, read

TEXT = "The mayor said the bridge would close."


def the_draft(archive):
    (draft,), complaints = read(archive)
    assert complaints == []
    return draft


def test_a_bare_text_has_no_outlet_no_date_and_no_title():
    draft = the_draft(packed(a_txt=TEXT))

    assert (draft.position, draft.origin, draft.text) == (1, "a.txt", TEXT)
    assert (draft.details.outlet, draft.details.title, draft.details.published_at) == ("", "", None)


def test_a_manifest_says_what_is_known_of_a_text():
    manifest = (
        "file,outlet,url,published,title,byline\n"
        "a.txt,The  Harbor Ledger,https://ledger.example/a,2026-02-03,Bridge to close,Ann Lee\n"
    )

    details = the_draft(packed(a_txt=TEXT, manifest_csv=manifest)).details

    assert (details.outlet, details.title, details.byline) == (
        "The Harbor Ledger",
        "Bridge to close",
        "Ann Lee",
    )
    assert details.url == "https://ledger.example/a"
    assert (details.published_at, details.published_precision) == (
        datetime(2026, 2, 3, tzinfo=UTC),
        "day",
    )


def test_a_manifest_in_a_folder_names_files_of_that_folder_in_any_case():
    files = {"monday/Manifest.CSV": "file,outlet\nA.TXT,Ledger\n", "monday/a.txt": TEXT}

    assert the_draft(packed_as(files)).details.outlet == "Ledger"


def test_a_manifest_may_write_accents_in_another_form_than_the_disk():
    files = {"manifest.csv": "file,outlet\nCafe\u0301.txt,Ledger\n", "Caf\u00e9.txt": TEXT}

    assert the_draft(packed_as(files)).details.outlet == "Ledger"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_may_be_parted_by_commas_semicolons_or_tabs(sign):
    table = f'id{sign}text{sign}outlet\n7{sign}"{TEXT}\nYes, he did; twice."{sign}Ledger\n'

    draft = the_draft(packed(a_csv=table))

    assert (draft.origin, draft.details.external_id) == ("a.csv, line 2", "7")
    assert draft.text == f"{TEXT}\nYes, he did; twice."


def test_json_lines_have_the_columns_of_a_table_as_keys():
    row = {"id": 7, "text": TEXT, "title": "T", "published": None, "byline": ""}

    draft = the_draft(packed(a_jsonl=f"\n{jsonl(row)}"))

    assert (draft.origin, draft.details.external_id, draft.details.title) == (
        "a.jsonl, line 2",
        "7",
        "T",
    )


def test_positions_count_through_all_files_of_a_delivery():
    drafts, _ = read(packed(a_txt=TEXT, b_jsonl=jsonl({"text": "1"}, {"text": "2"}), c_txt="3"))

    assert [draft.position for draft in drafts] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("written", "moment", "precision"),
    [
        ("2026-02-03", datetime(2026, 2, 2, 23, tzinfo=UTC), "day"),
        ("2026-02-03T09:30", datetime(2026, 2, 3, 8, 30, tzinfo=UTC), "minute"),
        ("2026-02-03 09:30:59", datetime(2026, 2, 3, 8, 30, 59, tzinfo=UTC), "minute"),
        ("2026-02-03T09:30Z", datetime(2026, 2, 3, 9, 30, tzinfo=UTC), "minute"),
        ("2026-02-03T09:30-05:00", datetime(2026, 2, 3, 14, 30, tzinfo=UTC), "minute"),
    ],
)
def test_a_date_keeps_its_precision_and_without_a_zone_is_local(written, moment, precision):
    archive = packed(a_jsonl=jsonl({"text": TEXT, "published": written}))

    (draft,) = batches.read(archive, now=NOW.astimezone(ZoneInfo("Europe/Vienna")))

    assert isinstance(draft, ArticleDraft)
    assert (draft.details.published_at, draft.details.published_precision) == (moment, precision)


def test_what_is_today_somewhere_on_earth_is_not_the_future():
    east = (NOW + timedelta(hours=13)).astimezone(timezone(timedelta(hours=14)))

    archive = packed(a_jsonl=jsonl({"text": TEXT, "published": east.isoformat()}))

    assert the_draft(archive).details.published_at == east


def test_the_packer_may_name_the_outlet_of_what_names_none():
    archive = packed(a_jsonl=jsonl({"text": "1"}, {"text": "2", "outlet": "Ledger"}))
    label(archive, outlet="Wire")

    drafts, _ = read(archive)

    assert [draft.details.outlet for draft in drafts] == ["Wire", "Ledger"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Mayor says bridge will close\n\nThe mayor said so.", "Mayor says bridge will close"),
        ("\n  Will the bridge  close?\nThe mayor said so.", "Will the bridge close?"),
        ("The mayor said the bridge would close.\n\nHe went home.", ""),
        ("“We will close it.”\n\nHe went home.", ""),
        ("Monday\n\nThe mayor said so.", ""),
        ("Mayor says bridge will close", ""),
        ("word " * 40 + "\n\nThe mayor said so.", ""),
    ],
)
def test_a_first_line_is_a_title_when_it_looks_like_a_headline(text, title):
    assert headline(text) == title


def test_a_folder_is_packed_the_same_way_each_time(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "b.txt").write_text("2")
    (tmp_path / "a.txt").write_text("1")
    (tmp_path / "inner" / "c.txt").write_text("3")
    first, second = packed_as({}), packed_as({})
    batches.pack_paths([tmp_path], first)
    batches.pack_paths([tmp_path], second)

    drafts, complaints = read(first)

    assert first.getvalue() == second.getvalue()
    assert [draft.origin for draft in drafts] == ["a.txt", "b.txt", "inner/c.txt"]
    assert complaints == []


def test_folders_among_other_paths_keep_their_names(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"Text {name}.", "utf-8")
    (tmp_path / "two" / "link.txt").symlink_to(tmp_path / "one" / "a.txt")
    (tmp_path / "b.txt").write_text("Text b.", "utf-8")
    packed = packed_as({})

    batches.pack_paths([tmp_path / "one", tmp_path / "b.txt", tmp_path / "two"], packed)

    drafts, complaints = read(packed)
    assert [draft.name for draft in drafts] == ["one/a.txt", "b.txt", "two/a.txt"]
    assert [f"{one.origin}: {one.reason}" for one in complaints] == [
        "two/link.txt: is a link to another file, and links are not followed; "
        "put the file itself here"
    ]

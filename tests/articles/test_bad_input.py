"""Each kind of bad input gets words that name file, line and field; the rest is read."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from articles import batches
from articles.batches import Unreadable, limits, packing
from tests.articles.deliveries import NOW, jsonl, packed, packed_as, read, said

KINDS = (
    "texts (.txt, .md, .html), tables (.csv, .xlsx), JSON (.json, .jsonl), feeds (.xml, .rss, "
    ".atom), web archives (.warc), or a .zip or .tar.gz of them"
)
NO_ZIP = "is not a ZIP file; pack it again"
CUT_OFF = "is a ZIP file that is cut off or damaged; pack it again"
GOOD = "The mayor said the bridge would close."


def the_complaint(delivery, *, beside=(GOOD,)):
    """Return the one complaint of a delivery, beside the texts that must be read all the same."""
    drafts, complaints = read(delivery)
    assert [draft.text for draft in drafts] == list(beside)
    (complaint,) = complaints
    return said(complaint)


def the_refusal(delivery):
    """Return why a delivery cannot be opened at all."""
    with pytest.raises(Unreadable) as refused:
        read(delivery)
    return str(refused.value)


def test_an_empty_file():
    assert the_complaint(packed(a_txt="", b_txt=GOOD)) == "refused a.txt: is empty"


def test_a_file_of_blank_space():
    assert the_complaint(packed(a_txt=" \n\u00a0\n", b_txt=GOOD)) == (
        "refused a.txt [text]: text is empty"
    )


@pytest.mark.parametrize(
    "delivery", [packed(), packed_as({".DS_Store": "x"}), packed_as({"manifest.csv": "file\n"})]
)
def test_no_article_at_all(delivery):
    assert the_refusal(delivery) == (f"holds no article; send {KINDS}")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_table_without_a_row(name):
    content = "text,outlet\n" if name == "a.csv" else "\n\n"

    assert the_complaint(packed_as({name: content, "b.txt": GOOD})) == (
        f"refused {name}: holds no article"
    )


def test_a_text_that_is_not_utf_8_is_read_and_the_guess_is_said():
    drafts, (complaint,) = read(packed(a_txt="One.\nThe café’s owner said “no”.".encode("cp1252")))

    assert drafts[0].text == "One.\nThe café’s owner said “no”."
    assert drafts[0].encoding == "cp1252"
    assert said(complaint) == (
        "warning a.txt, line 2 [encoding]: is not UTF-8; it was read as cp1252, which is a guess: "
        "look whether accents and quotation marks are right"
    )


def test_one_stray_byte_does_not_spoil_the_other_lines():
    data = "“Yes”, said Müller.\n".encode() + b"It is 5 \xb0C.\n"

    drafts, _ = read(packed(a_txt=data))

    assert drafts[0].text == "“Yes”, said Müller.\nIt is 5 °C.\n"


@pytest.mark.parametrize("encoding", ["cp1250", "cp1251", "shift_jis"])
def test_other_encodings_are_recognised_where_a_text_gives_enough_to_go_by(encoding):
    text = {
        "cp1250": "Zażółć gęślą jaźń, powiedział premier. Źródła mówią coś innego.",
        "cp1251": "Президент России заявил, что переговоры будут продолжены.",
        "shift_jis": "日本の首相は述べた。これはテストです。",
    }[encoding]

    drafts, complaints = read(packed(a_txt=text.encode(encoding)))

    assert (drafts[0].text, len(complaints)) == (text, 1)


def test_utf_16_is_read_by_its_byte_order_mark():
    drafts, complaints = read(
        packed(a_txt="“Да”".encode("utf-16"), b_csv=f"text\n{GOOD}\n".encode("utf-16"))
    )

    assert [draft.text for draft in drafts] == ["“Да”", GOOD]
    assert [said(complaint) for complaint in complaints] == [
        "warning a.txt, line 1 [encoding]: is not UTF-8; "
        "its byte order mark says UTF-16, so it was read as that",
        "warning b.csv, line 1 [encoding]: is not UTF-8; "
        "what is not was read as utf-16, by its byte order mark",
    ]


def test_a_file_that_only_begins_like_utf_16():
    assert the_complaint(packed(a_txt=b"\xff\xfe\x00", b_txt=GOOD)) == (
        "refused a.txt [encoding]: begins like UTF-16 but is not; save it as UTF-8"
    )


def test_a_byte_order_mark_is_no_part_of_a_text():
    drafts, complaints = read(packed(a_txt=b"\xef\xbb\xbfOne.", b_csv=b"\xef\xbb\xbftext\nTwo.\n"))

    assert ([draft.text for draft in drafts], complaints) == (["One.", "Two."], [])


def test_a_nul_byte():
    assert the_complaint(packed(a_txt=b"One.\nTw\0o.", b_txt=GOOD)) == (
        "refused a.txt [text]: line 2 holds a NUL byte, so this is not a text file"
    )


def test_a_nul_byte_beside_the_text():
    delivery = packed(a_jsonl=jsonl({"text": GOOD, "outlet": "a\0b"}))

    assert the_complaint(delivery) == (
        "warning a.jsonl, line 1 [outlet]: "
        "outlet holds characters that no text has, so it is left out"
    )


def test_5_mb_of_text_in_one_article():
    text = "The mayor said no. " * 270_000
    many = packed(a_txt=text, b_csv=f"text\n{text}\n", c_jsonl=jsonl({"text": text}), d_txt=GOOD)

    drafts, complaints = read(many)

    assert [draft.text for draft in drafts] == [GOOD]
    assert [said(complaint) for complaint in complaints] == [
        "refused a.txt [text]: holds more than 2,000,000 bytes, which no single article does",
        "refused b.csv, line 2: holds a field of more than 2,000,000 characters; "
        "perhaps a quotation mark is opened and never closed",
        "refused c.jsonl, line 1 [text]: text has 5,130,000 characters and may have 2,000,000",
    ]


def test_a_line_beyond_what_is_kept_in_memory():
    line = "x" * (limits.MAX_LINE_BYTES + 10)

    drafts, complaints = read(
        packed(a_jsonl=f"{line}\n{jsonl({'text': GOOD})}", b_csv=f"text\n{line}\nTwo.\n")
    )

    assert [draft.text for draft in drafts] == [GOOD, "Two."]
    assert [said(complaint) for complaint in complaints] == [
        "refused a.jsonl, line 1: is longer than 6,000,000 bytes",
        "refused b.csv, line 2: is longer than 6,000,000 bytes",
    ]


def test_one_line_of_1_mb_is_read():
    line = "The mayor said no. " * 52_632

    drafts, complaints = read(packed(a_txt=line, b_csv=f"text\n{line}\n"))

    assert [draft.text for draft in drafts] == [line, line]
    assert complaints == []


def a_zip(*, compression=zipfile.ZIP_DEFLATED, **files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as zipped:
        for name, data in files.items():
            zipped.writestr(name.replace("_", "."), data)
    return target


def test_a_zip_bomb_is_known_by_its_ratio():
    assert the_refusal(a_zip(a_txt=b"0" * 30_000_000)) == (
        "unpacks to more than 100 times its size, as only a bomb does"
    )


def test_a_zip_may_not_unpack_to_more_than_the_disk_of_a_worker(monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 100)

    assert the_refusal(a_zip(a_txt=b"ab" * 51)) == (
        "unpacks to 102 bytes and may have 100; send it in parts"
    )


def test_a_zip_of_too_many_files_is_not_even_listed(monkeypatch):
    delivery = packed(a_txt="1", b_txt="2", c_txt="3")
    monkeypatch.setattr(limits, "MAX_FILES", 2)
    monkeypatch.setattr(zipfile, "ZipFile", lambda _: pytest.fail("was opened"))

    assert the_refusal(delivery) == "holds more than 2 files; send it in parts"


def test_a_zip_that_lies_about_its_sizes_unpacks_no_further_than_it_said():
    bomb = bytearray(a_zip(a_txt=b"0" * 3_000_000, b_txt=GOOD).getvalue())
    at = bomb.index(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = struct.pack("<I", 10)

    assert the_complaint(io.BytesIO(bomb)) == (
        "refused a.txt: is damaged inside the ZIP; what follows could not be read"
    )


@pytest.mark.parametrize(
    "name", ["../a.txt", "x/../../a.txt", "/etc/a.txt", "..\\a.txt", "C:\\a.txt"]
)
def test_a_name_that_leads_out_of_the_batch(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert the_complaint(packed_as({name: "x", "b.txt": GOOD})) == (
        f"refused {name.replace(chr(92), '/')}: has a name that leads out of the batch; rename it"
    )
    assert list(tmp_path.rglob("*")) == []


def test_what_file_managers_leave_is_passed_over():
    junk = {"__MACOSX/._b.txt": "x", ".DS_Store": "x", "in/Thumbs.db": "x", "in/deep/b.txt": GOOD}

    drafts, complaints = read(packed_as(junk))

    assert ([draft.origin for draft in drafts], complaints) == (["in/deep/b.txt"], [])


@pytest.mark.parametrize("data", [b"", b"PK not really", b"hello" * 100])
def test_a_file_that_is_no_zip(data):
    assert the_refusal(io.BytesIO(data)) == NO_ZIP


def test_a_zip_that_was_cut_off():
    whole = a_zip(a_txt=GOOD * 100, b_txt=GOOD).getvalue()

    assert the_refusal(io.BytesIO(whole[: len(whole) // 2])) == CUT_OFF


def test_a_damaged_file_inside_a_zip():
    data = a_zip(compression=zipfile.ZIP_STORED, a_txt="Once upon a time.", b_txt=GOOD).getvalue()

    assert the_complaint(io.BytesIO(data.replace(b"upon", b"up0n"))) == (
        "refused a.txt: is damaged inside the ZIP; what follows could not be read"
    )


def flagged(data, name, *, flags=None, method=None):
    """Return a ZIP one of whose files claims to be locked or packed in another way."""
    changed = bytearray(data)
    for sign, flag_at, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = changed.index(sign)
        while changed[at + name_at : at + name_at + len(name)] != name:
            at = changed.index(sign, at + 1)
        if flags is not None:
            changed[at + flag_at : at + flag_at + 2] = struct.pack("<H", flags)
        if method is not None:
            changed[at + flag_at + 2 : at + flag_at + 4] = struct.pack("<H", method)
    return io.BytesIO(changed)


def test_a_locked_file_inside_a_zip():
    data = a_zip(a_txt="x", b_txt=GOOD).getvalue()

    assert the_complaint(flagged(data, b"a.txt", flags=1)) == (
        "refused a.txt: is locked with a password; pack it without one"
    )


def test_a_way_of_packing_that_python_does_not_know():
    data = a_zip(a_txt="x", b_txt=GOOD).getvalue()

    assert the_complaint(flagged(data, b"a.txt", method=99)) == (
        "refused a.txt: is packed in a way that cannot be read; pack it as an ordinary ZIP"
    )


def test_an_archive_inside_an_archive():
    nested = packed(a_txt="x").getvalue()
    outer = packed_as({"in.zip": nested, "in.tgz": nested, "b.txt": GOOD}).getvalue()

    drafts, complaints = read(packed_as({"a.zip": outer}))

    assert [draft.name for draft in drafts] == ["a.zip:b.txt"]
    reason = "is an archive inside an archive, which is not opened; send it on its own"
    assert [said(complaint) for complaint in complaints] == [
        f"refused a.zip:in.zip: {reason}",
        f"refused a.zip:in.tgz: {reason}",
    ]


def test_a_kind_of_file_that_is_not_known():
    assert the_complaint(packed(a_pdf="x", b_txt=GOOD)) == (
        f"refused a.pdf: is a kind of file that cannot be read; send {KINDS}"
    )


def test_links_and_devices_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.txt")
    (folder / "z.txt").write_text(GOOD)
    target = io.BytesIO()
    batches.pack_paths([folder], target)

    drafts, complaints = read(target)

    assert [draft.text for draft in drafts] == [GOOD]
    assert b"secret" not in target.getvalue()
    link = "is a link to another file, and links are not followed; put the file itself here"
    assert [said(complaint) for complaint in complaints] == [
        f"refused a.txt: {link}",
        "refused pipe.txt: is not an ordinary file",
        f"refused up: {link}",
    ]


def test_a_file_that_may_not_be_opened(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text(GOOD)
    opened = Path.open

    def refuse(self, *args, **options):
        if self.name == "a.txt":  # access rights do not stop root, who may run this test
            raise PermissionError
        return opened(self, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    target = io.BytesIO()
    batches.pack_paths([tmp_path], target)

    assert the_complaint(target) == (
        "refused a.txt: could not be opened; look at its access rights"
    )


def test_a_folder_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "MAX_FILES", 1)
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")

    with pytest.raises(Unreadable) as refused:
        batches.pack_paths([tmp_path], io.BytesIO())

    assert str(refused.value) == (
        "holds more than 1 files or 1,000,000,000 bytes; send it in parts"
    )


def test_a_batch_that_never_ends(monkeypatch):
    monkeypatch.setattr("articles.batches.reading.MAX_ITEMS", 2)
    endless = packed(a_jsonl=jsonl(*({"text": str(n)} for n in range(9))), b_txt=GOOD)

    assert the_complaint(endless, beside=["0", "1"]) == (
        "refused a.jsonl: the batch holds more than 2 items; send the rest on its own"
    )


def test_a_table_without_a_column_for_the_text():
    assert the_complaint(packed(a_csv="file,title\nx,y\n", b_txt=GOOD)) == (
        "refused a.csv, line 1 [text]: has no column “text”; its columns are “file”, “title”; "
        "if this is a manifest, call it manifest.csv"
    )


def test_a_table_with_a_column_twice():
    assert the_complaint(packed(a_csv="text,title,Title\nx,y,z\n", b_txt=GOOD)) == (
        "refused a.csv, line 1 [columns]: names a column twice"
    )


def test_a_column_that_is_not_known():
    assert the_complaint(packed(a_csv=f"text,mood\n{GOOD},good\n")) == (
        "warning a.csv, line 1 [columns]: has “mood”, which is not known here and was not read"
    )


def test_ragged_rows():
    table = f'text,outlet\n"One\nmore",A,extra\nshort\n{GOOD},Ledger\n'

    drafts, complaints = read(packed(a_csv=table))

    assert [draft.text for draft in drafts] == [GOOD]
    assert [said(complaint) for complaint in complaints] == [
        "refused a.csv, line 2: has 3 fields, and the header has 2; it reaches to line 3, "
        "so perhaps a quotation mark is never closed",
        "refused a.csv, line 4: has 1 field, and the header has 2",
    ]


def test_a_quotation_mark_that_is_never_closed():
    table = f'text,outlet\n{GOOD},Ledger\n"open,Ledger\nlost,Ledger\n'

    assert the_complaint(packed(a_csv=table)) == (
        "refused a.csv, line 3: has 1 field, and the header has 2; it reaches to line 4, "
        "so perhaps a quotation mark is never closed"
    )


def test_a_huge_field_over_many_lines_ends_its_table_for_its_prose_could_pass_for_rows():
    prose = "He said so, again.\n" * 120_000

    drafts, complaints = read(packed(a_csv=f'text,outlet\n{GOOD},A\n"{prose}",B\nTwo.,C\n'))

    assert [draft.text for draft in drafts] == [GOOD]
    assert [(c.line, c.reason[:30]) for c in complaints] == [
        (3, "holds a field of more than 2,0"),
        (105267, "what follows in this file was "),
    ]


def test_one_broken_line_among_1000():
    good = [jsonl({"text": f"Text {n}."}) for n in range(1, 1001)]
    good[499] = '{"text": "Text 500.\n'

    drafts, (complaint,) = read(packed(a_jsonl="".join(good)))

    assert len(drafts) == 999
    assert said(complaint) == (
        "refused a.jsonl, line 500: is not JSON (character 10: Unterminated string starting at)"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[1]", "a.jsonl, line 1: is not an object; write {…} with the keys text, title, …"),
        ("[" * 200_000, "a.jsonl, line 1: is not JSON that can be read"),
        ('{"text": ' + "9" * 5000 + "}", "a.jsonl, line 1: is not JSON that can be read"),
        ('{"text": 5}', "a.jsonl, line 1 [text]: text is 5, not text in quotation marks"),
        ('{"outlet": "A"}', "a.jsonl, line 1 [text]: text is empty"),
        ('{"text": "\\ud83d"}', "a.jsonl, line 1 [text]: text holds half a character at place 1"),
    ],
)
def test_a_line_that_is_json_of_another_kind(line, words):
    assert the_complaint(packed(a_jsonl=f"{line}\n{jsonl({'text': GOOD})}")) == f"refused {words}"


def test_a_value_that_is_no_text():
    assert the_complaint(packed(a_jsonl=jsonl({"text": GOOD, "title": ["a"]}))) == (
        'warning a.jsonl, line 1 [title]: title is ["a"], not text in quotation marks'
    )


def test_a_key_that_is_not_known_is_said_once():
    delivery = packed(a_jsonl=jsonl({"text": GOOD, "a\0": 1}, {"text": "Two.", "a\0": 1}))

    assert the_complaint(delivery, beside=[GOOD, "Two."]) == (
        "warning a.jsonl, line 1 [keys]: has “a�”, which is not known here and was not read"
    )


def test_a_manifest_that_names_a_missing_file():
    assert the_complaint(packed(a_txt=GOOD, manifest_csv="file\na.txt\nb.txt\n")) == (
        "refused manifest.csv, line 3 [file]: file “b.txt” is not in the batch"
    )


def test_a_manifest_that_names_a_file_twice():
    manifest = "file,outlet\na.txt,First\nA.txt,Second\n"

    drafts, (complaint,) = read(packed(a_txt=GOOD, manifest_csv=manifest))

    assert drafts[0].details.outlet == "First"
    assert said(complaint) == (
        "warning manifest.csv, line 3 [file]: file “A.txt” was named in line 2, which counts"
    )


def test_a_text_that_the_manifest_does_not_name():
    delivery = packed(a_txt=GOOD, b_txt="Two.", manifest_csv="file\na.txt\n")

    assert the_complaint(delivery, beside=[GOOD, "Two."]) == (
        "warning b.txt [file]: is not named in the manifest, so nothing but its text is known"
    )


def test_a_manifest_without_a_column_for_the_file():
    drafts, complaints = read(packed(a_txt=GOOD, manifest_csv="name,outlet\na.txt,Ledger\n"))

    assert (drafts[0].text, drafts[0].details.outlet) == (GOOD, "")
    assert said(complaints[0]) == (
        "warning manifest.csv, line 1 [file]: "
        "has no column “file”; its columns are “name”, “outlet”"
    )


def test_two_manifests_with_the_same_flaw_are_both_named():
    files = {f"{day}/manifest.csv": "file,mood\na.txt,x\n" for day in ("mon", "tue")}

    drafts, complaints = read(packed_as({**files, "mon/a.txt": GOOD, "tue/a.txt": "Two."}))

    assert [draft.text for draft in drafts] == [GOOD, "Two."]
    assert [said(complaint) for complaint in complaints] == [
        f"warning {day}/manifest.csv, line 1 [columns]: "
        "has “mood”, which is not known here and was not read"
        for day in ("mon", "tue")
    ]


def test_a_manifest_row_without_a_file():
    drafts, (complaint,) = read(packed(a_txt=GOOD, manifest_csv="file,outlet\n,B\na.txt,A\n"))

    assert drafts[0].details.outlet == "A"
    assert said(complaint) == "warning manifest.csv, line 2 [file]: names no file"


def test_an_id_twice_in_one_batch():
    delivery = packed(
        a_jsonl=jsonl({"text": GOOD, "id": "7"}), b_csv="id,text\n7,Another.\n8,Two.\n"
    )

    assert the_complaint(delivery, beside=[GOOD, "Two."]) == (
        "refused b.csv, line 2 [id]: id “7” was given already to a.jsonl, line 1, which is kept"
    )


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2026-03-09", "“2026-03-09” lies in the future"),
        ("2026-03-02T12:01Z", "“2026-03-02T12:01Z” lies in the future"),
        ("0025-01-01", "“0025-01-01” lies before the first newspaper"),
        (
            "03/02/2026",
            "“03/02/2026” is in a form that can be read in two ways; write 2026-02-03 if that is "
            "meant",
        ),
        ("last Friday", "“last Friday” is not a date; write 2025-07-14 or 2025-07-14T09:30"),
        ("2026-02-30", "“2026-02-30” is not a date; write 2025-07-14 or 2025-07-14T09:30"),
    ],
)
def test_a_date_that_cannot_be(published, words):
    drafts, (complaint,) = read(
        packed(a_txt=GOOD, manifest_csv=f"file,published\na.txt,{published}\n")
    )

    assert drafts[0].details.published_at is None
    assert said(complaint) == (
        f"warning manifest.csv, line 2 [published]: published {words}, "
        "so the article is kept undated"
    )


@pytest.mark.parametrize("url", ["ledger.example", "javascript:alert(1)", "http://[", "http://a b"])
def test_a_url_that_is_none(url):
    drafts, (complaint,) = read(packed(a_jsonl=jsonl({"text": GOOD, "url": url})))

    assert drafts[0].details.url == ""
    assert said(complaint) == (
        f"warning a.jsonl, line 1 [url]: url “{url}” is not a web address "
        "(http:// or https://), so it is left out"
    )


@pytest.mark.parametrize(
    ("field", "length", "kept", "words"),
    [
        ("title", 10_000, 500, "title has 10,000 characters and may have 500, so the rest is cut"),
        ("byline", 400, 300, "byline has 400 characters and may have 300, so the rest is cut"),
        ("outlet", 201, 0, "outlet has 201 characters and may have 200, so it is left out"),
        ("url", 2001, 0, "url has 2,001 characters and may have 2,000, so it is left out"),
    ],
)
def test_a_value_that_is_too_long(field, length, kept, words):
    drafts, (complaint,) = read(packed(a_jsonl=jsonl({"text": GOOD, field: "x" * length})))

    assert len(getattr(drafts[0].details, field)) == kept
    assert said(complaint).startswith(f"warning a.jsonl, line 1 [{field}]: {words}")


def test_right_to_left_text_and_emoji_keep_their_places():
    text = "قال الرئيس: «نعم» 👩‍👩‍👧 שלום — “yes”\r\nsaid he 🇺🇦."

    (draft,), complaints = read(packed(a_txt=text))

    assert complaints == []
    assert draft.text == text.replace("\r\n", "\n")
    at = draft.text.index("“yes”")
    assert draft.text[at : at + 5] == "“yes”"


def test_a_name_longer_than_its_column_keeps_its_end():
    name = "folder/" * 90 + "a.txt"

    drafts, _ = read(packed_as({name: GOOD}))

    assert len(drafts[0].origin) <= limits.MAX_ORIGIN
    assert drafts[0].origin.endswith("folder/a.txt")


def test_a_repeated_reading_gives_the_same_items():
    delivery = packed(a_jsonl=jsonl({"text": GOOD}, {"text": ""}, [1]), b_txt=b"\xff", c_pdf="x")

    assert list(batches.read(delivery, now=NOW)) == list(batches.read(delivery, now=NOW))

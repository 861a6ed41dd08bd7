"""A batch is one ZIP: what was delivered, archives in it, what was said of it, fetched pages."""

import gzip
import io
import tarfile
import zipfile

import pytest

from articles.batches import FetchedPage, Unreadable, addresses, label, limits, pack_fetched
from articles.batches.types import Origin
from tests.articles.deliveries import packed_as, read, said

GOOD = "The mayor said the bridge would close."
PAGE = (
    "<html lang=en><head><title>Bridge to close</title>"
    '<meta property="og:site_name" content="Harbor Ledger"></head><body><article>'
    "<h1>Bridge to close</h1>"
    + "".join(
        f"<p>The {who} said on Monday that the old bridge would be closed for repairs.</p>"
        for who in ("mayor", "owner of the ferry", "council of the town", "union")
    )
    + "</article></body></html>"
)


def a_zip(files, compression=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def a_tar(files, *, mode="w:gz", links=()):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, kind in links:
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
    return target.getvalue()


def words(delivery):
    """Return the names of what can be read, and what is said of the rest."""
    drafts, complaints = read(delivery)
    return [draft.name for draft in drafts], [said(complaint) for complaint in complaints]


@pytest.mark.parametrize(
    ("name", "archive"),
    [
        ("a.zip", a_zip({"in/b.txt": GOOD})),
        ("a.tar.gz", a_tar({"in/b.txt": GOOD.encode()})),
        ("a.tgz", a_tar({"./in/b.txt": GOOD.encode()})),
        ("A.TAR", a_tar({"in/b.txt": GOOD.encode()}, mode="w")),
    ],
)
def test_an_archive_is_opened_where_it_lies(name, archive):
    drafts, complaints = read(packed_as({"x.txt": GOOD, name: archive, "y.txt": GOOD}))

    assert complaints == []
    assert [draft.text for draft in drafts] == [GOOD] * 3
    assert sorted(draft.name for draft in drafts) == sorted(["x.txt", f"{name}:in/b.txt", "y.txt"])


def test_a_delivered_zip_that_was_kept_as_it_came_is_still_read():
    archive = io.BytesIO(a_zip({"b.txt": GOOD}))
    with zipfile.ZipFile(archive, "a") as zipped:
        zipped.comment = b'{"outlet": "Wire"}'

    drafts, _ = read(archive)

    assert (drafts[0].name, drafts[0].details.outlet) == ("b.txt", "Wire")


def test_a_broken_archive_is_one_refusal_beside_what_can_be_read():
    whole = a_zip({"b.txt": GOOD * 50})
    tgz = a_tar({"b.txt": GOOD.encode() * 50})
    files = {
        "cut.zip": whole[: len(whole) // 2],
        "no.zip": b"hello",
        "cut.tgz": tgz[: len(tgz) // 2],
        "empty.zip": a_zip({}),
        "x.txt": GOOD,
    }

    names, complaints = words(packed_as(files))

    assert names == ["x.txt"]
    assert [c.split("; send")[0] for c in complaints] == [
        "refused cut.zip: is a ZIP file that is cut off or damaged; pack it again",
        "refused no.zip: is not a ZIP file; pack it again",
        "refused cut.tgz: is not a tar file, or it is cut off or damaged; pack it again",
        "refused empty.zip: holds no article",
    ]


def test_bombs_inside_a_delivery():
    zeros = b"0" * 30_000_000
    files = {"a.zip": a_zip({"a.txt": zeros}), "b.tgz": a_tar({"a.txt": zeros}), "x.txt": GOOD}

    names, complaints = words(packed_as(files))

    bomb = "unpacks to more than 100 times its size, as only a bomb does"
    assert names == ["x.txt"]
    assert complaints == [f"refused a.zip: {bomb}", f"refused b.tgz: {bomb}"]


def test_a_gzip_that_is_no_tar():
    names, complaints = words(packed_as({"a.tgz": gzip.compress(GOOD.encode()), "x.txt": GOOD}))

    assert names == ["x.txt"]
    assert complaints == [
        "refused a.tgz: is not a tar file, or it is cut off or damaged; pack it again"
    ]


def test_what_all_archives_hold_together_is_limited(monkeypatch):
    monkeypatch.setattr(limits, "MAX_FILES", 3)
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 100_000)
    two = a_tar({"1.txt": b"1", "2.txt": b"2"})

    names, complaints = words(packed_as({"x.txt": GOOD, "c.tgz": two, "d.txt": GOOD}))

    assert names == ["x.txt", "d.txt"]
    assert complaints == [
        "refused c.tgz: holds more than the batch has room for, which is 3 files and 100,000 "
        "bytes in all; send it on its own"
    ]


def test_names_and_links_in_a_tar_that_lead_out():
    archive = a_tar(
        {"../a.txt": b"x", "b.txt": GOOD.encode()},
        links=[("c.txt", tarfile.SYMTYPE), ("d.txt", tarfile.LNKTYPE), ("e", tarfile.FIFOTYPE)],
    )

    names, complaints = words(packed_as({"a.tgz": archive}))

    link = "is a link to another file, and links are not followed; put the file itself here"
    assert names == ["a.tgz:b.txt"]
    assert complaints == [
        "refused a.tgz:../a.txt: has a name that leads out of the batch; rename it",
        f"refused a.tgz:c.txt: {link}",
        f"refused a.tgz:d.txt: {link}",
        "refused a.tgz:e: is not an ordinary file",
    ]


def test_a_manifest_beside_the_files_calls_them_as_people_see_them():
    delivery = packed_as(
        {
            "a.zip": a_zip({"in/1.txt": "One.", "in/2.txt": "Two."}),
            "b.zip": a_zip({"3.txt": "Three."}),
            "4.txt": "Four.",
        }
    )
    table = "file,outlet\na.zip:in/1.txt,A\n2.txt,B\n3.txt,C\n4.txt,D\n5.txt,E\n"
    label(delivery, outlet="Wire", manifest=("known.csv", io.BytesIO(table.encode())))

    drafts, (complaint,) = read(delivery)

    assert [draft.details.outlet for draft in drafts] == ["A", "B", "C", "D"]
    assert said(complaint) == "refused known.csv, line 6 [file]: file “5.txt” is not in the batch"


def test_a_manifest_beside_the_files_counts_more_than_the_one_among_them():
    inner = a_zip({"1.txt": "One.", "manifest.csv": "file,outlet,title\n1.txt,Inner,Its title\n"})
    delivery = packed_as({"a.zip": inner})
    label(delivery, manifest=("m.csv", io.BytesIO(b"file,outlet\n1.txt,Given\n")))

    drafts, complaints = read(delivery)

    assert complaints == []
    assert (drafts[0].details.outlet, drafts[0].details.title) == ("Given", "Its title")
    assert drafts[0].origins == {"outlet": Origin.MANIFEST, "title": Origin.MANIFEST}


def fetched(*pages, **said_of_all):
    target = io.BytesIO()
    pack_fetched(pages, target)
    if said_of_all:
        label(target, **said_of_all)
    return target


def test_a_fetched_page_is_called_by_its_address():
    page = FetchedPage(
        url="https://ledger.example/a?utm_source=x",
        final_url="https://ledger.example/a",
        content=PAGE.encode(),
        media_type="text/html; charset=utf-8",
        known={"title": "From the feed", "byline": "Ann Lee"},
    )

    drafts, complaints = read(fetched(page))

    assert complaints == []
    assert drafts[0].name == "https://ledger.example/a?utm_source=x"
    details = drafts[0].details
    assert (details.outlet, details.title, details.url) == (
        "Harbor Ledger",
        "Bridge to close",
        "https://ledger.example/a",
    )
    assert (details.byline, drafts[0].origins["byline"]) == ("Ann Lee", Origin.PAGE)
    assert drafts[0].size == len(PAGE.encode())


def test_what_could_not_be_fetched_or_is_no_page_says_why():
    url = "https://ledger.example/"
    delivery = fetched(
        FetchedPage(f"{url}1", error="was not found (404)"),
        FetchedPage(f"{url}2", content=b"%PDF-1.7", media_type="application/pdf"),
        FetchedPage(f"{url}3", content="Café. ".encode("cp1252") * 9, media_type="text/plain"),
        FetchedPage(f"{url}4"),
    )

    drafts, complaints = read(delivery)

    assert [draft.name for draft in drafts] == [f"{url}3"]
    assert drafts[0].text.startswith("Café.")
    assert [said(complaint) for complaint in complaints if complaint.kind == "refused"] == [
        f"refused {url}1: was not found (404)",
        f"refused {url}2: is application/pdf, "
        "and only web pages and plain text are read from an address",
        f"refused {url}4: was not fetched",
    ]


def test_pages_come_after_the_files_they_were_sent_with():
    delivery = packed_as({"a.txt": GOOD})
    pack_fetched([FetchedPage("https://ledger.example/1", content=PAGE.encode())], delivery)
    table = b"file,outlet\nhttps://ledger.example/1,Given\n"
    label(delivery, manifest=("m.csv", io.BytesIO(table)))

    drafts, _ = read(delivery)

    assert [draft.position for draft in drafts] == [1, 2]
    assert drafts[1].details.outlet == "Given"


def test_a_list_of_addresses():
    text = "# Monday\nhttps://a.example/1\n\n  http://b.example/2  \r\n"

    assert addresses(text) == ["https://a.example/1", "http://b.example/2"]
    assert addresses(f"{text}and more\n") is None
    assert addresses("# nothing\n") is None
    assert addresses("ftp://a.example/1") is None
    with pytest.raises(Unreadable, match="more than 10,000 addresses"):
        addresses("https://a.example/\n" * 10_001)


def test_a_list_of_addresses_among_texts_is_no_article():
    assert words(packed_as({"a.txt": "https://a.example/1\n", "b.txt": GOOD})) == (
        ["b.txt"],
        ["refused a.txt: holds only web addresses; send it on its own, and they are fetched"],
    )


def test_files_that_claim_to_be_ours_are_not():
    files = {".newsclaims/delivery.json": '{"outlet": "Evil"}', "a.txt": GOOD}

    drafts, _ = read(packed_as(files))

    assert drafts[0].details.outlet == ""

"""From the bytes of a web page to its tree, and from a tree to lines of text."""

import codecs
import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from articles.batches.encoding import decoded
from articles.batches.types import Unreadable

MAX_PAGE_BYTES = 10_000_000  # the largest pages of news sites have 5 MB, nearly all of it scripts
MAX_ELEMENTS = 20_000  # a page with hundreds of comments has 10,000; time grows with the square
MAX_ATTRIBUTES = 1_000  # of one element; libxml2 compares each with each: 20,000 take five seconds

_HEAD_BYTES = 4096  # browsers look for the encoding in the first 1,024
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
# What could be an element, as parsers see it: comments, scripts and quoted values hold none.
_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1|<[a-zA-Z][^\s/>]*+(?:[\s/]*+[^\s/>][^\s/>=]*+"
    rf"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+){{{MAX_ATTRIBUTES}}}(?P<many>)""",
    re.I | re.S,
)
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# What pages say of themselves and what browsers take it for (the WHATWG's encoding standard).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_IN_ASCII = {"iso2022_jp", "hz"}  # their letters are ASCII bytes, and so seem to be UTF-8
_NO_CHARSETS = ("utf_7", "utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode")

_NEVER_TEXT = ("script", "style", "template", "svg", "canvas", "math", "object", "embed", "iframe")
_FORMS = ("select", "option", "textarea", "button", "input")
_HTML_BLOCKS = """
address article aside blockquote body br caption center dd details div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td
tfoot th thead tr ul
"""
_THEIR_BLOCKS = "cell head item lb list quote row"  # what trafilatura makes of them
_BLOCKS = frozenset(f"{_HTML_BLOCKS} {_THEIR_BLOCKS}".split())


@dataclass(frozen=True, slots=True)
class Markup:
    """The characters of a page, how they were read, and in words what is to be said of that."""

    text: str
    encoding: str = "utf-8"
    remark: str = ""


def markup(data: bytes, charset: str = "") -> Markup:
    """Return the characters of a page; `charset` is what its server said. Raise `Unreadable`.

    A byte order mark counts most, then bytes that are UTF-8, then what the server or the page says,
    then a guess.
    """
    found = _markup(data, charset)
    return Markup(_NOT_IN_TEXT.sub("", found.text), found.encoding, found.remark)


def _markup(data: bytes, charset: str) -> Markup:
    if data.startswith(_UTF_16):
        found = decoded(data)
        return Markup(found.text, found.encoding, found.remark)
    data = data.removeprefix(codecs.BOM_UTF8)
    declared = [charset, *(m.decode() for m in _DECLARED.findall(data[:_HEAD_BYTES])[:4])]
    codec = next(filter(None, map(_codec, declared)), "")
    if codec not in _IN_ASCII:
        try:
            return Markup(data.decode())
        except UnicodeDecodeError:
            pass
    if codec in ("", "utf-8") and (mended := _nearly_utf_8(data)):
        return mended
    if codec and codec != "utf-8":
        try:
            remark = f"is not UTF-8; it says that it is {codec}, so it was read as that"
            return Markup(data.decode(codec), codec, remark)
        except (UnicodeDecodeError, ValueError):
            pass
    found = decoded(data)
    return Markup(found.text, found.encoding, found.remark)


def _codec(name: str) -> str:
    """Return Python's name for an encoding that pages are written in; empty for any other."""
    name = name.strip(" \"'").casefold().removeprefix("x-")
    if not name.isascii() or "\0" in name or name in _NO_CHARSETS:
        return ""
    try:
        info = codecs.lookup(_MEANT.get(name, name))
    except (LookupError, ValueError):
        return ""
    # Not all that Python calls a codec gives characters: `hex`, `zip`.
    if not getattr(info, "_is_text_encoding", True) or info.name in _NO_CHARSETS:
        return ""
    return _MEANT.get(info.name, info.name) if not info.name.startswith("utf-16") else ""


def _nearly_utf_8(data: bytes) -> Markup | None:
    """Return a page that is UTF-8 but for a few bytes, as where a program cut a letter in two.

    Guessing another encoding would spoil all the other letters of such a page.
    """
    text = data.decode(errors="replace")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    others = sum(len(run) for run in re.findall("[^\x00-\x7f]+", text)) - lost
    if others < 10 * lost:
        return None
    return Markup(text, remark=f"is UTF-8 but for {lost:,} places, which show as “\ufffd”")


def tree_of(text: str) -> HtmlElement:
    """Return the tree of a page; raise `Unreadable` where there is none."""
    if any(tag["many"] is not None for tag in _TAG.finditer(text)):
        raise Unreadable(f"has an element with more than {MAX_ATTRIBUTES:,} attributes")
    # Limits on depth and size stay on: libxml2 then leaves out what lies deeper.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError, TypeError):
        raise Unreadable("holds no web page") from None
    if sum(1 for _ in zip(tree.iter(), range(MAX_ELEMENTS + 1), strict=False)) > MAX_ELEMENTS:
        raise Unreadable(
            f"has more than {MAX_ELEMENTS:,} elements, which no article does; save its text alone"
        )
    return tree


def strip(tree: HtmlElement) -> None:
    """Take out of a tree what is never text: scripts, styles, drawings, forms."""
    etree.strip_elements(tree, *_NEVER_TEXT, *_FORMS, with_tail=False)


def lines(element: etree._Element) -> list[str]:
    """Return the text of an element as lines: one a paragraph, heading or list item."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in _BLOCKS:
            parts.append("\n")
        said = node.text if event == "start" else node.tail if node is not element else ""
        if said:
            parts.append(" ".join(f"|{said}|".split())[1:-1] if said.strip() else " ")
    return [line for raw in "".join(parts).split("\n") if (line := " ".join(raw.split()))]


def plain(html: str) -> str:
    """Return a piece of HTML as paragraphs, one a line; empty where it holds no words."""
    if not html.strip():
        return ""
    try:
        tree = tree_of(_NOT_IN_TEXT.sub("", html))
    except Unreadable:
        return ""
    strip(tree)
    etree.strip_elements(tree, "head", "noscript", "figcaption", with_tail=False)
    return "\n".join(lines(tree))

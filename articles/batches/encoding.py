"""From bytes to characters: UTF-8 where it is UTF-8, else the likeliest encoding, and said."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from charset_normalizer import from_bytes

from articles.batches.limits import MAX_LINE_BYTES
from articles.batches.types import Unreadable

_SAMPLE_BYTES = 100_000  # more does not change the guess and takes seconds
_BUFFER_BYTES = 1 << 16
_NO_GUESSES = ["utf_7", "utf_8", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be"]
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, the encoding they were read in, and the first line that was not UTF-8."""

    text: str
    encoding: str = "utf-8"
    line: int | None = None

    @property
    def remark(self) -> str:
        """Return in words what was assumed; empty for UTF-8."""
        if self.encoding == "utf-8":
            return ""
        if self.encoding == "utf-16":
            return "is not UTF-8; its byte order mark says UTF-16, so it was read as that"
        return (
            f"is not UTF-8; it was read as {self.encoding}, which is a guess: "
            "look whether accents and quotation marks are right"
        )


def decoded(data: bytes) -> Decoded:
    """Return the characters of a file; raise `Unreadable` when no encoding fits.

    Only the lines that are not UTF-8 are read as something else, so that one stray byte does not
    spoil the quotation marks of a whole file.
    """
    if data.startswith(_UTF_16):
        return _from_utf_16(data)
    try:
        return Decoded(data.removeprefix(codecs.BOM_UTF8).decode())
    except UnicodeDecodeError:
        pass
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    broken = [number for number, line in enumerate(lines, 1) if not _is_utf_8(line)]
    encoding = _guess([lines[number - 1] for number in broken])
    texts = [
        _decode(line, encoding, number) if not _is_utf_8(line) else line.decode()
        for number, line in enumerate(lines, 1)
    ]
    return Decoded("\n".join(texts), encoding, broken[0])


def _from_utf_16(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-16"), "utf-16", 1)
    except UnicodeDecodeError:
        raise Unreadable("begins like UTF-16 but is not; save it as UTF-8") from None


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _guess(lines: list[bytes]) -> str:
    sample = b"\n".join(lines)[:_SAMPLE_BYTES]
    guesses = from_bytes(sample, cp_exclusion=_NO_GUESSES)
    # Western texts have few letters outside ASCII, and the guesser then prefers rarer encodings.
    if any("cp1252" in (guess.encoding, *guess.could_be_from_charset) for guess in guesses):
        return "cp1252"
    best = guesses.best()
    if best is None:
        raise Unreadable("is not UTF-8, and no other encoding fits; save it as UTF-8")
    return str(best.encoding)


def _decode(line: bytes, encoding: str, number: int) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(
            f"line {number} is neither UTF-8 nor {encoding}; save the file as UTF-8"
        ) from None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table file; `encoding` says what it was read in."""

    number: int
    text: str = ""
    encoding: str = "utf-8"
    problem: str = ""


def lines(file: IO[bytes]) -> Iterator[Line]:
    """Yield a file's lines, with their line ends, holding no more than one in memory.

    A line that is too long or in no encoding we know comes with its problem in words.
    """
    # A file inside a ZIP does not keep to the limit of `readline`, and is five times slower.
    file = io.BufferedReader(cast(io.RawIOBase, file), _BUFFER_BYTES)
    first = file.readline(MAX_LINE_BYTES)
    if first.startswith(_UTF_16):
        file.seek(0)
        yield from _utf_16_lines(file)
    else:
        yield from _byte_lines(file, first.removeprefix(codecs.BOM_UTF8))


def _utf_16_lines(file: IO[bytes]) -> Iterator[Line]:
    reader = io.TextIOWrapper(file, "utf-16", newline="\n")
    number = 0
    try:
        while text := reader.readline(MAX_LINE_BYTES):
            number += 1
            yield Line(number, text, "utf-16")
    except UnicodeError:
        raise Unreadable("begins like UTF-16 but is not; save it as UTF-8") from None


def _byte_lines(file: IO[bytes], raw: bytes) -> Iterator[Line]:
    encoding = ""
    number = 0
    while raw:
        number += 1
        if len(raw) >= MAX_LINE_BYTES and not raw.endswith(b"\n"):
            while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield Line(number, problem=f"is longer than {MAX_LINE_BYTES:,} bytes")
        elif _is_utf_8(raw):
            yield Line(number, raw.decode())
        else:
            try:
                encoding = encoding or _guess([raw])
                yield Line(number, _decode(raw, encoding, number), encoding)
            except Unreadable as error:
                yield Line(number, problem=str(error))
        raw = file.readline(MAX_LINE_BYTES)

"""Asks each site which pages programs may fetch (robots.txt, RFC 9309), and keeps the answer."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from articles.fetching.types import Fetched, Unfetchable

AGENT = "newsclaims"  # the name under which a site may speak to us

_SECONDS_KEPT = 3_600
_SECONDS_KEPT_FAILED = 30  # so that a dead site is not waited for once for each of its pages
_SITES = 2_000
_MOST_BYTES = 512_000  # as the standard says
_LONGEST_DELAY = 30.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site lets us do: the rule that fits best decides, and of two equal ones the milder."""

    rules: tuple[tuple[bytes, bool], ...] = ()  # pattern, whether it allows
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Return whether a page may be fetched."""
        parts = urlsplit(url)
        path = unquote_to_bytes(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        if path == b"/robots.txt":
            return True
        fitting = [(len(rule), allowed) for rule, allowed in self.rules if _fits(rule, path)]
        return max(fitting, default=(0, True))[1]


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Rules | Unfetchable
    until: float


class Robots:
    """The rules of the sites that were asked lately; one is shared by threads."""

    def __init__(self, fetch: Callable[[str], Fetched]) -> None:
        self._fetch = fetch
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def delay(self, url: str) -> float:
        """Return the seconds that a site wants between two fetches, as far as is known by now."""
        with self._lock:
            kept = self._kept.get(_site(url))
        return kept.answer.delay if kept and isinstance(kept.answer, Rules) else 0.0

    def check(self, url: str) -> None:
        """Raise `Unfetchable` when the site does not want the page to be fetched by programs.

        A site that has no rules allows everything; one that cannot say them now, nothing for now.
        """
        if not (site := _site(url)):
            return  # whoever fetches it will say what it is
        answer = self._answer(site)
        if isinstance(answer, Unfetchable):
            raise answer
        if not answer.allows(url):
            raise Unfetchable("may not be fetched by programs: the site's robots.txt forbids it")

    def _answer(self, site: str) -> Rules | Unfetchable:
        with self._lock:
            kept = self._kept.get(site)
        if kept and kept.until > time.monotonic():
            return kept.answer
        answer = self._asked(site)
        is_known = isinstance(answer, Rules)
        seconds = _SECONDS_KEPT if is_known else _SECONDS_KEPT_FAILED
        with self._lock:
            self._kept[site] = _Kept(answer, time.monotonic() + seconds)
            self._kept.move_to_end(site)
            while len(self._kept) > _SITES:
                self._kept.popitem(last=False)
        return answer

    def _asked(self, site: str) -> Rules | Unfetchable:
        try:
            return rules(self._fetch(f"{site}/robots.txt").content)
        except Unfetchable as error:
            if not error.is_temporary:
                return Rules()  # if the site itself is the problem, its page will say so
            return Unfetchable(
                f"cannot be fetched: the site's robots.txt {error.words}",
                is_temporary=True,
                retry_after=error.retry_after,
            )


def rules(content: bytes) -> Rules:
    """Return what a robots.txt says to us: in the groups that name us, else in those for all."""
    groups: dict[str, list[tuple[str, bytes]]] = {}
    names: list[str] = []
    is_open = False  # whether another name may still join the group
    for key, value in _lines(content[:_MOST_BYTES]):
        if key == "user-agent":
            names = [*names, _agent(value)] if is_open else [_agent(value)]
            is_open = True
            for name in names:
                groups.setdefault(name, [])
        elif key in {"allow", "disallow", "crawl-delay"}:
            is_open = False
            for name in names:
                groups[name].append((key, value))
    lines = groups.get(AGENT, groups.get("*", []))
    return Rules(
        tuple(
            (unquote_to_bytes(value), key == "allow")
            for key, value in lines
            if key != "crawl-delay" and value
        ),
        max((_delay(value) for key, value in lines if key == "crawl-delay"), default=0.0),
    )


def _lines(content: bytes) -> Iterable[tuple[str, bytes]]:
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines():
        key, colon, value = line.split(b"#", 1)[0].partition(b":")
        if colon:
            yield key.strip().decode("latin-1").casefold(), value.strip()


def _agent(value: bytes) -> str:
    return value.decode("latin-1").casefold().split("/", 1)[0].strip()


def _delay(value: bytes) -> float:
    try:
        return min(max(float(value), 0.0), _LONGEST_DELAY)
    except ValueError:
        return 0.0


def _fits(rule: bytes, path: bytes) -> bool:
    """Return whether a path begins as a rule says; * is anything, and $ at its end the end.

    Piece by piece from the left: no rule, however written, takes longer than reading the path.
    """
    is_whole = rule.endswith(b"$")
    first, *pieces = rule.removesuffix(b"$").split(b"*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = pieces.pop() if is_whole and pieces else None
    for piece in pieces:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if not is_whole:
        return True
    return at == len(path) if last is None else path.endswith(last) and len(path) - len(last) >= at


def _site(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"

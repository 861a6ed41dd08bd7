"""What fetching gives, what it is held to, and what it says when it fails."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much one fetch may take, over all its redirects."""

    seconds: float = 20
    connect_seconds: float = 8
    size: int = 10_000_000  # bytes, packed or not; the largest news pages have about 3,000,000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as a server gave it; `is_unchanged` says that it has not changed since last time."""

    url: str
    final_url: str
    status: int
    content: bytes = b""
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Return whether the server says that there is nothing new, and so sent nothing."""
        return self.status == 304


class Unfetchable(Exception):
    """A page that cannot be had. The words are for people, and have its address as their subject.

    `is_temporary`: later it may be there; `retry_after` says in how many seconds, if the site does.
    """

    def __init__(
        self, words: str, *, is_temporary: bool = False, retry_after: int | None = None
    ) -> None:
        super().__init__(words)
        self.words = words
        self.is_temporary = is_temporary
        self.retry_after = retry_after

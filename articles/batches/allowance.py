"""Counts what a batch unpacks to, over all that it holds."""

from articles.batches import limits
from articles.batches.types import Unreadable


class Allowance:
    """How much more a batch may unpack."""

    def __init__(self) -> None:
        self._files = 0
        self._unpacked = 0
        self._packed = 0

    def check(self, *, files: int, unpacked: int, packed: int) -> None:
        """Raise `Unreadable` when one archive alone holds too much."""
        if files > limits.MAX_FILES:
            raise Unreadable(f"holds more than {limits.MAX_FILES:,} files; send it in parts")
        if unpacked > limits.MAX_UNPACKED_BYTES:
            raise Unreadable(
                f"unpacks to {unpacked:,} bytes and may have {limits.MAX_UNPACKED_BYTES:,}; "
                "send it in parts"
            )
        if _is_bomb(unpacked, packed):
            raise Unreadable(
                f"unpacks to more than {limits.MAX_RATIO} times its size, as only a bomb does"
            )

    def take(self, *, files: int, unpacked: int, packed: int) -> None:
        """Count an archive; raise `Unreadable`, having counted nothing, when it is one too many."""
        self.check(files=files, unpacked=unpacked, packed=packed)
        files += self._files
        unpacked += self._unpacked
        packed += self._packed
        if (
            files > limits.MAX_FILES
            or unpacked > limits.MAX_UNPACKED_BYTES
            or _is_bomb(unpacked, packed)
        ):
            raise Unreadable(
                f"holds more than the batch has room for, which is {limits.MAX_FILES:,} files and "
                f"{limits.MAX_UNPACKED_BYTES:,} bytes in all; send it on its own"
            )
        self._files, self._unpacked, self._packed = files, unpacked, packed


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > limits.FREE_OF_RATIO_BYTES and unpacked > limits.MAX_RATIO * packed

"""Connects to one address that was checked, and lets no server take longer than a deadline."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any

import certifi

from articles.fetching.addresses import Target
from articles.fetching.types import Unfetchable

_CERTIFICATE = {
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is signed by nobody but the site itself",
    19: "it is signed by an authority that nobody knows",
    20: "it is signed by an authority that nobody knows, or the site left out who signed it",
    23: "it was revoked",
    62: "it is made out to another name",
    64: "it is made out to another address",
}


class Deadline:
    """A moment after which nothing more is waited for."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raise `TimeoutError` when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Connection(http.client.HTTPConnection):
    """A connection to the first of some checked addresses that answers, held to a deadline.

    The name is never resolved again: it only stands in the Host header and in the certificate.
    """

    def __init__(
        self, to: Target, addresses: Sequence[str], deadline: Deadline, connect_seconds: float
    ) -> None:
        super().__init__(to.host, to.port)
        self._target = to
        self._addresses = addresses
        self._deadline = deadline
        self._connect_seconds = connect_seconds

    def connect(self) -> None:
        """Connect, over TLS when the address says https."""
        stream = self._stream()
        try:
            if self._target.scheme == "https":
                stream.settimeout(min(self._connect_seconds, self._deadline.left()))
                stream = _trusting().wrap_socket(stream, server_hostname=self._target.host)
        except BaseException:
            stream.close()
            raise
        self.sock: Any = _Timed(stream, self._deadline)

    def _stream(self) -> socket.socket:
        error: OSError = OSError("no address")
        end = time.monotonic() + self._connect_seconds
        for address in self._addresses:
            left = min(self._deadline.left(), end - time.monotonic())
            if left <= 0:
                break
            try:
                return socket.create_connection((address, self._target.port), timeout=left)
            except OSError as failed:
                error = failed
        raise error


class _Timed:
    """A socket as `http.client` needs one; each wait ends at the deadline, not after so long.

    A server that sends a byte a second never lets an ordinary timeout run out.
    """

    def __init__(self, stream: socket.socket, deadline: Deadline) -> None:
        self._socket = stream
        self._deadline = deadline
        self._is_read = False

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        self._is_read = True
        return io.BufferedReader(_Incoming(self._socket, self._deadline))

    def close(self) -> None:
        if not self._is_read:  # else whoever reads the answer closes it; `http.client` counts on it
            self._socket.close()


class _Incoming(io.RawIOBase):
    def __init__(self, stream: socket.socket, deadline: Deadline) -> None:
        self._socket = stream
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        self._socket.close()
        super().close()


def in_words(error: Exception, deadline: Deadline) -> Unfetchable:
    """Return what went wrong on the way to a server, as people say it."""
    match error:
        case ssl.SSLCertVerificationError():
            why = _CERTIFICATE.get(error.verify_code, error.verify_message)
            return Unfetchable(f"has a certificate that cannot be trusted: {why}")
        case TimeoutError():
            return Unfetchable(
                f"gave no whole answer within {deadline.seconds:g} seconds", is_temporary=True
            )
        case ssl.SSLError():
            return Unfetchable(
                f"cannot be reached: the encrypted connection failed ({error.reason})",
                is_temporary=True,
            )
        case ConnectionRefusedError():
            return Unfetchable(
                "cannot be reached: the site refuses the connection", is_temporary=True
            )
        case http.client.IncompleteRead() | ConnectionError():
            return Unfetchable("cannot be read: the answer broke off", is_temporary=True)
        case http.client.HTTPException():
            return Unfetchable("cannot be read: the answer is not one of a web server")
        case _:
            return Unfetchable(f"cannot be reached: {error}", is_temporary=True)


def _trusting() -> ssl.SSLContext:
    """Return what decides on certificates: the machine's authorities, and those of browsers.

    SSL_CERT_FILE may name others, as for every program that uses OpenSSL.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context

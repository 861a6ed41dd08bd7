"""Says which addresses may be fetched: those of the open web, written as everybody writes them."""

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from articles.batches.types import shortened
from articles.fetching.types import Unfetchable

Resolver = Callable[[str, int], Sequence[str]]  # name, port -> the addresses it stands for

_PORTS = {80, 443, 8080, 8443}
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")

# What Python's `is_global` leaves open, or has left open in some version.
_NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",  # IPv4 in an old dress
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: IPv4 in another dress, which no web server wears
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: where to connect to, and what to ask for there."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.scheme == "https" else 80) else self.site_port

    @property
    def site_port(self) -> str:
        """Return host and port, the port always written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def joined(self, location: str) -> str:
        """Return the address that a redirect from this page means."""
        try:
            return urljoin(self.url, location)
        except ValueError:
            return location  # no web address, as will be said of it


def host_of(url: str) -> str:
    """Return the host of an address as it is looked up; nothing when it has none."""
    try:
        return target(url, allow_loopback=True).host
    except Unfetchable:
        return ""


def target(url: str, *, allow_loopback: bool = False) -> Target:
    """Take an address apart; raise `Unfetchable` unless it is a plain one of the web."""
    url = url.strip()
    if _NOT_IN_AN_ADDRESS.search(url):
        raise Unfetchable("is not a web address: it holds a space, \\ or a control character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Unfetchable("is not a web address") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise Unfetchable("is not a web address; one begins with http:// or https://")
    if "@" in parts.netloc:
        raise Unfetchable("holds a name or a password before @; only open pages are fetched")
    host = _plain(host)
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if port not in _PORTS and not allow_loopback:
        raise Unfetchable(f"names port {port}; only {', '.join(map(str, sorted(_PORTS)))} are used")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    return Target(
        url=parts._replace(fragment="").geturl(),
        scheme=parts.scheme,
        host=host,
        port=port,
        path=f"{path}?{query}" if query else path,
    )


def resolved(
    to: Target, *, resolve: Resolver, seconds: float, allow_loopback: bool = False
) -> Sequence[str]:
    """Return the addresses that a host has, all of them allowed; else raise `Unfetchable`.

    One that is not is enough to refuse the host: nobody honest mixes them.
    """
    found = _in_time(resolve, to.host, to.port, seconds)
    if not found:
        raise Unfetchable(f"cannot be found: no site has the name “{shortened(to.host)}”")
    for address in found:
        if not is_allowed(address, allow_loopback=allow_loopback):
            shown = "" if address == to.host else f" ({to.host} is {address})"
            raise Unfetchable(f"lies inside a private network{shown}, which is never fetched")
    return found


def is_allowed(address: str, *, allow_loopback: bool = False) -> bool:
    """Return whether an IP address is one of the open net."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id:
            return False
        if ip.ipv4_mapped:
            return is_allowed(str(ip.ipv4_mapped), allow_loopback=allow_loopback)
        if ip in _NAT64:
            return is_allowed(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    if ip.is_loopback:
        return allow_loopback
    if any(ip in network for network in _NEVER if network.version == ip.version):
        return False
    is_special = ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_unspecified
    return ip.is_global and not is_special


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Return the addresses that this machine's resolver knows for a name."""
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


def _plain(host: str) -> str:
    """Return a host in ASCII; raise `Unfetchable` when it is one only a program would write."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        plain = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    if not _NAME.fullmatch(plain):
        raise Unfetchable(f"is not a web address: “{shortened(host)}” is no name of a site")
    if _NUMBER.fullmatch(plain.rstrip(".").rsplit(".", 1)[-1]):
        raise Unfetchable(
            f"is not a web address: “{shortened(host)}” is a number in an unusual form"
        )
    return plain


def _in_time(resolve: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """Resolve a name, but wait no longer than so long: the system's resolver knows no deadline."""
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise Unfetchable(
            f"cannot be found: nobody answered what “{shortened(host)}” is", is_temporary=True
        ) from None
    if isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN:
        raise Unfetchable(
            f"cannot be found: nobody could say what “{shortened(host)}” is", is_temporary=True
        )
    return [] if isinstance(answer, Exception) else answer

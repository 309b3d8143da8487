"""Where a file may be fetched from: our providers' hosts by name, public addresses by number; it never connects.

Promise S11. The number is judged again when a connection is made (``download``), because a name may change its mind.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from bot.media.refused import MediaRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_HTTPS = 443
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})
_NAME = re.compile(r"(?=[a-z0-9.-]{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
_SPECIAL = [ipaddress.ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")]
"""Special by IANA's registries (RFC 6890, 7526, 9637), yet global to the ``ipaddress`` of some Pythons we run on."""


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address inside an IPv6 one: mapped, 6to4, Teredo (its client) or translated (RFC 6052)."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def public(address: Address) -> bool:
    """Say whether an address is one of the open Internet: not ours, not a neighbour's, nobody's group, not reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return public(inner)
        if address not in _UNICAST:
            return False
    special = address.is_multicast or address.is_reserved or any(address in net for net in _SPECIAL)
    return address.is_global and not special


@dataclass(frozen=True, slots=True)
class Places:
    """What may be connected to.

    ``hosts`` are the names a file's own address may have, ``further`` those that only a redirect may lead to; all are
    reached over https at port 443. A name that begins with a dot allows all names under it.
    ``ports`` are those of base URLs in the settings that name this machine itself (emulators, a local gateway).
    Without one, nothing on this machine is ever connected to; with one, a file's address must name that port, and
    a redirect may name another one, as a provider's second host does.
    """

    hosts: frozenset[str]
    further: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset()

    @classmethod
    def of(cls, bases: Iterable[str], further: Iterable[str] = ()) -> "Places":
        """Build from a provider's base URLs (settings) and the further hosts it is known to redirect to."""
        hosts, ports = set(), set()
        for base in bases:
            parts = urlsplit(base)
            if (parts.hostname or "") in _LOOPBACK_NAMES:
                ports.add(_port(parts))
            elif parts.hostname:
                hosts.add(parts.hostname)
        return cls(frozenset(hosts), frozenset(further), frozenset(ports))

    def check(self, url: str, *, redirected: bool = False) -> str:
        """Return the URL if it may be asked for; raises ``MediaRefused("place")``.

        Names are compared as written, so numbers in decimal, hexadecimal or octal, a dot at the end or a user before
        the host match none.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", _port(parts)
        except ValueError:
            raise MediaRefused("place") from None
        if "@" in parts.netloc or not url.isascii() or not url.isprintable() or " " in url:
            raise MediaRefused("place")
        if parts.scheme in ("http", "https") and host in _LOOPBACK_NAMES:
            if port in self.ports or (redirected and self.ports and port != _HTTPS):
                return url
            raise MediaRefused("place")
        if parts.scheme != "https" or port != _HTTPS or not self._named(host, redirected):
            raise MediaRefused("place")
        return url

    def _named(self, host: str, redirected: bool) -> bool:
        if not _NAME.fullmatch(host):
            return False
        names = self.hosts | self.further if redirected else self.hosts
        return any(host.endswith(name) if name[:1] == "." else host == name for name in names)

    def reaches(self, ip: str, port: int) -> bool:
        """Say whether a connection may be made to this address (text, as the system gives it) and port.

        Providers' names are always asked for at port 443, and this machine never: so a name that suddenly leads here
        leads nowhere, also beside an emulator.
        """
        try:
            address = ipaddress.ip_address(ip.partition("%")[0])
        except ValueError:
            return False
        if address.is_loopback:
            return bool(self.ports) and port != _HTTPS
        return public(address) and port == _HTTPS


def _port(parts: SplitResult) -> int:
    """Return the port, or the scheme's own; raises ValueError for none or for one that is no number."""
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    if port is None:
        raise ValueError("no port")
    return port


def inner_path(path: str) -> str:
    """Return a provider's file path (Telegram's ``file_path``) if it can only mean a file under the base.

    Raises ``MediaRefused("place")`` for an absolute path, ``..``, hidden names, queries, encodings and whole URLs.
    """
    if len(path) > 256 or not _PATH.fullmatch(path):
        raise MediaRefused("place")
    return path

"""Which URLs and which network addresses a webhook may reach. Pure; resolves no name and opens no
connection.

A URL is checked twice: how it is written, when it is given (`check_url`), and the addresses its
name stands for, each time it is used (`Target.permits`). Only the second check is a defence; the
first tells the user early. The URL is taken apart here once and never parsed again, so that no
second parser can read another host out of it.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urlsplit

from docflow.errors import DocflowError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_URL_CHARS = 2_000
REFUSED = "callback_url_refused"
_DEFAULT_PORTS = {"https": 443, "http": 80}
_PORTS = frozenset({443, 80, 8443})
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# Clients read such a last label as part of a number: 127.1, 0x7f000001, 2130706433.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Global by their registry entry, and yet a way to other addresses: 6to4 relays (RFC 7526), 6to4 and
# Teredo, which carry an IPv4 address inside.
_RELAYS_V4 = ipaddress.IPv4Network("192.88.99.0/24")
_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
_TUNNELS_V6 = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))


@dataclass(frozen=True)
class AllowList:
    """What the operator allows beyond the rules, as configured.

    networks: addresses that may be reached though they are not public. hosts: (host, port) as they
    stand in a URL, with any address behind them; port None for the usual ports.
    """

    networks: tuple[Network, ...] = ()
    hosts: frozenset[tuple[str, int | None]] = frozenset()

    def has_address(self, address: Address) -> bool:
        """Whether `address` lies in one of the networks."""
        return any(address in network for network in self.networks)

    def has_host(self, host: str, port: int) -> bool:
        """Whether the URL's host is named, for this port."""
        return (host, port) in self.hosts or ((host, None) in self.hosts and port in _PORTS)


@dataclass(frozen=True)
class Target:
    """A URL taken apart. host: as written, lower case, IPv6 without brackets."""

    scheme: str
    host: str
    port: int
    path: str
    allow: AllowList

    @property
    def address(self) -> Address | None:
        """The host where it is an address, else None: a name that must be resolved."""
        return _address_of(self.host)

    @property
    def host_header(self) -> str:
        """What the request calls the host, the port where it is not the scheme's."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def permits(self, address: Address) -> bool:
        """Whether this request may connect to `address`."""
        return (
            is_public(address)
            or self.allow.has_address(address)
            or self.allow.has_host(self.host, self.port)
        )


def is_public(address: Address) -> bool:
    """Whether `address` is a single machine of the public internet.

    The flags of `ipaddress` alone are not enough: they pass addresses that carry a private one
    inside (NAT64, 6to4, mapped) and multicast, so IPv6 is confined to what is handed out.
    """
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address not in _RELAYS_V4
    return address in _UNICAST_V6 and not any(address in tunnel for tunnel in _TUNNELS_V6)


def check_url(url: str, allow: str | AllowList = "") -> None:
    """Refuses a URL that no webhook will be sent to. allow: the setting `webhook_allow`.

    Raises:
        DocflowError: `callback_url_refused`, with the reason as a sentence.
    """
    parse_url(url, allow)


def parse_url(url: str, allow: str | AllowList = "") -> Target:
    """`url` taken apart, checked as `check_url` does.

    Raises:
        DocflowError: `callback_url_refused`.
    """
    allowed = parse_allow(allow) if isinstance(allow, str) else allow
    if len(url) > MAX_URL_CHARS:
        raise _refused(f"it is longer than {MAX_URL_CHARS} characters")
    # Before any parser: some of them drop blanks and line breaks, or take a backslash for a slash.
    if not all("!" <= char <= "~" for char in url) or "\\" in url:
        raise _refused("it has a character that must be percent-encoded (or punycode in a host)")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("it cannot be read as a URL") from None
    if parts.scheme not in _DEFAULT_PORTS or "://" not in url:
        raise _refused("it does not begin with https://")
    if "@" in parts.netloc:
        raise _refused("it holds a user name; authenticate by the signature instead")
    if "#" in url:
        raise _refused("it has a fragment, which is never sent")
    if port == 0:
        raise _refused("port 0 is no port")
    host = _checked_host(parts.netloc, parts.hostname or "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(
        parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], _rooted(path), allowed
    )
    _check_target(target)
    return target


@lru_cache(maxsize=64)
def parse_allow(setting: str) -> AllowList:
    """The allow-list of a setting: networks, addresses, `host` and `host:port`, comma separated.

    Raises:
        ValueError: an entry is none of these.
    """
    networks: list[Network] = []
    hosts: set[tuple[str, int | None]] = set()
    for entry in (part.strip().lower() for part in setting.split(",")):
        if not entry:
            continue
        try:
            networks.append(ipaddress.ip_network(entry))
        except ValueError:
            hosts.add(_host_entry(entry))
    return AllowList(tuple(networks), frozenset(hosts))


def _host_entry(entry: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{entry}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    is_host = host is not None and (_address_of(host) or _is_name(host))
    if not is_host or host is None or parts.path or parts.query or "@" in entry:
        raise ValueError(
            f"{entry!r} in webhook_allow is no network, no address and no host or host:port"
        )
    return host, port


def _checked_host(netloc: str, host: str) -> str:
    if netloc.startswith("["):
        # No zone: it names an interface of this machine.
        if "%" in host or _address_of(host) is None:
            raise _refused("its host is no IPv6 address")
        return host
    if _address_of(host) is None and not _is_name(host):
        raise _refused("its host is no name and no IPv4 address in the usual form")
    return host


def _check_target(target: Target) -> None:
    address = target.address
    is_named = target.allow.has_host(target.host, target.port)
    if is_named or (address is not None and target.allow.has_address(address)):
        return
    if target.scheme != "https":
        raise _refused("it does not begin with https://")
    if target.port not in _PORTS:
        raise _refused(f"port {target.port} is none of 443, 8443 and 80")
    if address is not None and not is_public(address):
        raise _refused(f"{address} is not an address of the public internet")
    if "." not in target.host and address is None:
        raise _refused("its host has one part only, which names a machine of a local network")
    if target.host.endswith(".localhost"):
        raise _refused("its host names this machine")


def _is_name(host: str) -> bool:
    labels = host.split(".")
    return (
        0 < len(host) <= 253
        and all(_LABEL.fullmatch(label) for label in labels)
        and not _NUMBER.fullmatch(labels[-1])
    )


def _address_of(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _rooted(path: str) -> str:
    return path if path.startswith("/") else f"/{path}"


def _refused(reason: str) -> DocflowError:
    return DocflowError(REFUSED, f"the URL is refused: {reason}")

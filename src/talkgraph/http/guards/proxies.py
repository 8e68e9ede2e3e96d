"""The proxies: whose word is taken for whom they forward."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from talkgraph.errors import InputError

_ALL: Final = ("0.0.0.0/0", "::/0")


class Proxies:
    """Addresses and networks of proxies; `*` is every address.

    >>> "10.1.2.3" in Proxies(["10.0.0.0/8"]), "::ffff:10.1.2.3" in Proxies(["10.1.2.3"])
    (True, True)
    """

    def __init__(self, told: Iterable[str] = ()) -> None:
        """Read them; raises `InputError` where one is none."""
        self._networks = [
            _network(text) for each in told for text in (_ALL if each == "*" else (each,))
        ]

    def __contains__(self, address: str) -> bool:
        """Tell whether an address is that of a proxy."""
        try:
            found = ip_address(plain_address(address))
        except ValueError:
            return False
        return any(found in network for network in self._networks)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(plain_address(text), strict=False)
    except ValueError:
        raise InputError(
            f"--proxy {text!r} is no address; write one like 127.0.0.1, a network like "
            "172.16.0.0/12, or *"
        ) from None


def plain_address(text: str) -> str:
    """Return an address as it is compared: an IPv4 address that came over IPv6 as itself.

    >>> plain_address("::ffff:192.0.2.7")
    '192.0.2.7'
    """
    bare = text.partition("%")[0]
    try:
        return str(getattr(ip_address(bare), "ipv4_mapped", None) or ip_address(bare))
    except ValueError:
        return text

"""Which addresses may be called: public unicast, and none that a registry or a cloud keeps for a purpose of its own.

The tables are ours, since `ipaddress.is_global` answers differently from one version of Python to the next. They hold
all of IANA's special-purpose registries, also what these call globally reachable: no learning platform lives there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

# https://www.iana.org/assignments/iana-ipv4-special-registry/ as of 2025-10-09; a block stands for those inside it
SPECIAL_IPV4 = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private use
    "100.64.0.0/10",  # shared address space; Alibaba's metadata at 100.100.100.200
    "127.0.0.0/8",  # loopback
    "169.254.0.0/16",  # link-local; most clouds' metadata
    "172.16.0.0/12",  # private use
    "192.0.0.0/24",  # protocol assignments: DS-Lite, PCP, TURN, NAT64 discovery; Oracle's metadata at 192.0.0.192
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112
    "192.52.193.0/24",  # AMT
    "192.88.99.0/24",  # 6to4 and 6a44 relays
    "192.168.0.0/16",  # private use
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarking
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "240.0.0.0/4",  # reserved, limited broadcast
)
OTHER_IPV4 = (
    "224.0.0.0/4",  # multicast: https://www.iana.org/assignments/multicast-addresses/
    "168.63.129.16/32",  # Azure's host: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
)

# https://www.iana.org/assignments/iana-ipv6-special-registry/ as of 2025-10-09; likewise
SPECIAL_IPV6 = (
    "::/128",  # unspecified
    "::1/128",  # loopback
    "::ffff:0:0/96",  # IPv4-mapped: judged by the IPv4 address, to which the system connects
    "64:ff9b::/96",  # IPv4 behind NAT64
    "64:ff9b:1::/48",  # the same, local
    "100::/64",  # discard
    "100:0:0:1::/64",  # dummy
    "2001::/23",  # protocol assignments: Teredo, PCP, TURN, DNS-SD, benchmarking, AMT, AS112, ORCHID, drones
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",  # documentation
    "5f00::/16",  # segment routing
    "fc00::/7",  # unique local; metadata of AWS at fd00:ec2::254, of Google at fd20:ce::254
    "fe80::/10",  # link-local
)
# Nothing else of IPv6 is given out to anybody, and refused: IPv4-compatible (::/96), IPv4-translated (::ffff:0:0:0/96),
# site-local (fec0::/10), multicast (ff00::/8). https://www.iana.org/assignments/ipv6-address-space/
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")

_REFUSED_IPV4 = tuple(map(ipaddress.IPv4Network, SPECIAL_IPV4 + OTHER_IPV4))
_REFUSED_IPV6 = tuple(map(ipaddress.IPv6Network, SPECIAL_IPV6))


def is_public(address: str) -> bool:
    """Whether an IP address, perhaps with a zone (`fe80::1%eth0`), may be called; ValueError where it is no address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return ip in GLOBAL_UNICAST and not _is_in(ip, _REFUSED_IPV6)
        ip = ip.ipv4_mapped
    return not _is_in(ip, _REFUSED_IPV4)


def _is_in(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
    blocks: Iterable[ipaddress.IPv4Network] | Iterable[ipaddress.IPv6Network],
) -> bool:
    return any(ip in block for block in blocks)

"""No address that a registry or a cloud keeps for itself is public, nor one that leads to such an address."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.services.addresses import is_public

# Every line of both registries, also those inside wider blocks
IPV4_REGISTRY = [
    *("0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32", "192.0.0.170/32"),
    *("192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.88.99.2/32"),
    *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"),
    "255.255.255.255/32",
]
IPV6_REGISTRY = [  # of IPv4-mapped addresses, those that begin with a zero: others are judged by the IPv4 address
    *("::1/128", "::/128", "::ffff:0:0/104", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64"),
    *("2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32"),
    *("2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16"),
    *("2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10"),
]
ALSO_REFUSED = ["224.0.0.0/4", "::/96", "::ffff:0:0:0/96", "fec0::/10", "ff00::/8", "4000::/3", "e000::/4"]


@pytest.mark.parametrize("block", [*IPV4_REGISTRY, *IPV6_REGISTRY, *ALSO_REFUSED])
def test_special_purpose_blocks_are_refused_from_end_to_end(block):
    network = ipaddress.ip_network(block)

    for address in (network[0], network[network.num_addresses // 2], network[-1]):
        assert not is_public(str(address))


@pytest.mark.parametrize(
    "metadata",
    [
        "169.254.169.254",  # AWS, Azure, Google, and most others
        "169.254.170.2",  # containers of AWS
        "fd00:ec2::254",  # AWS
        "fd20:ce::254",  # Google
        "168.63.129.16",  # Azure's host
        "100.100.100.200",  # Alibaba
        "192.0.0.192",  # Oracle
        "fd00:42::42",  # Scaleway
    ],
)
def test_the_metadata_of_clouds_is_refused(metadata):
    assert not is_public(metadata)


PRIVATE = st.sampled_from(IPV4_REGISTRY).flatmap(lambda block: st.ip_addresses(network=block))


@given(PRIVATE)
def test_no_writing_of_ipv4_inside_ipv6_makes_it_public(private):
    number, flipped = int(private), ~int(private) & 0xFFFFFFFF
    writings = {
        "mapped": 0xFFFF << 32 | number,
        "compatible": number,
        "translated": 0xFFFF << 48 | number,
        "NAT64": 0x64FF9B << 96 | number,
        "6to4": 0x2002 << 112 | number << 80 | 1,
        "Teredo": 0x20010000 << 96 | flipped,
    }

    assert [name for name, each in writings.items() if is_public(str(ipaddress.IPv6Address(each)))] == []


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0"),
        *("168.63.129.17", "223.255.255.255", "::ffff:8.8.8.8", "2606:4700::1111", "2001:200::", "2620:4f:8001::"),
    ],
)
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "::1%1"])
def test_a_zone_makes_no_difference(address):
    assert not is_public(address)


@pytest.mark.parametrize("text", ["", "lms.example", "1.2.3", "1.2.3.4.5", "::g"])
def test_what_is_no_address_is_an_error(text):
    with pytest.raises(ValueError, match="address"):
        is_public(text)

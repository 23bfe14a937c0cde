"""Which URLs are refused as written, and which addresses may be connected to."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docflow.errors import DocflowError
from docflow.webhooks.addresses import check_url, is_public, parse_allow, parse_url

REFUSED = {
    "plain http": "http://hooks.example.com/",
    "http in capitals": "HTTP://hooks.example.com/",
    "no scheme": "hooks.example.com/",
    "scheme relative": "//hooks.example.com/",
    "one slash": "https:/hooks.example.com/",
    "file": "file:///etc/passwd",
    "gopher": "gopher://hooks.example.com/",
    "no host": "https:///hook",
    "user name": "https://user@hooks.example.com/",
    "password": "https://user:password@hooks.example.com/",
    "host in the user name": "https://hooks.example.com:443@127.0.0.1/",
    "fragment before a host": "https://hooks.example.com#@127.0.0.1/",
    "backslash": "https://hooks.example.com\\@127.0.0.1/",
    "line break": "https://hooks.example.com/\r\nHost: x",
    "tab in the host": "https://127.0.\t0.1/",
    "leading blank": " https://hooks.example.com/",
    "loopback": "https://127.0.0.1/",
    "loopback as a number": "https://2130706433/",
    "loopback in hexadecimal": "https://0x7f000001/",
    "loopback in octal": "https://0177.0.0.1/",
    "loopback in two parts": "https://127.1/",
    "fullwidth digits": "https://１２７.０.０.１/",
    "circled digits": "https://①②⑦.0.0.1/",
    "ideographic full stop": "https://127。0。0。1/",
    "letters that fold": "https://hooks.ｅxample.com/",
    "percent in the host": "https://127.0.0.%31/",
    "trailing dot": "https://hooks.example.com./",
    "trailing dot of an address": "https://127.0.0.1./",
    "one part": "https://localhost/",
    "below localhost": "https://hooks.localhost/",
    "empty label": "https://hooks..example.com/",
    "this network": "https://0.0.0.0/",
    "private": "https://10.0.0.1/",
    "shared": "https://100.64.0.1/",
    "metadata of clouds": "https://169.254.169.254/latest/",
    "IPv6 loopback": "https://[::1]/",
    "IPv6 unspecified": "https://[::]/",
    "mapped": "https://[::ffff:127.0.0.1]/",
    "compatible": "https://[::127.0.0.1]/",
    "NAT64": "https://[64:ff9b::7f00:1]/",
    "6to4": "https://[2002:7f00:1::]/",
    "Teredo": "https://[2001:0:7f00:1::]/",
    "link local": "https://[fe80::1]/",
    "link local with a zone": "https://[fe80::1%25eth0]/",
    "unique local": "https://[fd00::1]/",
    "not an address": "https://[hooks.example.com]/",
    "port of a database": "https://hooks.example.com:5432/",
    "port 0": "https://hooks.example.com:0/",
    "port too large": "https://hooks.example.com:65536/",
    "port with a sign": "https://hooks.example.com:+443/",
    "too long": "https://hooks.example.com/" + "a" * 2_000,
}


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED)
def test_a_url_that_could_mean_another_host_is_refused(url: str) -> None:
    with pytest.raises(DocflowError) as caught:
        check_url(url)
    assert caught.value.code == "callback_url_refused"


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "HTTPS://Hooks.Example.com/path?x=1",
        "https://hooks.example.com:8443/a%20b",
        "https://xn--bcher-kva.example/hook",
        "https://93.184.216.34/hook",
        "https://[2606:4700::1111]/hook",
        "https://a_b.example.com/@user",
    ],
)
def test_an_ordinary_url_passes(url: str) -> None:
    check_url(url)


def test_what_is_connected_to_is_what_was_checked() -> None:
    target = parse_url("HTTPS://Hooks.Example.com:8443/a?b=c")

    assert (target.scheme, target.host, target.port) == ("https", "hooks.example.com", 8443)
    assert target.path == "/a?b=c"
    assert target.host_header == "hooks.example.com:8443"


def test_an_allowed_network_may_be_reached_by_address_without_tls_at_any_port() -> None:
    check_url("http://10.1.2.3:9000/", "10.0.0.0/8")

    with pytest.raises(DocflowError):
        check_url("http://10.1.2.3:9000/", "192.168.0.0/16")


def test_an_allowed_host_is_allowed_for_its_port_alone() -> None:
    check_url("http://receiver.internal:9000/", "receiver.internal:9000")

    for url in ("http://receiver.internal:9001/", "http://other.internal:9000/"):
        with pytest.raises(DocflowError):
            check_url(url, "receiver.internal:9000")


def test_an_allowed_network_says_nothing_about_names() -> None:
    with pytest.raises(DocflowError):
        check_url("http://receiver.internal/", "10.0.0.0/8")


@pytest.mark.parametrize("setting", ["10.0.0.0/33", "http://a.example", "a.example:port", "a b"])
def test_an_allow_list_that_cannot_be_read_is_an_error_and_not_empty(setting: str) -> None:
    with pytest.raises(ValueError, match="webhook_allow"):
        parse_allow(setting)


def test_a_name_that_is_allowed_may_stand_for_a_private_address() -> None:
    named = parse_url("http://receiver.internal:9000/", "receiver.internal:9000")
    other = parse_url("https://hooks.example.com/", "receiver.internal:9000")
    private = ipaddress.ip_address("10.0.0.1")

    assert named.permits(private)
    assert not other.permits(private)


# From the registries of special-purpose addresses, and the ways to carry one inside another.
NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/8",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/32",
        "2001:2::/48",
        "2001:db8::/32",
        "2002::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
]
inside = st.sampled_from(NEVER).flatmap(
    lambda network: st.integers(0, network.num_addresses - 1).map(lambda n: network[n])
)
anywhere = st.ip_addresses()


@given(inside)
def test_no_address_of_a_special_network_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert not is_public(address)


@given(anywhere)
def test_a_public_address_is_in_no_special_network(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    special = any(address in network for network in NEVER)
    handed_out = address.version == 4 or address in ipaddress.ip_network("2000::/3")

    assert not is_public(address) or (handed_out and not special)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450::1"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_refused(text: str) -> None:
    for url in (text, f"https://{text}/", f"https://hooks.example.com{text}"):
        try:
            target = parse_url(url)
        except DocflowError as error:
            assert error.code == "callback_url_refused"  # noqa: PT017
        else:
            assert target.scheme == "https"
            assert target.host.isascii()
            assert target.path.startswith("/")

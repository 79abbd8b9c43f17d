"""Where the fetcher goes, and where it does not."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest
from django.core.exceptions import ImproperlyConfigured

from harvesters.fetch import Fetcher, FetchProblem
from harvesters.fetch.addresses import Allowed, is_public
from registry.environment import addresses
from tests.harvesters.faults import Site, document, redirect

NOT_PUBLIC = {
    "private": "10.1.2.3 172.16.0.1 172.31.255.254 192.168.1.1 fc00::1 fd12:3456::1 fec0::1 feff::1",
    "this machine": "127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 ::1 ::",
    "link-local": "169.254.169.254 fe80::1 febf::1",
    "shared by a provider's customers": "100.64.0.1 100.127.255.254",
    "multicast and broadcast": "224.0.0.1 239.1.1.1 255.255.255.255 ff02::1",
    "an IPv4 address inside": "::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:7f00:1 ::7f00:1 2002:7f00:1:: 2002:a00:1::",
    "Teredo": "2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "NAT64": "64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 64:ff9b:1:ffff::808:808",
    "documentation and tests": "192.0.2.1 198.18.0.1 198.19.255.254 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1",
    "reserved": "192.0.0.1 192.0.0.255 192.88.99.1 240.0.0.1 254.1.1.1 100::1 5f00::1 4000::1",
}


@pytest.mark.parametrize("kind", NOT_PUBLIC)
def test_it_takes_no_special_address_for_a_public_one(kind: str) -> None:
    assert [address for address in NOT_PUBLIC[kind].split() if is_public(ip_address(address))] == []


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "203.0.114.1", "2606:4700::1111", "2400:3200::1"])
def test_it_knows_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("entry", "port", "permitted"),
    [
        ("127.0.0.1", 80, True),
        ("127.0.0.1:8123", 8123, True),
        ("127.0.0.1:8123", 8124, False),
        ("127.0.0.2", 80, False),
    ],
)
def test_it_permits_an_address_or_one_of_its_ports(entry: str, port: int, permitted: bool) -> None:
    assert Allowed([entry]).permits(ip_address("127.0.0.1"), port) is permitted


def test_it_permits_an_ipv6_address_with_a_port() -> None:
    allowed = Allowed(["[::1]:8123", "fd00::1"])
    assert allowed.permits(ip_address("::1"), 8123)
    assert allowed.permits(ip_address("fd00::1"), 80)
    assert not allowed.permits(ip_address("::1"), 80)


def test_it_takes_no_host_name_for_an_address() -> None:
    with pytest.raises(ValueError, match="localhost"):
        Allowed(["localhost:8000"])


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "127.1", "0", "[::ffff:127.0.0.1]"),
        *("2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.1", "0177.0.0.0x1"),
        *("8.8.8.8@127.0.0.1", "user:password@127.0.0.1", "8.8.8.8:80@localhost"),
    ],
)
def test_it_contacts_no_private_address_however_it_is_written(site: Site, host: str) -> None:
    port = site.address.partition(":")[2]
    with pytest.raises(FetchProblem, match="not a public address") as refused:
        Fetcher().get(f"http://{host}:{port}/feed")
    assert refused.value.permanent
    assert site.requests == []


@pytest.mark.parametrize("written", ["http://{other}\\@{site}/", "http://{other}\\.{site}/"])
def test_an_address_that_programs_read_in_two_ways_is_none(site: Site, written: str) -> None:
    """To some it names the first host, to others the second: a secret for one must not reach the other."""
    with Site() as other:
        target = written.format(other=other.address, site=site.address)
        site.answers["/"] = redirect(target)
        fetcher = Fetcher([site.address, other.address], robots=False)
        for address in (site.url(), target):
            with pytest.raises(FetchProblem, match="is not an address on the web"):
                fetcher.get(address, headers={"Authorization": "Bearer secret"})
        assert other.requests == []


def test_a_name_in_any_script_is_looked_up_as_the_dns_has_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = int(site.address.partition(":")[2]), []

    def resolve(host: str, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.answers["/"] = document("here")
    assert Fetcher([site.address]).get(f"http://跨境电商.example:{port}/").body == b"here"
    in_the_dns = "跨境电商.example".encode("idna").decode()
    assert set(asked) == {in_the_dns}
    assert site.headers[-1]["Host"] == f"{in_the_dns}:{port}"
    with pytest.raises(FetchProblem, match="not a public address"):
        Fetcher().get(f"http://跨境电商.example:{port}/")


def test_it_connects_to_the_very_address_that_it_has_judged(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding the other way: whoever asked a second time would get another address."""
    port, asked = int(site.address.partition(":")[2]), []

    def resolve(host: str, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        answer = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.answers["/"] = document("here")
    assert Fetcher([site.address], robots=False).get(f"http://rebinding.example:{port}/").body == b"here"
    assert asked == ["rebinding.example"]


def test_it_does_not_follow_a_redirect_to_a_private_address(site: Site) -> None:
    with Site() as private:
        site.answers["/feed"] = redirect(private.url("/secret"))
        with pytest.raises(FetchProblem, match="not a public address"):
            Fetcher([site.address]).get(site.url("/feed"))
        assert private.requests == []


def test_it_judges_the_address_that_it_connects_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is public when looked at, and private when connected to."""
    answers = ["93.184.215.14", "127.0.0.1"]
    port = int(site.address.partition(":")[2])

    def resolve(host: str, *args: object, **kwargs: object) -> list[object]:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert socket.getaddrinfo("rebinding.example", port)[0][4][0] == "93.184.215.14"
    with pytest.raises(FetchProblem, match=r"rebinding\.example is not a public address") as told:
        Fetcher().get(f"http://rebinding.example:{port}/")
    assert "127.0.0.1" not in str(told.value), "what inner names lead to is nobody's business"
    assert site.requests == []


def test_it_judges_each_connection_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads where it may when robots.txt is asked for, and elsewhere when the page is."""
    port = int(site.address.partition(":")[2])
    answers = ["127.0.0.1", "169.254.169.254"]

    def resolve(*args: object, **kwargs: object) -> list[object]:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.answers["/robots.txt"] = document("User-agent: *\n", Connection="close")
    with pytest.raises(FetchProblem, match=r"rebinding\.example is not a public address"):
        Fetcher([site.address]).get(f"http://rebinding.example:{port}/page")
    assert site.requests == ["/robots.txt"]


def test_it_passes_over_a_refused_address_of_a_host_that_has_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.address.partition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("10.0.0.1", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    site.answers["/"] = document("here")
    assert Fetcher([site.address]).get(f"http://many.example:{port}/").body == b"here"


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://x/", "feed.xml", "http:///x"]
)
def test_it_speaks_http_only(url: str) -> None:
    with pytest.raises(FetchProblem, match="not an address on the web"):
        Fetcher().get(url)


@pytest.mark.parametrize("target", ["http://[::1", "http://", "//", "http://a b/", "http://x:99999/", "\x01"])
def test_it_does_not_follow_a_redirect_to_no_address(site: Site, target: str) -> None:
    site.answers["/"] = redirect(target)
    with pytest.raises(FetchProblem):
        Fetcher([site.address]).get(site.url())


def test_it_does_not_follow_a_redirect_to_another_scheme(site: Site) -> None:
    site.answers["/"] = redirect("file:///etc/passwd")
    with pytest.raises(FetchProblem, match="not an address on the web"):
        Fetcher([site.address]).get(site.url())


@pytest.mark.parametrize(
    "stated", ["127.0.0.1", "127.0.0.1:8000", "::1", "[::1]", "[::1]:8000", " 127.0.0.1 , ::1,", ""]
)
def test_it_takes_allowed_addresses_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, stated: str
) -> None:
    monkeypatch.setenv("HARVEST_ALLOWED_ADDRESSES", stated)
    with Fetcher(addresses("HARVEST_ALLOWED_ADDRESSES")):
        pass


@pytest.mark.parametrize(
    "stated",
    [
        *("localhost", "localhost:80", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:0", "127.0.0.1:65536"),
        *(
            "127.0.0.1:-1",
            "127.0.0.1:8000/",
            "http://127.0.0.1",
            "127.0.0.0/8",
            "[::1",
            "[::1]8000",
            "[::1]:",
        ),
    ],
)
def test_it_refuses_allowed_addresses_that_are_none(monkeypatch: pytest.MonkeyPatch, stated: str) -> None:
    monkeypatch.setenv("HARVEST_ALLOWED_ADDRESSES", f"127.0.0.1,{stated}")
    with pytest.raises(ImproperlyConfigured, match="write IP addresses with or without a port"):
        addresses("HARVEST_ALLOWED_ADDRESSES")


def test_it_ignores_proxies_of_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://10.0.0.1:3128")
    site.answers["/"] = document("straight")
    assert Fetcher([site.address]).get(site.url()).body == b"straight"


def test_it_does_not_show_a_password_in_a_reason() -> None:
    with pytest.raises(FetchProblem) as refused:
        Fetcher().get("http://user:secret@127.0.0.1/feed")
    assert "secret" not in refused.value.problem.reason


@pytest.mark.parametrize("scheme", ["webcal", "feed", "WEBCAL"])
def test_it_fetches_what_calendars_and_feeds_call_http(site: Site, scheme: str) -> None:
    site.answers["/calendar.ics"] = document("BEGIN:VCALENDAR")
    with Fetcher([site.address]) as fetcher:
        assert fetcher.get(site.url("/calendar.ics").replace("http", scheme, 1)).body == b"BEGIN:VCALENDAR"


def test_another_name_of_http_leads_to_no_other_host(site: Site) -> None:
    with Fetcher([site.address]) as fetcher, pytest.raises(FetchProblem):
        fetcher.get("webcal://10.0.0.1/calendar.ics")

"""Takes up the addresses of resources as these change, so that all of them come to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from registry.catalogue.keys import digest
from registry.catalogue.models import Resource
from registry.catalogue.visibility import live
from registry.catalogue.writing import writing
from registry.links.models import Address, AskedHost, Followed, ResourceAddress
from registry.sources.claiming import host_of

AT_ONCE = 100  # resources that one transaction takes up, since it reads them, too (rule 14)
_LONGEST = 2_000  # characters; what is longer is no address that anybody types or follows


def take_up(now: datetime) -> int:
    """The next resources that have changed; returns how many they were, 0 when there is none left."""
    with writing():
        place = Followed.current()
        changed = place.next(now, AT_ONCE)
        _take_up({resource.pk: _address(resource) for resource in changed})
        place.advance(changed)
    return len(changed)


def _address(resource: Resource) -> str:
    """Empty for what is not shown, or has no address on the web."""
    record, url = resource.record, resource.effective.get("url") or ""
    shown = live(record.state, record.source.state) and resource.leader_id is None
    shown = shown and not (resource.hidden or resource.off_topic)
    on_the_web = url.startswith(("http://", "https://")) and len(url) <= _LONGEST and _host(url)
    return url if shown and on_the_web else ""


def _host(url: str) -> str:
    try:
        return host_of(url)
    except ValueError:
        return ""  # no address that a browser would open either


def _take_up(urls: Mapping[int, str]) -> None:
    ResourceAddress.objects.filter(resource__in=[id for id, url in urls.items() if not url]).delete()
    carried = {id: url for id, url in urls.items() if url}
    known = _addresses(dict.fromkeys(carried.values()))
    ResourceAddress.objects.bulk_create(
        [ResourceAddress(resource_id=id, address_id=known[url]) for id, url in carried.items()],
        update_conflicts=True,
        unique_fields=["resource"],
        update_fields=["address"],
    )


def _addresses(urls: Iterable[str]) -> dict[str, int]:
    """Ids of addresses; those that nobody had are made, and due at once."""
    digests = {digest("link", url): url for url in urls}
    known = set(Address.objects.filter(digest__in=digests).values_list("digest", flat=True))
    new = {number: url for number, url in digests.items() if number not in known}
    hosts = _hosts({host_of(url) for url in new.values()})
    Address.objects.bulk_create(
        [Address(digest=number, url=url, host_id=hosts[host_of(url)]) for number, url in new.items()]
    )
    rows = Address.objects.filter(digest__in=digests).values_list("digest", "pk")
    return {digests[number]: pk for number, pk in rows}


def _hosts(names: set[str]) -> dict[str, int]:
    AskedHost.objects.bulk_create([AskedHost(name=name) for name in sorted(names)], ignore_conflicts=True)
    return dict(AskedHost.objects.filter(name__in=names).values_list("name", "pk"))


def forget(resources: Iterable[Resource]) -> None:
    """Of resources that have just been given other addresses: the old ones say nothing of them any more."""
    ResourceAddress.objects.filter(resource__in=resources).delete()


def shown_with(addresses: Sequence[int]) -> dict[int, list[Resource]]:
    """The resources that everybody may see, by the ids of their addresses."""
    found: dict[int, list[Resource]] = {address: [] for address in addresses}
    rows = ResourceAddress.objects.filter(address__in=addresses).values_list("resource", "address")
    of = dict(rows)
    for resource in Resource.objects.visible().filter(pk__in=of).with_provenance().order_by("pk"):
        found[of[resource.pk]].append(resource)
    return found

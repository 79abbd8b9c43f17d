"""A dead link, and the staff's page of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from registry.catalogue.models import Resource
from registry.links.models import Address, AskedHost


def pages_of_links(resource: Resource) -> dict[str, str]:
    host, then = AskedHost.objects.create(name="ministry.example"), timezone.now() - timedelta(days=9)
    address = Address.objects.create(
        digest=1, url=resource.effective["url"], host=host, state="dead", failures=3, failing_since=then
    )
    address.carried_by.create(resource=resource)
    address.checks.create(at=then, outcome="failed", status=404, reason="It answered 404 (Not Found).")
    return {"link": f"/staff/links/{address.pk}/"}

"""The resource that an address of the API is about, or what is answered in its place."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.addresses import answer_for
from registry.api.problems import Gone
from registry.catalogue.models import Resource


def shown(request: Request, public_id: UUID, name: str) -> Resource | Response:
    """The resource; for one that another is shown for, the way to that, at the address called `name`.

    Raises Gone and NotFound.
    """
    answer = answer_for(public_id)
    if answer.leader:
        address = reverse(name, args=[answer.leader])
        return Response(status=303, headers={"Location": request.build_absolute_uri(address)})
    if answer.gone:
        raise Gone
    if answer.resource is None:
        raise NotFound("There is no resource of this id.")
    return answer.resource

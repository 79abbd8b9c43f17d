"""What goes with a resource, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.api.serializers import ProblemSerializer
from registry.api.shown import shown
from search.accepted_languages import accepted
from search.related import Related, relations


class RelatedSerializer(serializers.Serializer[Mapping[str, Any]]):
    """Another resource, and why it is named."""

    id = serializers.UUIDField(read_only=True)
    url = serializers.CharField(read_only=True, help_text="its page in this registry")
    title = serializers.CharField(read_only=True)
    language = serializers.CharField(read_only=True, allow_null=True, help_text="BCP 47; null: not known")
    reason = serializers.CharField(read_only=True, help_text="for people")


class RelationsSerializer(serializers.Serializer[Mapping[str, Any]]):
    """Of each kind a few, the best first; no resource twice."""

    editions = RelatedSerializer(
        many=True,
        read_only=True,
        help_text="in other languages, earlier and later editions, other parts of its series, as staff say",
    )
    part_of = RelatedSerializer(many=True, read_only=True, help_text="what it belongs to")
    parts = RelatedSerializer(many=True, read_only=True, help_text="what belongs to it")
    next = RelatedSerializer(many=True, read_only=True, help_text="what may be taken after it")
    similar = RelatedSerializer(many=True, read_only=True, help_text="what is like it")


class RelatedView(APIView):
    """What goes with one resource."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="read_related",
        summary="What goes with a resource",
        responses={
            200: RelationsSerializer,
            (404, "application/problem+json"): ProblemSerializer,
            (410, "application/problem+json"): ProblemSerializer,
        },
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        resource = shown(request, public_id, "api:related")
        if isinstance(resource, Response):
            return resource
        found = relations(resource, timezone.now(), accepted(request))
        kinds = {name: getattr(found, name) for name in ("editions", "part_of", "parts", "next", "similar")}
        return Response({name: [_told(each, request) for each in some] for name, some in kinds.items()})


def _told(related: Related, request: Request) -> Mapping[str, Any]:
    other = related.resource
    return {
        "id": str(other.public_id),
        "url": request.build_absolute_uri(other.get_absolute_url()),
        "title": other.title,
        "language": other.effective.get("language"),
        "reason": str(related.reason),
    }

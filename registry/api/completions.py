"""Completions of what somebody types, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.api.problems import UnusableParameters
from registry.api.serializers import ProblemSerializer
from search.accepted_languages import accepted
from search.completing import complete
from search.query import LONGEST_TEXT, Problem

_KEPT = 60  # seconds for which a browser need not ask again


class CompletionSerializer(serializers.Serializer[Mapping[str, Any]]):
    """A text that goes on as was begun."""

    text = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True, help_text="concept, organisation or title")
    language = serializers.CharField(read_only=True, allow_null=True, help_text="BCP 47; null: not known")


class CompletionsSerializer(serializers.Serializer[Mapping[str, Any]]):
    """The best completions, those of the reader's languages before others."""

    completions = CompletionSerializer(many=True, read_only=True)


class CompletionsView(APIView):
    """For a box that completes as one types."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="complete",
        summary="Completions",
        description="What a beginning may become: names of what is taught, in fourteen languages, organisations and "
        "titles of the catalogue. From two letters on, or one Chinese character.",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, required=True, description="What was typed so far.")
        ],
        responses={200: CompletionsSerializer, (400, "application/problem+json"): ProblemSerializer},
    )
    def get(self, request: Request) -> Response:
        found = complete(_typed(request), accepted(request))
        told = [{"text": each.text, "kind": each.kind, "language": each.language or None} for each in found]
        headers = {"Cache-Control": f"private, max-age={_KEPT}", "Vary": "Accept-Language"}
        return Response({"completions": told}, headers=headers)


def _typed(request: Request) -> str:
    """What cannot be stored in any text is passed over: it was typed by nobody."""
    unknown = [name for name in request.query_params if name != "q"]
    problems = [Problem(name[:100], "", "There is no such parameter; there is q.") for name in unknown]
    if "q" not in request.query_params:
        problems.append(Problem("q", "", "Give what was typed so far."))
    if problems:
        raise UnusableParameters(tuple(problems))
    return str(request.query_params["q"])[-LONGEST_TEXT:]

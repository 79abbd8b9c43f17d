"""The public API's addresses: search and resources as JSON, and a page for people that explains them."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.api import parameters
from registry.api.problems import UnusableParameters
from registry.api.provenance import load_members
from registry.api.serializers import PageSerializer, ProblemSerializer, ResourceSerializer
from registry.api.shown import shown
from search.accepted_languages import accepted
from search.facets import FACETS
from search.index import search
from search.query import Query, from_params


class ResourcesView(APIView):
    """Search, and the list of everything."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="search_resources",
        summary="Search",
        description="Resources that match all parameters; without any, every resource. The filters are those "
        "of the search page: repeat one for either value, use several for both.",
        parameters=parameters.OF_SEARCH,
        responses={200: PageSerializer, (400, "application/problem+json"): ProblemSerializer},
    )
    def get(self, request: Request) -> Response:
        query = from_params(request.query_params)
        if query.problems:
            raise UnusableParameters(query.problems)
        found = search(replace(query, languages=accepted(request)))
        resources = [hit.resource for hit in found.hits]
        load_members(resources)
        results = [ResourceSerializer(each, context={"request": request}).data for each in resources]
        return Response(
            {
                "count": found.total,
                "next": _address(request, replace(query, cursor=found.next)),
                "results": results,
            }
        )


class ResourceView(APIView):
    """One resource."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="read_resource",
        summary="One resource",
        responses={
            200: ResourceSerializer,
            303: OpenApiResponse(
                description="It has been joined with another resource; Location names that."
            ),
            (404, "application/problem+json"): ProblemSerializer,
            (410, "application/problem+json"): ProblemSerializer,
        },
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        resource = shown(request, public_id, "api:resource")
        if isinstance(resource, Response):
            return resource
        load_members([resource])
        return Response(ResourceSerializer(resource, context={"request": request}).data)


class NowhereView(APIView):
    """Every other address of the API."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: Request, rest: str) -> NoReturn:
        raise NotFound(
            f"There is nothing at this address; see {request.build_absolute_uri(reverse('api:docs'))}."
        )


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"root": request.build_absolute_uri(), "facets": FACETS.values()})


def _address(request: Request, query: Query) -> str | None:
    """Where the query goes on, for one that has a place to go on from."""
    if query.cursor is None:
        return None
    params = urlencode(query.as_params(), doseq=True)
    return str(request.build_absolute_uri(f"{request.path}?{params}"))

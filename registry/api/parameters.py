"""The parameters of a search, for the OpenAPI document: made from the facets, so that the two cannot differ."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from registry.framework.rubric import UNKNOWN
from search.cursor import ORDERS
from search.facets import FACETS, Facet
from search.query import LARGEST_PAGE, PAGE_SIZE


def _of_facet(facet: Facet) -> OpenApiParameter:
    return OpenApiParameter(
        facet.id,
        OpenApiTypes.STR,
        enum=[*facet.values, UNKNOWN] if facet.values else None,
        many=True,
        description=f"{facet.label}; repeat it for either of several. “unknown”: nothing is stated.",
    )


OF_SEARCH = [
    OpenApiParameter(
        "q",
        OpenApiTypes.STR,
        description="Words; “quoted phrases”; -words to leave out; "
        "words of one field, such as provider:harbour or title:customs; or an address or identifier alone.",
    ),
    *map(_of_facet, FACETS.values()),
    OpenApiParameter("from", OpenApiTypes.DATE, description="A session begins on this day or later."),
    OpenApiParameter("to", OpenApiTypes.DATE, description="A session begins on this day or before."),
    OpenApiParameter(
        "sort",
        OpenApiTypes.STR,
        enum=list(ORDERS),
        description="By relevance where words are given, else by the next date.",
    ),
    OpenApiParameter(
        "page_size", OpenApiTypes.INT, description=f"1 to {LARGEST_PAGE}; {PAGE_SIZE} if not given."
    ),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="Only ever from the `next` of the page before."),
]

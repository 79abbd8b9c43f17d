"""Every error below /api/ is a problem document, also where no view of the API was reached or one has failed."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from registry.api.problems import MEDIA_TYPE, problem

ROOT = "/api/"

Answering = Callable[[HttpRequest], HttpResponseBase]


def problems_below_the_api(get_response: Answering) -> Answering:
    def answered(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        if answer.status_code < 400 or not request.path_info.startswith(ROOT) or _is_problem(answer):
            return answer
        return _as_problem(request, answer)

    return answered


def _is_problem(answer: HttpResponseBase) -> bool:
    return answer.get("Content-Type", "").startswith(MEDIA_TYPE)


def _as_problem(request: HttpRequest, answer: HttpResponseBase) -> JsonResponse:
    """Of the page that is in its place only the headers are kept, such as which methods are allowed."""
    status = HTTPStatus(answer.status_code)
    headers = {name: value for name, value in answer.items() if not name.startswith("Content-")}
    return JsonResponse(
        problem(status, status.description or status.phrase, request.path),
        status=status,
        headers=headers,
        content_type=MEDIA_TYPE,
    )

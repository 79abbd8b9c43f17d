"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from search.query import Problem

MEDIA_TYPE = "application/problem+json"


class UnusableParameters(APIException):
    """A request whose parameters say something that cannot be searched for; `problems` name each."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = "Some parameters could not be used; see errors."

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


class Gone(APIException):
    """There was a resource, and its source has taken it back."""

    status_code = status.HTTP_410_GONE
    default_detail = "Its organiser no longer lists this resource."


def problem_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception; None for one that no client has caused (settings: EXCEPTION_HANDLER)."""
    answer = exception_handler(exc, context)
    if answer is None:
        return None
    document = problem(HTTPStatus(answer.status_code), _detail(answer.data), context["request"].path)
    if isinstance(exc, UnusableParameters):
        document["errors"] = [
            {"parameter": p.parameter, "value": p.value, "reason": p.reason} for p in exc.problems
        ]
    return Response(document, answer.status_code, headers=dict(answer.headers), content_type=MEDIA_TYPE)


def problem(status: HTTPStatus, detail: str, instance: str) -> dict[str, Any]:
    """A problem document. `instance`: the path that was asked for."""
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "instance": instance,
    }


def _detail(stated: Any) -> str:
    return str(stated.get("detail", "")) if isinstance(stated, dict) else str(stated)

"""The staff's API of sources and runs: their state and story, orders to sources, and decisions on held runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from harvesters import absence, reidentification, telling
from harvesters.runs import COUNTS
from harvesters.steering import ORDERS, NotPossible
from registry.api.authentication import STAFF
from registry.api.permissions import MayDecide, MayLook
from registry.catalogue.models import Record
from registry.curation.staff import pseudonym
from registry.providers.stories import number, story
from registry.sources.claiming import SourceBusy
from registry.sources.models import Run, RunError, Source
from registry.worklist.refreshing import look_again

PAGE_SIZE = 100
DECISIONS = {"release": absence.release, "discard": absence.discard, "reidentify": absence.reidentify}


class Conflict(APIException):
    """The thing is not in the state for what was asked."""

    status_code = 409


class _StaffView(APIView):
    authentication_classes = STAFF
    permission_classes = [MayLook]


class _SeniorView(APIView):
    authentication_classes = STAFF
    permission_classes = [MayDecide]


@extend_schema(exclude=True)
class SourcesView(_StaffView):
    def get(self, request: Request) -> Response:
        listed = Source.objects.filter(pk__gt=number(request.query_params.get("after", ""))).order_by("pk")
        page = list(listed.select_related("organisation")[: PAGE_SIZE + 1])
        return Response(_page(request, [_source(s) for s in page], [s.pk for s in page]))


@extend_schema(exclude=True)
class SourceView(_StaffView):
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(_source(get_object_or_404(Source, uuid=uuid)))


@extend_schema(exclude=True)
class OrderView(_SeniorView):
    """POST tells a source to do something: 202, since a worker does it; 409 where it makes no sense."""

    def post(self, request: Request, uuid: UUID, order: str) -> Response:
        source = get_object_or_404(Source, uuid=uuid)
        if order not in ORDERS:
            raise NotFound(f"There is no such order; there are {', '.join(ORDERS)}.")
        try:
            ORDERS[order](source, actor=_actor(request), reason=_reason(request))
        except NotPossible as refused:
            raise Conflict(telling.of(refused)) from None
        source.refresh_from_db()
        return Response(_source(source), status=202)


@extend_schema(exclude=True)
class RunsView(_StaffView):
    """The runs of a source, the newest first."""

    def get(self, request: Request, uuid: UUID) -> Response:
        runs = get_object_or_404(Source, uuid=uuid).runs.all()
        if before := number(request.query_params.get("after", "")):
            runs = runs.filter(pk__lt=before)
        page = list(runs[: PAGE_SIZE + 1])
        return Response(_page(request, [_run(run) for run in page], [run.pk for run in page]))


@extend_schema(exclude=True)
class RunView(_StaffView):
    """A run with its problems, a page at a time."""

    def get(self, request: Request, number: int) -> Response:
        run = get_object_or_404(Run, pk=number)
        told = story(run, request.query_params.get("after", ""))
        following = request.build_absolute_uri(f"{request.path}{told['next']}") if told["next"] else None
        return Response(_run(run) | {"errors": [_error(e) for e in told["errors"]], "next": following})


@extend_schema(exclude=True)
class HeldView(_StaffView):
    """What a held run would remove, and which records seem to come under new identifiers."""

    def get(self, request: Request, number: int) -> Response:
        run = get_object_or_404(Run, pk=number)
        after = _number(request.query_params.get("after", ""))
        ids = [id for id in absence.would_remove(run) if id > after] if _waits(run) else []
        pairs = [pair for pair in reidentification.pairs_of(run) if pair.old > after]
        page = sorted({*ids, *(pair.old for pair in pairs)})[: PAGE_SIZE + 1]
        names = _identifiers([*page, *(pair.new for pair in pairs if pair.old in page)])
        new = {pair.old: names[pair.new] for pair in pairs if pair.old in page}
        rows = [{"identifier": names[id], "removed": id in ids, "same_as": new.get(id)} for id in page]
        return Response(_page(request, rows, page))


@extend_schema(exclude=True)
class DecisionView(_SeniorView):
    """POST decides on a held run; 409 when it waits for no decision."""

    def post(self, request: Request, number: int, decision: str) -> Response:
        run = get_object_or_404(Run, pk=number)
        if decision not in DECISIONS:
            raise NotFound(f"There is no such decision; there are {', '.join(DECISIONS)}.")
        try:
            DECISIONS[decision](run, actor=_actor(request))
        except (absence.NotHeld, SourceBusy) as refused:
            raise Conflict(telling.of(refused)) from None
        look_again("held-run")
        run.refresh_from_db()
        return Response(_run(run))


_number = number


def _waits(run: Run) -> bool:
    return run.outcome == Run.Outcome.HELD and not run.decided


def _identifiers(ids: list[int]) -> dict[int, str]:
    return dict(Record.objects.filter(pk__in=ids).values_list("pk", "identifier"))


def _actor(request: Request) -> str:
    assert isinstance(request.user, User)
    return pseudonym(request.user)


def _reason(request: Request) -> str:
    stated = request.data.get("reason", "") if hasattr(request.data, "get") else ""
    return str(stated).replace("\0", "")[:1000]


def _page(request: Request, rows: list[dict[str, Any]], keys: list[int]) -> dict[str, Any]:
    """`keys`: of the rows, by which the page after them is asked for."""
    more = len(rows) > PAGE_SIZE
    following = f"{request.path}?after={keys[PAGE_SIZE - 1]}" if more else None
    return {"results": rows[:PAGE_SIZE], "next": following and request.build_absolute_uri(following)}


def _source(source: Source) -> dict[str, Any]:
    return {
        "uuid": str(source.uuid),
        "name": source.name,
        "organisation": source.organisation.name,
        "url": source.url,
        "protocol": source.protocol,
        "state": source.state,
        "state_reason": source.state_reason,
        "due": source.due,
        "full_due": source.full_due,
        "being_read_until": source.leased_until,
        "failures": source.failures,
        "cadence_hours": source.cadence_hours,
        "jitter_percent": source.jitter_percent,
        "backoff_minutes": source.backoff_minutes,
        "collapse_percent": source.collapse_percent,
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "number": run.pk,
        "source": str(run.source.uuid),
        "started": run.started,
        "ended": run.ended,
        "outcome": run.outcome,
        "completeness": run.completeness or None,
        "counts": {name: getattr(run, name) for name in COUNTS},
        "not_modified_since_run": run.same_as_id,
        "seconds": run.timings | ({} if run.seconds is None else {"whole": run.seconds}),
        "held_for": run.held_for or None,
        "would_withdraw": run.would_withdraw,
        "decided": run.decided or None,
        "page": reverse("curation:run", args=[run.pk]),
    }


def _error(error: RunError) -> dict[str, Any]:
    """`payload`: how it begins, as text."""
    return {
        "stage": error.stage,
        "identifier": error.identifier or None,
        "field": error.field or None,
        "reason": telling.reason(error),
        "advice": telling.advice(error) or None,
        "payload": error.payload_text or None,
    }

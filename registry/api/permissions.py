"""What the staff's programs may do: what the person may whose token they use."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from registry.roles.granting import CURATOR, SENIOR, has


class MayLook(BasePermission):
    """All of the staff."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has(request.user, CURATOR)


class MayDecide(BasePermission):
    """Senior curators and administrators: what concerns whole sources."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has(request.user, SENIOR)

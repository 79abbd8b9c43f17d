"""How the staff's programs say who they are: by a token, or by the session of whoever is signed in."""

from __future__ import annotations

from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from registry.curation.staff import of_token

_SCHEME = "Bearer"


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN` (RFC 6750), with a token of `manage.py staff token`."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.casefold() != _SCHEME.casefold():
            return None
        user = of_token(token.strip())
        if user is None:
            raise AuthenticationFailed("This token is not known, or no longer good.")
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return _SCHEME


STAFF = [BearerAuthentication, SessionAuthentication]

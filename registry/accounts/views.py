"""Pages of accounts: join, sign in, what is one's own, codes, export, deletion."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry.accounts import belongings, codes, joining
from registry.accounts.forms import AddressForm, CodeForm, OwnPasswordForm, PasswordForm, SignInForm
from registry.limits import attempts
from registry.people import links, readers
from registry.people.models import Reader
from registry.providers.see_other import see_other
from registry.visitor import visitor

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING = "accounts.pending"  # in the session: who has given the password, and when
_PENDING_SECONDS = 600
_ASKED_AN_HOUR = 20  # letters that one visitor asks for
_CODES = 10  # tried in a quarter of an hour

Own = Callable[..., HttpResponse]


def own(view: Own) -> Own:
    """A page for who has an account; others are asked to sign in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = readers.signed_in(request)
        if reader is None:
            return see_other("accounts:sign-in")
        return view(request, reader, *args, **kwargs)

    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    return _by_letter(request, "accounts/join.html", joining.ask_for_account)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    return _by_letter(request, "accounts/forgot.html", joining.ask_for_password)


def _by_letter(request: HttpRequest, template: str, ask: Callable[[str], None]) -> HttpResponse:
    """The same answer whether or not there is such an account."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempts.may("accounts of", visitor(request), _ASKED_AN_HOUR, attempts.HOUR):
            ask(form.cleaned_data["address"])
            return see_other("accounts:sent")
        form.add_error(None, _("That was a lot at once. Please try again in an hour; nothing is lost."))
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sent.html")


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter leads here; a password makes the account."""
    try:
        uuid = links.read(joining.JOIN, token, joining.LIFE)
    except links.LinkExpired:
        return render(request, "alerts/expired.html", status=410)
    reader = Reader.objects.filter(uuid=uuid).first() if uuid else None
    if reader is None:
        return render(request, "people/no_link.html", status=404)
    if reader.user_id:
        messages.info(request, _("You have an account already: sign in."))
        return see_other("accounts:sign-in")
    form = PasswordForm(request.POST or None, user=User(username=reader.address, email=reader.address))
    if request.method == "POST" and form.is_valid():
        user = joining.make(reader, form.cleaned_data["password"])
        if user is not None:
            login(request, user, backend=_BACKEND)
            messages.success(request, _("Your account is ready."))
            return see_other("accounts:account")
        form.add_error(None, _("There is an account with this address already. Staff sign in by a link."))
    context = {"form": form, "agreed": joining.agreed_words(), "address": reader.address}
    return render(request, "accounts/make.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if readers.signed_in(request):
        return see_other("accounts:account")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = joining.checked(request, form.cleaned_data["address"], form.cleaned_data["password"])
        except joining.TooManyTries:
            form.add_error(
                None, _("There were too many tries. Wait a quarter of an hour, or ask for a new password.")
            )
            return render(request, "accounts/sign_in.html", {"form": form}, status=429)
        if user is not None:
            return _entered(request, user)
        form.add_error(
            None, _("Address and password do not fit together. Try again, or ask for a new password.")
        )
    return render(request, "accounts/sign_in.html", {"form": form}, status=422 if form.errors else 200)


def _entered(request: HttpRequest, user: User) -> HttpResponse:
    if codes.are_asked_for(user):
        request.session[_PENDING] = [user.pk, int(time.time())]
        return see_other("accounts:code")
    login(request, user, backend=_BACKEND)
    return see_other("accounts:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """After the password, where one-time codes are asked for."""
    user = _pending(request)
    if user is None:
        return see_other("accounts:sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not attempts.may("code", str(user.pk), _CODES, joining.STRETCH):
            form.add_error(None, _("There were too many tries. Wait a quarter of an hour."))
            return render(request, "accounts/code.html", {"form": form}, status=429)
        if codes.use(user, form.cleaned_data["code"]):
            del request.session[_PENDING]
            attempts.clear("code", str(user.pk))
            login(request, user, backend=_BACKEND)
            return see_other("accounts:account")
        form.add_error("code", _("That code does not fit, or was used. Wait for the next one."))
    return render(request, "accounts/code.html", {"form": form}, status=422 if form.errors else 200)


def _pending(request: HttpRequest) -> User | None:
    pk, since = request.session.get(_PENDING, (None, 0))
    if pk is None or time.time() - since > _PENDING_SECONDS:
        return None
    return User.objects.filter(pk=pk, is_active=True, is_staff=False).first()


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return see_other("portal:search")


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, uuid: UUID, token: str) -> HttpResponse:
    """A new password, by the link of a letter; it works once. Codes are asked for afterwards, too."""
    user = joining.of_reset(uuid, token)
    if user is None:
        return render(request, "accounts/reset_over.html", status=410)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        _change(user, form.cleaned_data["password"])
        messages.success(request, _("Your password is changed. Sign in with it."))
        return see_other("accounts:sign-in")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


def _change(user: User, password: str) -> None:
    """Other browsers are signed out by it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    attempts.clear("sign-in", user.username)


@require_safe
@own
def account(request: HttpRequest, reader: Reader) -> HttpResponse:
    assert isinstance(request.user, User)
    context = belongings.listed(reader) | {"reader": reader, "codes": codes.are_asked_for(request.user)}
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters("password", "old-password")
@require_http_methods(["GET", "HEAD", "POST"])
@own
def password(request: HttpRequest, reader: Reader) -> HttpResponse:
    """A new one, by who knows the present one."""
    assert isinstance(request.user, User)
    user = request.user
    given = request.POST or None
    old, form = OwnPasswordForm(given, user=user, prefix="old"), PasswordForm(given, user=user)
    if request.method == "POST" and all([old.is_valid(), form.is_valid()]):
        _change(user, form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed."))
        return see_other("accounts:account")
    failed = old.errors or form.errors
    return render(
        request, "accounts/password.html", {"form": form, "old": old}, status=422 if failed else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@own
def set_up_codes(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Asking for the page makes nothing; the first button shows a secret, the second takes its first code."""
    assert isinstance(request.user, User)
    user = request.user
    if request.method == "POST" and "code" not in request.POST:
        if not codes.are_asked_for(user):
            codes.set_up(user)
        return see_other("accounts:codes")
    secret = codes.secret_of(user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and secret and form.is_valid():
        if fresh := codes.confirm(user, form.cleaned_data["code"]):
            return render(request, "accounts/recovery.html", {"fresh": fresh})
        form.add_error(
            "code", _("That code does not fit. Wait for the next one, and check your phone's clock.")
        )
    context = {"form": form, "secret": secret, "are_on": codes.are_asked_for(user)}
    context["link"] = codes.address(user, secret) if secret else ""
    return render(request, "accounts/codes.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@own
def end_codes(request: HttpRequest, reader: Reader) -> HttpResponse:
    assert isinstance(request.user, User)
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        codes.end(request.user)
        messages.success(request, _("No codes are asked for any more."))
        return see_other("accounts:account")
    return render(request, "accounts/end_codes.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@own
def export(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All that is kept of this person, as a file."""
    found = json.dumps(belongings.exported(reader), cls=belongings.Encoder, ensure_ascii=False, indent=1)
    answer = HttpResponse(found, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cbet-registry.json"'
    return answer


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@own
def delete(request: HttpRequest, reader: Reader) -> HttpResponse:
    assert isinstance(request.user, User)
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        readers.forget(reader)
        logout(request)
        messages.success(request, _("Your account and all that belonged to it are deleted."))
        return see_other("portal:search")
    return render(request, "accounts/delete.html", {"form": form}, status=422 if form.errors else 200)

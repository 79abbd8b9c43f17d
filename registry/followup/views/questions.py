"""Pages of questions: find, read, ask, confirm, one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry.catalogue.models import Resource
from registry.curation.access import curates, staff_only, within_scope
from registry.followup import answering, asking
from registry.followup import links as own_links
from registry.followup.belonging import ORGANISERS, about
from registry.followup.forms import AnswerForm, QuestionForm, aspect_choices
from registry.followup.models import Answer, Question, State
from registry.followup.spoken import of_page
from registry.limits import attempts
from registry.people import links, readers
from registry.providers.see_other import see_other
from registry.providers.stories import number
from registry.visitor import visitor

PAGE_SIZE = 20
ASKED_AN_HOUR = 10  # by one visitor
_MOST_WORDS = 8
_WITH_RESOURCE = ("resource__leader", *(f"resource__{organiser}" for organiser in ORGANISERS))


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """All that are public, the newest first: by words, aspect and whether they are solved."""
    words, aspect, solved = (_stated(request, name) for name in ("q", "aspect", "solved"))
    aspects = aspect_choices()
    found = _narrowed(words, aspect if aspect in dict(aspects) else "", solved)
    before = number(request.GET.get("before", ""))
    page = list((found.filter(pk__lt=before) if before else found)[: PAGE_SIZE + 1])
    kept = request.GET.copy()
    if len(page) > PAGE_SIZE:
        kept["before"] = str(page[PAGE_SIZE - 1].pk)
    context = {
        "questions": page[:PAGE_SIZE],
        "words": words,
        "aspect": aspect,
        "solved": solved,
        "aspects": aspects,
        "next": f"?{kept.urlencode()}" if len(page) > PAGE_SIZE else "",
    }
    return render(request, "followup/questions.html", context)


def _stated(request: HttpRequest, name: str) -> str:
    """Without what no text of a database can hold."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:200]


def _narrowed(words: str, aspect: str, solved: str) -> QuerySet[Question]:
    shown = Q(answers__state=State.SHOWN)
    found = Question.objects.public().annotate(count=Count("answers", filter=shown, distinct=True))
    for word in words.split()[:_MOST_WORDS]:
        said = Q(title__icontains=word) | Q(text__icontains=word)
        answered = Q(pk__in=_answered_with(word))
        found = found.filter(said | answered)
    if aspect:
        found = found.filter(aspect=aspect)
    if solved in ("yes", "no"):
        found = found.filter(solved__isnull=solved == "no")
    return found.select_related("resource").order_by("-pk")


def _answered_with(word: str) -> QuerySet[Any]:
    return Answer.objects.filter(state=State.SHOWN, text__icontains=word).values("question")


@require_safe
def question(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = get_object_or_404(Question.objects.public().select_related(*_WITH_RESOURCE), uuid=uuid)
    may = isinstance(request.user, User) and curates(request.user, *about(shown))
    context = _shown(shown) | {"form": AnswerForm() if may else None}
    return render(request, "followup/question.html", context)


def _shown(question: Question) -> dict[str, Any]:
    answers = question.answers.filter(state=State.SHOWN)
    return {
        "question": question,
        "answers": answers,
        "aspect": dict(aspect_choices()).get(question.aspect, ""),
    }


@require_POST
@staff_only
def answer_as_staff(request: HttpRequest, uuid: UUID) -> HttpResponse:
    known = Question.objects.select_related(*_WITH_RESOURCE)
    asked = get_object_or_404(known, uuid=uuid, state=State.SHOWN)
    within_scope(request, *about(asked))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = _shown(asked) | {"form": form}
        return render(request, "followup/question.html", context, status=422)
    answering.by_staff(asked, form.cleaned_data["text"], form.cleaned_data["once"])
    return see_other("followup:question", asked.uuid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """About the resource that the address names, else about an aspect."""
    resource = _resource(request.GET.get("resource", ""))
    reader = readers.signed_in(request)
    given = {"aspect": request.GET.get("aspect", "")}
    form = QuestionForm(
        request.POST or None, initial=given, about_resource=resource is not None, signed_in=reader is not None
    )
    if request.method == "POST" and form.is_valid():
        if known := Question.objects.filter(once=form.cleaned_data["once"]).first():
            return _asked(request, known)  # sent twice
        if attempts.may("questions", visitor(request), ASKED_AN_HOUR, attempts.HOUR):
            made = _question(request, form.cleaned_data, resource)
            try:
                asking.ask(made, own=reader is not None)
            except IntegrityError:  # sent twice at once
                made = get_object_or_404(Question, once=made.once)
            return _asked(request, made)
        form.add_error(None, _("That was a lot at once. Please try again in an hour; nothing is lost."))
    context = {"form": form, "resource": resource}
    return render(request, "followup/ask.html", context, status=422 if form.errors else 200)


def _resource(stated: str) -> Resource | None:
    if not stated:
        return None
    try:
        uuid = UUID(stated)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Resource.objects.visible(), public_id=uuid)


def _question(request: HttpRequest, stated: dict[str, Any], resource: Resource | None) -> Question:
    reader = readers.signed_in(request)
    if reader is None and stated.get("address"):
        reader = readers.reader_of(stated["address"])
    return Question(
        once=stated["once"],
        reader=reader,
        resource=resource,
        aspect=stated.get("aspect", ""),
        of=stated.get("of") or Question.Of.TRAINERS,
        title=" ".join(stated["title"].split()),
        text=stated["text"],
        name=stated["name"],
        language=of_page(get_language() or "en"),
        is_public=not stated["private"],
        ask_later=bool(stated.get("ask_later")) and reader is not None,
    )


def _asked(request: HttpRequest, question: Question) -> HttpResponse:
    if question.state == State.SHOWN and question.is_public:
        messages.success(
            request, _("Thank you. Your question is published, and those who may know are asked.")
        )
        return see_other("followup:question", question.uuid)
    return see_other("followup:asked", "mail" if question.state == State.UNCONFIRMED else "waits")


@require_safe
def asked(request: HttpRequest, how: str) -> HttpResponse:
    return render(request, "followup/asked.html", {"how": how})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link asks; only the button publishes."""
    try:
        asked = _of(links.read(own_links.CONFIRM, token, own_links.LIFE))
    except links.LinkExpired:
        return render(request, "alerts/expired.html", status=410)
    if asked is None:
        return render(request, "people/no_link.html", status=404)
    if request.method == "POST" or asked.state != State.UNCONFIRMED:
        if request.method == "POST":
            asking.confirmed(asked)
        return see_other("followup:mine", own_links.mine_token(asked))
    return render(request, "followup/confirm.html", {"question": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """One's own question: what was answered; and a form to say more."""
    asked = _of(links.read(own_links.MINE, token))
    if asked is None:
        return render(request, "people/no_link.html", status=404)
    form = AnswerForm(request.POST or None)
    form.fields["text"].label = _("Something to add")
    if request.method == "POST" and form.is_valid():
        answering.by_asker(asked, form.cleaned_data["text"], form.cleaned_data["once"])
        return see_other("followup:mine", token)
    context = _shown(asked) | {"form": form, "token": token}
    return render(request, "followup/mine.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def decide_mine(request: HttpRequest, token: str, order: str) -> HttpResponse:
    """Orders: solved, take-back."""
    asked = _of(links.read(own_links.MINE, token))
    if asked is None or order not in ("solved", "take-back"):
        return render(request, "people/no_link.html", status=404)
    if order == "solved":
        asking.solve(asked)
        messages.success(request, _("Marked as solved."))
        return see_other("followup:mine", token)
    asking.take_back(asked)
    messages.success(request, _("Your question is deleted, with its answers."))
    return see_other("followup:questions")


def _of(uuid: UUID | None) -> Question | None:
    return (
        Question.objects.select_related("reader", "resource__leader").filter(uuid=uuid).first()
        if uuid
        else None
    )

"""What the pages of people's own things show: a saved search, a webhook, a reminder, a question, a trainer."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from registry.accounts import joining
from registry.alerts import dates, links, reminders
from registry.alerts.models import Reminder, SavedSearch
from registry.catalogue.models import Resource
from registry.followup import links as followup
from registry.followup.models import Answer, Asked, Helped, Invitation, Question, Skill, Trainer
from registry.people import links as signed_links
from registry.people.models import Reader


def pages_of_people(resource: Resource) -> dict[str, str]:
    """Addresses by name, for tests.portal.page_types."""
    reader = Reader.objects.create(address="ana@smme.example")
    search = SavedSearch.objects.create(
        reader=reader, params={"q": ["customs"], "kind": ["government"]}, channel="webhook",
        url="https://hooks.example/cbet", paused="webhook",
    )  # fmt: skip
    reminder = Reminder(reader=reader, resource=resource)
    reminders.choose(reminder, dates.to_come(reminders.occurrences_of(resource), resource.created)[0])
    reminder.save()
    question, trainer = _question(reader, resource), _trainer(reader)
    invitation = Invitation.objects.create(question=question, trainer=trainer)
    asked = Asked.objects.create(reader=reader, resource=resource)
    joining_reader = Reader.objects.create(address="li@smme.example")
    named = {
        "make-account": ("accounts:make", joining.JOIN, joining_reader),
        "confirm-question": ("followup:confirm", followup.CONFIRM, _question(reader, None, "unconfirmed")),
        "my-question": ("followup:mine", followup.MINE, question),
        "answer": ("followup:answer", followup.ANSWER, invitation),
        "helped": ("followup:helped-by-link", followup.HELPED, asked),
        "confirm-trainer": ("followup:confirm-trainer", followup.CONFIRM_TRAINER, trainer),
        "my-listing": ("followup:my-listing", followup.TRAINER, trainer),
        "confirm": ("alerts:confirm", links.CONFIRM, search),
        "saved": ("alerts:saved", links.MANAGE, search),
        "stop": ("alerts:stop", links.STOP, search),
        "confirm-reminder": ("alerts:confirm-reminder", links.CONFIRM_REMINDER, reminder),
        "stop-reminder": ("alerts:stop-reminder", links.STOP_REMINDER, reminder),
    }
    return {"question": reverse("followup:question", args=[question.uuid])} | {
        name: reverse(view, args=[signed_links.signed(purpose, thing.uuid)])
        for name, (view, purpose, thing) in named.items()
    }


def _question(reader: Reader, resource: Resource | None, state: str = "shown") -> Question:
    made = Question.objects.create(
        once=uuid4(), reader=reader, resource=resource, title="Which form for Chile?", text="I sell dresses.",
        language="en", state=state, name="Ana", solved=timezone.now(),
    )  # fmt: skip
    Answer.objects.create(
        once=uuid4(), question=made, by="provider", name="Port", text="The DIN.\n\nAnd an invoice."
    )
    Question.objects.create(once=uuid4(), title="Prices", language="en", state="waiting", why_waiting="links")
    for _ in range(3 if resource else 0):
        Helped.objects.create(once=uuid4(), resource=resource, said="yes", text="I did my first shipment.")
    return made


def _trainer(reader: Reader) -> Trainer:
    made = Trainer.objects.create(
        once=uuid4(), reader=reader, name="Tom Nguyen", organisation="Port college", economy="VN", state="shown",
        about="Twenty years in freight.", website="https://trainers.example/tom",
    )  # fmt: skip
    Skill.objects.create(trainer=made, kind="aspect", value="international-logistics")
    Skill.objects.create(trainer=made, kind="language", value="vi")
    return made

"""Saving a search: it begins once the link that is sent to its reader was used."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.alerts import links, touched, webhooks
from registry.alerts.models import Reminder, SavedSearch
from registry.alerts.reminders import begin_following
from registry.alerts.wording import kept_params, words
from registry.limits import attempts
from registry.people import letters, readers
from registry.people.models import Consent, Reader
from registry.visitor import visitor
from search.query import Query

MOST_SAVED = 100  # of one reader
LETTERS_A_DAY = 5  # that ask one address to confirm, whoever asks for them
ASKED_AN_HOUR = 20  # by one visitor


class TooMany(Exception):
    """Somebody asks for more than anybody needs; the message is for the page."""


def check_visitor(request: HttpRequest) -> None:
    """Raises TooMany."""
    if not attempts.may("alerts", visitor(request), ASKED_AN_HOUR, attempts.HOUR):
        raise TooMany(_("That was a lot at once. Please try again in an hour; nothing is lost."))


def save_search(
    query: Query, reader: Reader, rhythm: str, *, url: str = "", own: bool = False
) -> SavedSearch:
    """Saves it. `own`: the reader is signed in, so that it begins at once. The same search again is the same one.

    Raises TooMany.
    """
    params, channel = kept_params(query), SavedSearch.Channel.WEBHOOK if url else SavedSearch.Channel.MAIL
    same = reader.saved_searches.filter(channel=channel, url=url)
    search = next((one for one in same if one.params == params), None)
    if search is None:
        if reader.saved_searches.count() >= MOST_SAVED:
            raise TooMany(_("You have saved very many searches. End one of them first."))
        search = SavedSearch.objects.create(
            reader=reader,
            params=params,
            languages=list(query.languages),
            rhythm=rhythm,
            channel=channel,
            url=url,
        )
    if own:
        begin(search)
    elif may_write(reader):
        said = {"link": links.confirm(search), "stop": links.stop(search), "words": words(query), "url": url}
        letters.send([letters.letter(reader, "alerts/mail/confirm", said)])
    return search


def may_write(reader: Reader) -> bool:
    """Nobody's mailbox is filled by others' asking: what is over the measure is not sent, and not said either."""
    return attempts.may("confirm", str(reader.uuid), LETTERS_A_DAY, timedelta(days=1))


def begin(search: SavedSearch) -> bool:
    """The reader agrees. False where that was so already."""
    now = timezone.now()
    with transaction.atomic():
        begun = {"confirmed": now, "due": now, "position": touched.last()}
        mine = SavedSearch.objects.filter(pk=search.pk, confirmed=None).update(**begun)
        if mine:
            search.confirmed = search.due = now
            readers.confirm(search.reader, Consent.Purpose.ALERTS, agreed_words(search))
            if search.channel == SavedSearch.Channel.WEBHOOK:
                webhooks.hello(search)
    return bool(mine)


def agreed_words(search: SavedSearch) -> str:
    """What the page of confirmation says."""
    if search.channel == SavedSearch.Channel.WEBHOOK:
        return _("Send the news of this search to my webhook, and write to me if that fails.")
    return _("Write to me when there is something new for this search.")


def end(search: SavedSearch) -> None:
    """It goes, with its ledger; and the reader's address, if nothing else needs it."""
    reader = search.reader
    with transaction.atomic():
        search.delete()
        if not reader.saved_searches.exists():
            readers.withdraw(reader, Consent.Purpose.ALERTS)
        readers.release(reader)


def begin_reminder(reminder: Reminder) -> bool:
    """As `begin`."""
    with transaction.atomic():
        begin_following()
        mine = Reminder.objects.filter(pk=reminder.pk, confirmed=None).update(confirmed=timezone.now())
        if mine:
            said = _("Remind me of this date, and tell me if it moves.")
            readers.confirm(reminder.reader, Consent.Purpose.REMINDERS, said)
            if reminder.ask_later:
                asked = _("Ask me some weeks later whether it helped.")
                readers.confirm(reminder.reader, Consent.Purpose.HELPED, asked)
    return bool(mine)


def end_reminder(reminder: Reminder) -> None:
    reader = reminder.reader
    with transaction.atomic():
        reminder.delete()
        readers.release(reader)

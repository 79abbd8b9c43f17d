"""The twelve questions that a plan is made from, as a form: none must be answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.framework import economies
from registry.framework.vocabularies import ASPECTS, TRADE_MODELS
from registry.planning.answers import (
    LONGEST_GOODS,
    MOST_HOURS,
    MOST_LANGUAGES,
    MOST_MARKETS,
    MOST_MONEY,
    MOST_WEEKS,
    Answers,
)
from registry.planning.sentence import markets_of
from registry.portal.language_names import autonym
from search.facets import language

LANGUAGES = (
    *("en", "zh-Hans", "zh-Hant", "es", "id", "vi", "ms", "th"),
    *("fil", "ja", "ko", "ru", "fr", "pt", "ar"),
)
CURRENCIES = (
    *("USD", "AUD", "BND", "CAD", "CLP", "CNY", "HKD", "IDR", "JPY", "KRW", "MXN", "MYR"),
    *("NZD", "PEN", "PGK", "PHP", "RUB", "SGD", "THB", "TWD", "VND", "EUR"),
)
_ELSEWHERE = "elsewhere"


def _economies() -> Iterator[tuple[str, str]]:
    names = ((code, economies.label(code, get_language())) for code in economies.APEC)
    yield from sorted(names, key=lambda pair: pair[1])


def _home() -> Iterator[tuple[str, str]]:
    yield "", _("Choose …")  # type: ignore[misc]
    yield from _economies()
    yield _ELSEWHERE, _("Somewhere else")  # type: ignore[misc]


def _models() -> Iterator[tuple[str, str]]:
    yield from ((model.id, model.label(get_language())) for model in TRADE_MODELS)
    yield "", _("Not decided")  # type: ignore[misc]


_SKILLS = [
    (0, pgettext_lazy("how much one can do", "Nothing yet")),
    (1, pgettext_lazy("how much one can do", "I have heard of it")),
    (2, pgettext_lazy("how much one can do", "I know how it works")),
    (3, pgettext_lazy("how much one can do", "I do it already")),
]


@dataclass(frozen=True, slots=True)
class Question:
    """`fields`: of the form, one or more that answer it."""

    number: int
    title: str
    help: str
    fields: Sequence[forms.BoundField]


class Questionnaire(forms.Form):
    """Answers to all questions; what is left open limits nothing."""

    goods = forms.CharField(required=False, max_length=LONGEST_GOODS)
    economy = forms.ChoiceField(required=False, choices=_home)
    markets = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    model = forms.ChoiceField(required=False, choices=_models, widget=forms.RadioSelect)
    platform = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("marketplace", _("On a marketplace")),
            ("own-shop", _("In a web shop of my own")),
            ("social", _("Over social media and chat")),
            ("", _("Not decided")),
        ],
    )
    stage = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("information", _("I show my goods online, and sell elsewhere or not yet")),
            ("transactions", _("I take orders and payments online, or am about to")),
            ("one-stop", _("I sell abroad with services for payment, customs and shipping")),
            ("", _("None of these")),
        ],
    )
    languages = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(tag, autonym(tag)) for tag in LANGUAGES],
    )
    connection = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("good", _("Good enough for films")),
            ("slow", _("Slow or costly: rather no films")),
            ("text", _("Only good for text: no films")),
        ],
    )
    form = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("online", _("Only online")),
            ("any", _("Online or in person")),
            ("visits", _("Both, and visits to firms or an internship too")),
        ],
    )
    budget = forms.IntegerField(label=_("At most"), required=False, min_value=0, max_value=MOST_MONEY)
    currency = forms.ChoiceField(label=_("Currency"), required=False, choices=[(c, c) for c in CURRENCIES])
    hours = forms.IntegerField(label=_("Hours a week"), required=False, min_value=1, max_value=MOST_HOURS)
    weeks = forms.IntegerField(
        label=_("For how many weeks"), required=False, min_value=1, max_value=MOST_WEEKS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_markets()
        for aspect in ASPECTS:
            self.fields[aspect.id] = forms.TypedChoiceField(
                label=aspect.label(get_language()), required=False, choices=_SKILLS, coerce=int
            )

    @classmethod
    def for_sentence(cls, said: str, languages: Sequence[str]) -> Questionnaire:
        """Filled in as far as a sentence and the browser tell: what is sold, where to, which languages are read."""
        known = dict.fromkeys(tag for stated in languages if (tag := language(stated)) in LANGUAGES)
        markets = markets_of(said)[:MOST_MARKETS]
        return cls.of(Answers(goods=said.strip()[:LONGEST_GOODS], markets=markets, languages=tuple(known)))

    @classmethod
    def of(cls, answers: Answers) -> Questionnaire:
        plain = asdict(answers)
        skills = dict(zip(ASPECTS.ids, plain.pop("skills"), strict=True))
        form = "visits" if answers.visits else answers.form
        return cls(initial=plain | skills | {"form": form})

    @property
    def questions(self) -> Sequence[Question]:
        return [
            Question(number, str(title), str(help), [self[name] for name in names])
            for number, (title, help, names) in enumerate(_QUESTIONS, 1)
        ]

    def clean_markets(self) -> list[str]:
        return _at_most(self.cleaned_data["markets"], MOST_MARKETS)

    def clean_languages(self) -> list[str]:
        return _at_most(self.cleaned_data["languages"], MOST_LANGUAGES)

    def answers(self, read_first: Sequence[str] = ()) -> Answers:
        """Of a form that is valid. `read_first`: languages as the browser states them, the best one first."""
        given: Mapping[str, Any] = self.cleaned_data
        best = {language(stated): place for place, stated in reversed(list(enumerate(read_first)))}
        economy = given["economy"]
        return Answers(
            goods=" ".join(given["goods"].split()),
            economy="" if economy == _ELSEWHERE else economy,
            markets=tuple(given["markets"]),
            languages=tuple(sorted(given["languages"], key=lambda tag: best.get(tag, len(best)))),
            model=given["model"],
            platform=given["platform"],
            stage=given["stage"],
            connection=given["connection"] or "good",
            form="online" if given["form"] == "online" else "any",
            visits=given["form"] == "visits",
            budget=given["budget"],
            currency=given["currency"] if given["budget"] else "",
            hours=given["hours"],
            weeks=given["weeks"] or Answers().weeks,
            skills=tuple(given[aspect] or 0 for aspect in ASPECTS.ids),
        )

    def _offer_markets(self) -> None:
        """APEC's economies, and any other that was named before."""
        field = self.fields["markets"]
        assert isinstance(field, forms.MultipleChoiceField)
        asked = (
            self.data.getlist("markets") if hasattr(self.data, "getlist") else self.data.get("markets", ())
        )
        named = [*asked, *(self.initial.get("markets") or ())][: 2 * MOST_MARKETS]
        others = [
            code for code in dict.fromkeys(named) if code in economies.codes() and not economies.is_apec(code)
        ]
        field.choices = [*_economies(), *((code, economies.label(code, get_language())) for code in others)]


def _at_most(values: list[str], most: int) -> list[str]:
    if len(values) > most:
        raise forms.ValidationError(_("Please choose at most %(most)s.") % {"most": most})
    return values


_Words = str | Callable[[], str] | Any
_QUESTIONS: Sequence[tuple[_Words, _Words, Sequence[str]]] = (
    (_("What do you sell?"), _("In your own words, such as: wedding dresses."), ["goods"]),
    (_("Where is your firm?"), "", ["economy"]),
    (_("Where do you want to sell?"), _("Choose up to eight."), ["markets"]),
    (_("Who buys from you?"), "", ["model"]),
    (_("How do you sell?"), "", ["platform"]),
    (_("How far are you?"), "", ["stage"]),
    (_("Which languages do you read?"), _("Choose none for any language."), ["languages"]),
    (_("How good is your internet?"), "", ["connection"]),
    (_("How do you want to learn?"), "", ["form"]),
    (
        _("What may it cost, all together?"),
        _("0 for free ones only; empty for no limit."),
        ["budget", "currency"],
    ),
    (_("How much time do you have?"), _("Empty for no limit."), ["hours", "weeks"]),
    (_("What can you do already?"), "", list(ASPECTS.ids)),
)

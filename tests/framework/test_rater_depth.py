"""How deep each aspect is judged to be covered: mentioned, taught, practised, and what is none of these."""

from __future__ import annotations

import pytest

from registry.framework.rater import rate_text
from registry.framework.reading import TEXT_READ
from registry.framework.vocabularies import ASPECTS

FILLER = (
    "The association was founded by a group of friends many years ago and meets in the town hall. "
    "Its members talk about the news of the day, the weather and their plans for the coming season. "
)


@pytest.mark.parametrize(
    ("title", "aspect"),
    [
        ("Entering the Japanese market: export market guide", "business-environment"),
        ("Business etiquette in Southeast Asia", "cross-cultural-communications"),
        ("Cross-border payment methods", "internet-finance"),
        ("Search engine optimisation for your online store", "online-marketing"),
        ("Warehousing and order fulfilment", "international-logistics"),
        ("Rules of origin and HS codes", "international-trade-practices"),
    ],
)
def test_a_title_that_names_the_subject_is_taken_as_taught(title: str, aspect: str) -> None:
    profile = rate_text(title)
    assert profile.assigned == (aspect,)
    assert profile[aspect].evidence[0].field == "title"


def test_a_distinct_part_of_the_text_is_taught() -> None:
    profile = rate_text(
        "Selling abroad online",
        "The second lesson explains customs clearance: which import duties apply, what HS codes are for, "
        "and which certificate of origin a buyer may ask for.",
    )
    assert profile.depth("international-trade-practices") == 2


def test_one_mention_in_passing_in_a_long_text_is_only_a_mention() -> None:
    profile = rate_text(
        "Social media advertising for exporters", FILLER * 6 + "One member works in freight. " + FILLER
    )
    assert profile.depth("international-logistics") == 1
    assert profile.depth("online-marketing") == 2


def test_what_is_ready_to_use_is_practised() -> None:
    profile = rate_text(
        "Export documents",
        "Fill in the commercial invoice step by step, with templates and exercises for each form.",
    )
    assert profile.depth("international-trade-practices") == 3
    assert {e.text.lower() for e in profile["international-trade-practices"].evidence} & {
        "step by step",
        "templates",
        "exercises",
    }


def test_practice_of_one_aspect_is_not_practice_of_another_far_away() -> None:
    profile = rate_text(
        "Payment methods and freight for exporters",
        "Letters of credit are explained with exercises and templates. "
        + FILLER * 3
        + "Then freight and warehousing are explained.",
    )
    assert profile.depth("internet-finance") == 3
    assert profile.depth("international-logistics") == 2


def test_what_is_not_there_is_not_covered() -> None:
    profile = rate_text("Customs clearance for exporters", FILLER)
    assert profile.depth("internet-finance") == 0
    assert profile["internet-finance"].evidence == ()


@pytest.mark.parametrize("times", [5, 50, 500])
def test_a_text_stuffed_with_all_subjects_practises_none(times: int) -> None:
    stuffed = (
        "business environment cross-cultural communications internet finance online marketing "
        "international logistics international trade practices template exercise step-by-step "
    )
    profile = rate_text("Everything", stuffed * times)
    assert all((profile.depth(aspect) or 0) < 3 for aspect in ASPECTS.ids)


def test_stuffing_is_named_as_the_reason() -> None:
    profile = rate_text("Customs", "customs duties freight payment methods marketing templates " * 50)
    assert "repeats" in profile["international-trade-practices"].reason


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Logistic Regression with NumPy and Python", "Data Science. Machine learning, classification."),
        ("Save and export a Keras model", "Export the model to ONNX, import numpy, deep learning."),
        ("Smart contracts", "Solidity, Ethereum and the Remix IDE."),
        ("Custom models and custom layers with TensorFlow", "Deep learning for image recognition."),
        ("Deploying on Amazon AWS", "Amazon Web Services, S3 and EC2, Docker containers."),
        ("Tools of the trade: a carpenter's workshop", "Saws, planes and chisels."),
        ("Data warehousing with SQL", "Star schemas, ETL and a data warehouse in the cloud."),
        ("Guitar for beginners", "Chords and strumming, online, at your own pace."),
        ("Regresión logística en R", "Ciencia de datos y aprendizaje automático."),
        ("智能合约开发", "区块链编程与算法设计"),
        ("Contract law I", "Domestic contract law: offer, acceptance, consideration."),
        ("Supporting workshops in schools", "For teachers: how to run a workshop and report on it."),
    ],
)
def test_the_wrong_sense_of_a_word_is_nothing(title: str, description: str) -> None:
    profile = rate_text(title, description)
    assert profile.assigned == ()
    assert profile.relevant is not None
    assert profile.relevant < 0.5


@pytest.mark.parametrize(
    ("title", "aspect"),
    [
        ("Logistics for exporters", "international-logistics"),
        ("Drafting export contracts", "international-trade-practices"),
        ("Selling on Amazon: listings for sellers abroad", "online-marketing"),
        ("Warehousing abroad for online sellers", "international-logistics"),
    ],
)
def test_the_right_sense_of_the_same_words_counts(title: str, aspect: str) -> None:
    profile = rate_text(title)
    assert aspect in profile.assigned
    assert profile.relevant is not None
    assert profile.relevant >= 0.5


def test_a_longer_term_says_what_a_shorter_one_in_it_does_not() -> None:
    profile = rate_text("Supply chain finance")
    assert profile.assigned == ("internet-finance",)
    assert profile.depth("international-logistics") == 0


@pytest.mark.parametrize(
    "title",
    [
        "Trade mission to Chile and Peru for online sellers",
        "Study tour of a bonded warehouse",
        "跨境电商产业园考察",
        "Misión comercial a Costa Rica",
        "Internship with a cross-border seller",
    ],
)
def test_it_recognises_visits(title: str) -> None:
    assert (rate_text(title).depth("visits") or 0) >= 2


def test_a_course_is_no_visit() -> None:
    assert rate_text("Customs clearance", "An online course in four modules.").depth("visits") == 0


def test_a_text_in_an_unknown_language_is_unknown_and_not_zero() -> None:
    greek = rate_text("Εισαγωγή στο εμπόριο", "μαθήματα για μικρές επιχειρήσεις")
    german = rate_text("Zollverfahren", "Ein Kurs zur Ausfuhr von Waren", language="de")
    for profile in (greek, german):
        assert profile.depth("international-trade-practices") is None
        assert "language" in profile["international-trade-practices"].reason


def test_a_short_word_is_not_read_in_a_language_that_the_text_is_not_in() -> None:
    assert rate_text("Kurs", language="de").depth("internet-finance") is None
    assert rate_text("Kurs dan pembayaran ekspor", language="id").depth("internet-finance") == 2


def test_of_two_megabytes_only_the_beginning_is_read() -> None:
    profile = rate_text("Customs", "Freight for exporters. " * 90_000 + "Letters of credit.")
    assert profile.depth("international-logistics") == 1
    assert profile.depth("internet-finance") == 0
    ends = [e.end for judgement in profile.cells.values() for e in judgement.evidence]
    assert max(ends) <= TEXT_READ


@pytest.mark.parametrize(
    "title", ["", " ", "\u0000", "🚢📦", "<script>", "???", "ا", "s", "-", "\u200b", "\u0301"]
)
@pytest.mark.parametrize("description", [None, "", "<p></p>", "\ud800", "\u0301\u0301"])
def test_it_rates_whatever_it_is_given(title: str, description: str | None) -> None:
    profile = rate_text(title, description)
    assert profile.assigned == ()

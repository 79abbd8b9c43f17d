"""The benchmark's corpus: an OAI-PMH repository of made-up courses, the same ones each time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.benchmarks.words import LANGUAGES, Language

PAGE_SIZE = 100
NOW = "2026-11-20T12:00:00Z"
_HOST = "https://courses.example"
_TYPES = ("course", "workshop", "webinar", "guide", "video")
_WITHOUT_LANGUAGE = 25  # one record in so many states none
_WITH_DOI = 4


class Question(NamedTuple):
    """A search: words, and two filters by the values that the records state."""

    words: str
    language: str
    type: str


def page(number: int, records: int) -> bytes:
    """The answer to ListRecords whose first record is number * PAGE_SIZE."""
    start = number * PAGE_SIZE
    end = min(start + PAGE_SIZE, records)
    rows = "".join(_record(n) for n in range(start, end))
    token = str(number + 1) if end < records else ""
    return envelope(
        f"<ListRecords>{rows}"
        f'<resumptionToken completeListSize="{records}" cursor="{start}">{token}</resumptionToken></ListRecords>'
    )


def pages(records: int) -> int:
    return -(-records // PAGE_SIZE)


def envelope(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>{NOW}</responseDate><request>{_HOST}/oai</request>{body}</OAI-PMH>"
    ).encode()


def questions(count: int) -> list[Question]:
    """Searches for one or two words of the corpus, with a language and a type that some records have."""
    return list(islice(_questions(), count))


def _questions() -> Iterator[Question]:
    random = Random("questions")
    while True:
        language = random.choice(LANGUAGES)
        topic = random.choice(language.topics)
        words = topic if random.random() < 0.5 else f"{topic} {random.choice(language.markets)}"
        yield Question(words, language.tag, random.choice(_TYPES))


def elements(number: int, random: Random) -> Iterator[tuple[str, str]]:
    """What the record of that number says, by element of Dublin Core."""
    return _elements(number, LANGUAGES[number % len(LANGUAGES)], random)


def _record(number: int) -> str:
    random = Random(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    elements = "".join(
        f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in _elements(number, language, random)
    )
    return (
        f"<record><header><identifier>oai:courses.example:{number}</identifier>"
        f"<datestamp>2026-{1 + number % 10:02}-{1 + number % 28:02}T08:00:00Z</datestamp></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{elements}</oai_dc:dc></metadata></record>\n'
    )


def _elements(number: int, language: Language, random: Random) -> Iterator[tuple[str, str]]:
    topic = random.choice(language.topics)
    title = _filled(random.choice(language.titles), topic, language, random)
    yield "title", f"{title} ({number})"
    yield "description", _description(topic, language, random)
    yield "identifier", f"{_HOST}/catalogue/{number}?lang={language.tag}"
    if number % _WITH_DOI == 0:
        yield "identifier", f"https://doi.org/10.5555/courses.{number}"
    if number % _WITHOUT_LANGUAGE:
        yield "language", language.tag
    yield "type", random.choice(_TYPES)
    for subject in dict.fromkeys((topic, random.choice(language.topics), random.choice(language.topics))):
        yield "subject", subject
    yield "creator", f"{random.choice(_FAMILIES)}, {random.choice(_GIVEN)}"
    yield "publisher", random.choice(_PUBLISHERS)
    yield "date", f"{random.randint(2019, 2026)}-{random.randint(1, 10):02}-{random.randint(1, 28):02}"
    yield "rights", "https://creativecommons.org/licenses/by/4.0/"


def _description(topic: str, language: Language, random: Random) -> str:
    """Of 300 to 1,000 characters; half as many in the scripts whose characters stand for syllables or words."""
    dense = language.tag[:2] in ("zh", "ja", "ko")
    wanted = random.randint(300, 900) // (2 if dense else 1)
    between = "" if language.tag[:2] in ("zh", "ja") else " "
    text = ""
    while len(text) < wanted:
        for sentence in random.sample(language.sentences, len(language.sentences)):
            text += _filled(sentence, topic, language, random) + between
            if len(text) >= wanted:
                break
    return text.strip()


def _filled(template: str, topic: str, language: Language, random: Random) -> str:
    filled = template.format(
        topic=topic,
        market=random.choice(language.markets),
        people=random.choice(language.people),
        tool=random.choice(language.tools),
    )
    return filled[:1].upper() + filled[1:]


_FAMILIES = ("Nguyen", "Chen", "García", "Tanaka", "Kim", "Siregar", "Rojas", "Wong", "Martin", "Santos")
_GIVEN = ("Lan", "Wei", "María", "Yuki", "Min-ji", "Dewi", "Pedro", "Grace", "Anne", "José")
_PUBLISHERS = ("Harbour Training Institute", "Academia del Puerto", "海港學院", "Southern Trade School")

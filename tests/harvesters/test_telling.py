"""What a harvest tells is kept in English, and read in the language of the page, the letter or the API's caller."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from harvesters import telling
from harvesters.fetch import Fetcher, FetchProblem
from harvesters.fetch.secret import Secret
from harvesters.problems import Problem
from harvesters.runs import harvest
from harvesters.words import Words, counted_words, words
from harvesters.work import tidy
from registry.providers.links import feed_link
from registry.sources.models import Run, RunError, Source
from tests.factories import make_source, make_staff
from tests.harvesters.faults import Site, document, redirect

pytestmark = pytest.mark.django_db
HEAD = "head@school.example"
MISSING = "Check the address: there is nothing at it. Correct it, or put the document back."


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def source(site: Site, settings: Settings) -> Source:
    """There is nothing at its address."""
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    return make_source("School", url=site.url("/list"), protocol="table", proposed_by=HEAD)


def story(run: Run, language: str) -> str:
    answer = Client(headers={"Accept-Language": language}).get(f"{feed_link(run.source)}runs/{run.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_provider_reads_the_story_of_a_run_in_the_language_of_the_page(source: Source) -> None:
    run = harvest(source)
    page = story(run, "es")
    assert f"{source.url} respondió 404 (Not Found)." in page
    assert "Compruebe la dirección: no hay nada en ella." in page
    assert f"{source.url} 回答了 404" in story(run, "zh-hans")
    assert f"{source.url} answered 404 (Not Found)." in story(run, "en")


def test_what_is_kept_is_english(source: Source) -> None:
    with translation.override("es"):
        error = harvest(source).errors.get()
    assert (error.reason, error.advice) == (f"{source.url} answered 404 (Not Found).", MISSING)


def test_what_was_kept_before_stays_as_it_was(source: Source) -> None:
    run = Run.objects.create(source=source, outcome="failed")
    RunError.objects.create(run=run, stage="fetch", reason="/old answered 404 (Not Found).")
    assert "/old answered 404 (Not Found)." in story(run, "es")


def test_what_another_version_has_worded_stays_english(source: Source) -> None:
    run = Run.objects.create(source=source, outcome="failed")
    wording = {"reason": ["The host name %(host)s was not found.", {"name": "x"}]}
    RunError.objects.create(run=run, stage="fetch", reason="The host name x was not found.", wording=wording)
    assert "The host name x was not found." in story(run, "es")


def test_what_a_server_says_is_shown_as_it_is_and_harms_nothing(source: Source, site: Site) -> None:
    """Signs of markup and of templates, in a value that stands in the middle of a sentence."""
    site.answers["/list"] = document("id\n", Content_Encoding="<b>%(x)s%d 100%</b>")
    run = harvest(source)
    kept = run.errors.get().reason
    assert "<b>%(x)s%d 100%</b>" in kept
    page = story(run, "es")
    assert "se puede leer (&lt;b&gt;%(x)s%d 100%&lt;/b&gt;)" in page
    assert "<b>%" not in page


def test_staff_read_a_run_by_the_api_in_the_language_that_they_ask_for(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    run = harvest(source)
    call_command("staff", "add", "ana@alliance.example", "--role", "administrator")
    capsys.readouterr()
    call_command("staff", "token", "ana@alliance.example")
    token = capsys.readouterr().out.strip()

    def told(language: str) -> tuple[str, str]:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        (error,) = Client(headers=headers).get(f"/api/v1/runs/{run.pk}/").json()["errors"]
        return error["reason"], error["advice"]

    assert told("en") == (f"{source.url} answered 404 (Not Found).", MISSING)
    reason, advice = told("id")
    assert reason == f"{source.url} menjawab 404 (Not Found)."
    assert advice.startswith("Periksa alamatnya")


TABLE = "id,title,start,note,end\n1,Aduanas,mañana 100%,-,-\n2,,-,-,-\n3,Envíos,2026-12-02,-,-,-,-,x\n"


def test_what_is_noticed_of_records_and_of_a_list_is_told_too(source: Source, site: Site) -> None:
    """A value that is not understood, a record that is rejected, a line of the list, and a setting's name."""
    site.answers["/list"] = document(TABLE, "text/csv")
    page = story(harvest(source), "es")
    assert "“mañana 100%” no se entiende y queda como desconocido." in page
    assert "indique `date_order` en los ajustes" in page
    assert "El registro no tiene título." in page
    assert "describir · 2 · title" in page
    assert "2 nuevos" in page
    assert ">1 rechazado<" in page
    assert "La línea 4 tiene 8 celdas bajo 5 encabezados" in page


def test_reasons_within_reasons_are_told_in_the_language(source: Source, site: Site) -> None:
    site.answers["/list"] = document("{" * 2000, "application/json")
    source.protocol, source.settings = "mapped", {"records": "items"}
    source.save()
    run = harvest(source)
    assert "cannot be read further" in run.errors.get().reason
    page = story(run, "vi")
    assert "Không đọc tiếp được JSON" in page
    assert "dòng 1, ký tự 2" in page


def test_a_repository_that_answers_with_errors_is_told_in_whole_sentences(source: Source, site: Site) -> None:
    errors = '<error code="badArgument">No &lt;b&gt;.</error><error code="meow"/>'
    site.answers["/list"] = document(
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{errors}</OAI-PMH>', "text/xml"
    )
    source.protocol = "oai_pmh"
    source.save()
    page = story(harvest(source), "zh-hans")
    assert (
        "仓储回答了错误 badArgument（No &lt;b&gt;.） 和 meow：它不接受请求的参数；OAI-PMH 没有定义这种错误。"
        in page
    )
    assert "请检查来源设置中的集合和元数据前缀。请在仓储的日志中查明原因" in page


def test_a_document_that_is_read_by_a_process_of_its_own_is_told_in_the_language(
    source: Source, site: Site
) -> None:
    site.answers["/list"] = document(b"%PDF-1.7 nothing follows", "application/pdf")
    source.protocol = "document"
    source.save()
    run = harvest(source)
    (error,) = run.errors.all()
    assert error.reason.startswith("The document is damaged and cannot be read (")
    assert "El documento está dañado y no se puede leer (" in story(run, "es")


@pytest.mark.parametrize("known", ["es", "", "xx"])
def test_a_letter_is_in_the_language_that_the_feed_was_proposed_in(source: Source, known: str) -> None:
    """The registry's own for staff, and where no language is known."""
    User.objects.create(username="ana", email="ana@alliance.example", is_staff=True)
    Source.objects.update(proposed_in=known)
    for _ in range(3):
        harvest(Source.objects.get(pk=source.pk))
        tidy()
    letters = {letter.to[0]: f"{letter.subject} {letter.body}" for letter in mail.outbox}
    spanish = f"{source.url} respondió 404 (Not Found).\nCompruebe la dirección: no hay nada en ella."
    assert (spanish in letters[HEAD]) is (known == "es")
    assert f"{source.url} answered 404 (Not Found).\n{MISSING}" in letters["ana@alliance.example"]
    assert ("cannot be read" in letters[HEAD]) is (known != "es")


def test_a_proposed_feed_remembers_the_language_of_the_page(source: Source, site: Site) -> None:
    site.answers["/courses.csv"] = document("id,title\n1,Aduanas\n", "text/csv")
    proposed = {
        "organisation": "Ministerio",
        "kind": "government",
        "economy": "PE",
        "url": site.url("/courses.csv"),
        "may_republish": "no",
        "email": HEAD,
    }
    answer = Client(headers={"Accept-Language": "es-PE"}).post("/providers/", proposed)
    assert answer.status_code == 303
    assert Source.objects.get(organisation__name="Ministerio").proposed_in == "es"


def test_staff_read_why_settings_and_orders_are_refused(source: Source) -> None:
    staff = Client(headers={"Accept-Language": "es"})
    staff.force_login(make_staff())
    page = f"/staff/sources/{source.uuid}/"
    told = staff.post(f"{page}settings/try/", {"settings": '{"titel": 1}'}).content.decode()
    assert "titel: `titel` no es un ajuste. Conocidos aquí: " in told
    told = staff.post(f"{page}cancel/", {}, follow=True).content.decode()
    assert "School feed no se está leyendo" in told


def test_who_proposes_a_feed_reads_why_it_cannot_be_taken(source: Source) -> None:
    proposed = {"url": source.url, "email": HEAD}
    page = Client(headers={"Accept-Language": "es"}).post("/providers/", proposed).content.decode()
    assert f"{source.url} respondió 404 (Not Found). Compruebe la dirección" in page


def test_staff_read_a_trial_in_the_language_of_the_page(source: Source) -> None:
    staff = Client(headers={"Accept-Language": "es"})
    staff.force_login(make_staff())
    page = staff.post(f"/staff/sources/{source.uuid}/settings/try/", {"settings": "{}"}).content.decode()
    assert f"{source.url} respondió 404 (Not Found)." in page


def test_a_secret_is_in_no_language(source: Source, site: Site) -> None:
    """Not even where what the sentence was made of is kept."""
    site.answers["/list"] = redirect("/gone?token=t0k%2Fen&page=2")
    secret = Secret.of(source.url, "t0k/en", {"parameter": "token"})
    with pytest.raises(FetchProblem) as refused:
        Fetcher([site.address], robots=False, secret=secret).get(source.url)
    problem = refused.value.problem
    assert problem.wording
    kept = json.dumps([problem.reason, problem.wording])
    assert "/gone?token=***&page=2" in kept
    assert "t0k" not in kept


# The sentences themselves


def test_a_number_decides_on_the_form_and_is_written_as_the_language_does() -> None:
    def said(number: int) -> Words:
        return counted_words("%(number)s resource", "%(number)s resources", number)

    assert (said(1), said(2), said(12345)) == ("1 resource", "2 resources", "12,345 resources")
    with translation.override("es"):
        told = [telling.in_language(said(number)) for number in (1, 2, 12345)]
    assert told == ["1 recurso", "2 recursos", "12\xa0345 recursos"]


def test_a_sentence_within_a_sentence_is_told_in_the_same_language() -> None:
    size = words("%(number)s bytes", number="80")
    said = words("%(address)s is too large: more than %(size)s.", address="/a", size=size)
    assert said == "/a is too large: more than 80 bytes."
    with translation.override("zh-hans"):
        assert telling.in_language(said) == "/a 太大：超过 80 字节。"


def test_a_problem_passes_a_pipe_of_plain_values() -> None:
    said = words("The host name %(host)s was not found.", host="a.example")
    sent = Problem(stage="fetch", reason=said, advice=words(MISSING), payload=b"x")
    came = Problem.from_plain(marshal.loads(marshal.dumps(sent.as_plain())))
    assert came == sent
    assert came.wording == sent.wording == {"reason": [said.wording[0], {"host": "a.example"}]}


def test_what_a_database_does_not_take_is_in_no_value_either() -> None:
    said = Problem(stage="fetch", reason=words("The host name %(host)s was not found.", host="a\0\ud800b"))
    assert said.reason == "The host name ab was not found."
    assert said.wording == {"reason": ["The host name %(host)s was not found.", {"host": "ab"}]}

"""`manage.py search WORDS… [--facet NAME=VALUE]`: searches as the portal does, and prints hits and counts;
with --ndjson many queries, one a line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from search import ndjson
from search.engines import ENGINES, Engine, EngineUnavailable, engine
from search.explaining import Explanation, explained
from search.facets import FACETS
from search.found import Found, FoundHit, search
from search.marking import Piece
from search.query import PARAMETERS, Problem, Query, from_params


class Command(BaseCommand):
    help = "Searches the catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "words", nargs="*", help='words, "quoted phrases"; -- before words such as -excluded'
        )
        parser.add_argument(
            "--facet", action="append", default=[], metavar="NAME=VALUE", help=f"one of {', '.join(FACETS)}"
        )
        parser.add_argument("--from", default="", metavar="DAY", help="sessions from this day on")
        parser.add_argument("--to", default="", metavar="DAY", help="sessions up to this day")
        parser.add_argument("--sort", default="", help="relevance, next or newest")
        parser.add_argument("--limit", default="", metavar="N", help="hits on the page")
        parser.add_argument("--cursor", default="", help="the “next” of the page before")
        parser.add_argument("--language", default="", metavar="TAG", help="the reader's, such as zh-Hant")
        parser.add_argument("--engine", choices=ENGINES, default="", help="instead of the installation's")
        answers = parser.add_mutually_exclusive_group()
        answers.add_argument("--json", action="store_true", help="one JSON object")
        answers.add_argument(
            "--ndjson",
            action="store_true",
            help="reads a query a line (qid, text, language) from standard input; writes a hit a line",
        )
        answers.add_argument(
            "--explain", action="store_true", help="say what gave each hit its place, signal by signal"
        )
        answers.add_argument(
            "--explain-request", action="store_true", help="print the request that is sent to the engine"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = engine(options["engine"]) if options["engine"] else engine()
        try:
            self._answer(chosen, options)
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error

    def _answer(self, chosen: Engine, options: dict[str, Any]) -> None:
        if options["ndjson"]:
            if options["words"]:
                raise CommandError("--ndjson reads its queries from standard input.", returncode=2)
            for line in ndjson.answers(sys.stdin, chosen, int(options["limit"] or ndjson.MOST_HITS)):
                self.stdout.write(line)
            return
        query = _query(options)
        if options["explain_request"]:
            self.stdout.write(chosen.request(query, timezone.now()))
            return
        found = search(query, chosen=chosen)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
        elif options["explain"] and query.order == "relevance" and not (found.named or found.degraded):
            ids = [hit.resource.pk for hit in found.hits]
            self._print(found, explained(query, ids, timezone.now(), chosen))
        else:
            self._print(found)

    def _print(self, found: Found, explanation: Explanation | None = None) -> None:
        if found.degraded:
            self.stdout.write("The search engine is down; this comes from the database, in a simpler way.")
        if found.mended:
            self.stdout.write(f"No resource has the words as they were typed; these are for: {found.mended}")
        if found.relaxed:
            self.stdout.write("No resource has all of these words; these have most of them.")
        self.stdout.write(f"{found.total} found")
        for number, hit in enumerate(found.hits, 1):
            self.stdout.write(f"\n{number}. {self._marked(hit.title)}\n   {hit.resource.public_id}")
            self.stdout.write(f"   {self._marked(hit.snippet)}")
            if hit.found_by:
                self.stdout.write(f"   found by: {', '.join(hit.found_by)}")
            if explanation:
                parts = explanation.by_id[hit.resource.pk].items()
                told = " + ".join(f"{name} {score:.2f}" for name, score in parts)
                self.stdout.write(f"   {hit.score or 0.0:.2f} = {told}")
        self.stdout.write("")
        for name, values in found.facets.items():
            counts = ", ".join(f"{value} {n}" for value, n in FACETS[name].ordered(values)[:12])
            self.stdout.write(f"{name}: {counts}")
        if found.next:
            self.stdout.write(f"\nnext: --cursor {found.next.encoded()}")

    def _marked(self, pieces: list[Piece]) -> str:
        return "".join(self.style.SUCCESS(text) if marked else text for text, marked in pieces)


def _query(options: dict[str, Any]) -> Query:
    params = {name: [options[name]] for name in ("from", "to", "sort", "cursor") if options[name]}
    params |= {"q": [" ".join(options["words"])]} if options["words"] else {}
    params |= {"page_size": [options["limit"]]} if options["limit"] else {}
    for stated in options["facet"]:
        name, _equals, value = stated.partition("=")
        if not value or (name in PARAMETERS and name not in FACETS):
            raise CommandError(
                f"--facet {stated}: Write NAME=VALUE, NAME being one of {', '.join(FACETS)}.", returncode=2
            )
        params.setdefault(name, []).append(value)
    query = from_params(params)
    if query.problems:
        raise CommandError("\n".join(map(_refusal, query.problems)), returncode=2)
    return replace(query, languages=(options["language"],) if options["language"] else ())


def _refusal(problem: Problem) -> str:
    name = "--limit" if problem.parameter == "page_size" else problem.parameter
    return f"{name} {problem.value}".rstrip() + f": {problem.reason}"


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "count": found.total,
        "next": found.next.encoded() if found.next else None,
        "relaxed": found.relaxed,
        "mended": found.mended,
        "degraded": found.degraded,
        "results": [_hit_as_json(hit) for hit in found.hits],
        "facets": {name: dict(values) for name, values in found.facets.items()},
    }


def _hit_as_json(hit: FoundHit) -> dict[str, Any]:
    return {
        "id": str(hit.resource.public_id),
        "title": hit.resource.title,
        "url": hit.resource.effective.get("url"),
        "score": hit.score,
        "found_by": list(hit.found_by),
        "snippet": "".join(piece.text for piece in hit.snippet),
    }

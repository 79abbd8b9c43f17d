"""`manage.py harvest --try` as other programs call it: one object on standard output, and exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.harvesters.faults import Site, document

ROOT = Path(__file__).resolve().parents[2]
TABLE = "id,title,url\n1,Customs,https://a.example/1\n2,Payment,https://a.example/2\n3,,https://a.example/3\n"


@pytest.fixture
def table(site: Site) -> str:
    site.answers["/courses.csv"] = document(TABLE, "text/csv")
    return site.url("/courses.csv")


def harvest(tmp_path: Path, site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "HARVEST_ALLOWED_ADDRESSES": site.address,
        # No database is to be touched: there is none at this address.
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "harvest", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def trial(tmp_path: Path, site: Site, *arguments: str) -> dict[str, Any]:
    done = harvest(tmp_path, site, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, json.loads((ROOT / "docs/trial.schema.json").read_text()))
    return found


def test_it_prints_one_object_and_progress_elsewhere(tmp_path: Path, site: Site, table: str) -> None:
    done = harvest(tmp_path, site, "--try", table, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["outcome"] == "succeeded"
    assert table in done.stderr
    assert not list(tmp_path.glob("data/*.sqlite3"))


def test_it_says_what_would_be_taken_and_what_not(tmp_path: Path, site: Site, table: str) -> None:
    found = trial(tmp_path, site, "--try", table)
    assert found["counts"] == {
        "listed": 3,
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "deleted": 0,
        "rejected": 1,
        "skipped": 0,
        "withdrawn": 0,
    }
    assert [record["title"] for record in found["records"]] == ["Customs", "Payment"]
    assert [record["url"] for record in found["records"]] == ["https://a.example/1", "https://a.example/2"]
    assert [(error["field"], error["identifier"]) for error in found["errors"]] == [("title", "3")]
    assert "truncated" not in found


def test_it_stops_at_the_limit(tmp_path: Path, site: Site, table: str) -> None:
    found = trial(tmp_path, site, "--try", table, "--limit", "1")
    assert (found["outcome"], found["truncated"], found["counts"]["listed"]) == ("succeeded", True, 1)


def test_it_reads_by_the_settings_in_a_file(tmp_path: Path, site: Site) -> None:
    site.answers["/api"] = document('{"rows": [{"no": 7, "was": "Customs"}]}', "application/json")
    file = tmp_path / "settings.json"
    file.write_text(
        json.dumps({"records": "rows", "identifier": "no", "fields": {"title": {"path": "was"}}}), "utf-8"
    )
    arguments = ("--try", site.url("/api"), "--protocol", "mapped")
    for option in (("--settings", str(file)), (f"--settings={file}",)):
        found = trial(tmp_path, site, *arguments, *option)
        assert [(record["identifier"], record["title"]) for record in found["records"]] == [("7", "Customs")]


def test_it_prints_the_object_when_the_source_fails(tmp_path: Path, site: Site) -> None:
    found = trial(tmp_path, site, "--try", site.url("/nothing"))
    assert (found["outcome"], found["records"]) == ("failed", [])
    assert "404" in found["errors"][0]["reason"]


def test_it_contacts_no_address_that_is_not_allowed(tmp_path: Path, site: Site) -> None:
    with Site() as other:
        found = trial(tmp_path, site, "--try", other.url())
        assert found["outcome"] == "failed"
        assert "not a public address" in found["errors"][0]["reason"]
        assert other.requests == []


def test_it_can_be_read_by_people_too(tmp_path: Path, site: Site, table: str) -> None:
    done = harvest(tmp_path, site, "--try", table)
    assert done.stdout.splitlines() == [
        "succeeded: 3 listed, 2 added, 1 rejected",
        "! 3, title: The record has no title. Give every record a title.",
        "- Customs [1]",
        "- Payment [2]",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--try"], "expected one argument"),
        (["--try", "URL", "--protocol", "gopher"], "invalid choice: 'gopher'"),
        (["--try", "URL", "--limit", "0"], "whole number of at least 1"),
        (["--try", "URL", "--limit", "ten"], "whole number of at least 1"),
        (["--try", "URL", "--as-of", "2026-13-01"], "write it as 2026-12-02"),
        (["--try", "URL", "--settings", "no-such-file.json"], "cannot be read"),
        (["--try", "URL", "--settings", "manage.py"], "is not JSON"),
        (["--try", "URL", "--settings", "docs"], "cannot be read"),
        (["--try", "URL", "--full"], "does not go with"),
        (["--try", "URL", "NAME"], "does not go with"),
        (["--limit", "3", "NAME"], "--limit is for --try"),
        (["--frobnicate"], "unrecognized arguments"),
    ],
)
def test_it_refuses_wrong_usage(tmp_path: Path, site: Site, arguments: list[str], words: str) -> None:
    done = harvest(tmp_path, site, *(site.url() if each == "URL" else each for each in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert site.requests == []


def test_it_refuses_an_environment_that_makes_no_sense(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "address", "127.0.0.1:99999")
    done = harvest(tmp_path, site, "--try", "http://127.0.0.1/")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("HARVEST_ALLOWED_ADDRESSES holds '127.0.0.1:99999'")


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"record": "rows"}, "Did you mean `records`?"),
        ({"records": "rows["}, "is no JMESPath"),
        ([], "no JSON object"),
    ],
)
def test_it_refuses_settings_that_cannot_be_used(
    tmp_path: Path, site: Site, stated: object, words: str
) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps(stated), "utf-8")
    done = harvest(tmp_path, site, "--try", site.url(), "--protocol", "mapped", "--settings", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr

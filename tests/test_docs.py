"""The documents say what is there: links lead somewhere, and commands, options, targets and settings exist."""

from __future__ import annotations

import ast
import re
import subprocess
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path
from shlex import split

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])

_LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
_CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_COMMAND = re.compile(r"manage\.py ([a-z_]+)([^\n]*)")
# Put together here, so that this file does not hold what it looks for.
_FOLDERS_OF_A_MACHINE = ("work", "root", "tmp", "home")
_PACKAGE_REGISTRIES = ("pypi", "pythonhosted", "npmjs", "crates", "rubygems")

per_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


@per_document
def test_it_links_to_what_is_there(document: Path) -> None:
    for link in links(document):
        path, _, heading = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{link} leads nowhere"
        assert not heading or heading in headings(target), f"{link}: there is no such heading"


@per_document
def test_it_names_commands_and_options_that_exist(document: Path) -> None:
    for name, rest in commands(document):
        assert name in get_commands(), f"there is no manage.py {name}"
        known = options(name)
        used = {word.partition("=")[0] for word in words(rest) if word.startswith("--")}
        assert used <= known, f"manage.py {name} has no {used - known}"


@per_document
def test_it_names_make_targets_that_exist(document: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {target for code in codes(document) for target in re.findall(r"^make (\w+)", code, re.MULTILINE)}
    assert named <= targets


def test_operators_read_of_every_environment_variable() -> None:
    table = (ROOT / "docs" / "operator.md").read_text("utf-8")
    assert variables(), "no variable is found in the settings any more"
    for name in variables():
        assert f"| `{name}` |" in table, f"{name} is not in the table of docs/operator.md"


def test_the_table_of_variables_holds_no_other() -> None:
    table = (ROOT / "docs" / "operator.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == variables()


def test_every_page_and_every_decision_is_linked() -> None:
    reached = {ROOT / "README.md"}
    waiting = list(reached)
    while waiting:
        document = waiting.pop()
        for link in links(document):
            target = (document.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert set(DOCUMENTS) <= reached


def test_nothing_names_a_folder_of_a_machine_or_a_package_registry() -> None:
    folders = "|".join(f"/{name}/" for name in _FOLDERS_OF_A_MACHINE)
    hosts = "|".join(rf"\b{name}\.(?:org|com|io)" for name in _PACKAGE_REGISTRIES)
    # A folder at the start of a path, not the end of one (harvesters/work/) or a part of a web address.
    suspect = re.compile(rf"(?<![\w.*<\])}}-])(?:{folders})|{hosts}")
    found = [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in tracked()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if suspect.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "picture", sorted((ROOT / "docs" / "pictures").glob("*.png")), ids=lambda path: path.name
)
def test_pictures_are_small(picture: Path) -> None:
    assert picture.stat().st_size < 80_000


def links(document: Path) -> list[str]:
    found = (one or other for one, other in _LINK.findall(document.read_text("utf-8")))
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


def headings(document: Path) -> set[str]:
    """As they are named in links: lower case, spaces as hyphens, without other signs."""
    found = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def codes(document: Path) -> list[str]:
    return [block or inline for block, inline in _CODE.findall(document.read_text("utf-8"))]


def commands(document: Path) -> Iterator[tuple[str, str]]:
    """Names of commands with what follows them, lines that end in a backslash joined."""
    for code in codes(document):
        yield from _COMMAND.findall(code.replace("\\\n", " "))


def words(text: str) -> list[str]:
    return split(text, comments=True)


def options(command: str) -> set[str]:
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    return {option for one in (parser, *parts(parser)) for option in one._option_string_actions}


def parts(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            yield from action.choices.values()


def variables() -> set[str]:
    """What the settings read from the environment, by the helpers of registry.environment."""
    tree = ast.parse((ROOT / "registry" / "settings.py").read_text("utf-8"))
    calls = (
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    return {
        call.args[0].value
        for call in calls
        if call.func.id in ("text", "flag", "integer", "choice", "addresses", "folder", "postgresql")
        and isinstance(call.args[0], ast.Constant)
    }


def tracked() -> list[Path]:
    """The texts of the repository; pictures and the like are no texts."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]

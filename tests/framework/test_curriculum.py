"""The standard curriculum, and a node's own words beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.framework.concept import LANGUAGES
from registry.framework.curriculum import ORDER, LocalisationProblem, modules, path, read_localisation
from registry.framework.rubric import DEPTH_CELLS

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "curriculum.example.json"


def test_every_aspect_and_visits_have_modules_in_the_order_of_the_curriculum() -> None:
    assert set(ORDER) == set(DEPTH_CELLS)
    assert list(dict.fromkeys(module.aspect for module in modules())) == list(ORDER)


def test_every_module_is_named_in_every_language_and_can_be_searched_for() -> None:
    for module in modules():
        assert all(module.concept.labels[language] for language in LANGUAGES)
        assert module.concept.note
        assert module.words
    assert len({module.id for module in modules()}) == len(modules())


def test_the_path_leads_through_all_six_aspects() -> None:
    assert {module.aspect for module in path()} == set(ORDER) - {"visits"}


def test_the_example_is_read() -> None:
    local = read_localisation(EXAMPLE.read_text(encoding="utf-8"))["getting-paid"]
    assert local.title("es-CL") == "Cobrar desde Chile"
    assert local.note("en").startswith("Con cuenta")  # the only one that there is
    assert local.links == [("Servicio de Impuestos Internos", "https://www.sii.cl/")]


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("{", "no JSON"),
        ("[]", "modules"),
        ({"modules": {"cooking": {}}}, "There is no module 'cooking'"),
        ({"modules": {"getting-paid": {"titel": {}}}}, "title, note and links"),
        ({"modules": {"getting-paid": {"title": "Cobrar"}}}, "by language"),
        ({"modules": {"getting-paid": {"title": {"xx": "Cobrar"}}}}, "by language"),
        (
            {"modules": {"getting-paid": {"links": [{"title": "x", "url": "javascript:alert(1)"}]}}},
            "https://",
        ),
        ({"modules": {"getting-paid": {"links": {}}}}, "a list"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(stated: object, told: str) -> None:
    text = stated if isinstance(stated, str) else json.dumps(stated)
    with pytest.raises(LocalisationProblem, match=told.replace("(", r"\(")):
        read_localisation(text)

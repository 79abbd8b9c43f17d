"""The type of a resource is read from classes, codes and words."""

import pytest

from harvesters.values.kinds import resource_type


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["https://schema.org/CourseInstance"], "course"),
        (["LearningResource", "Course"], "course"),
        (["hands-on tutorial", "LearningResource"], "guide"),
        (["Event", "webinar"], "webinar"),
        (["info:eu-repo/semantics/article", "text"], "article"),
        (["MovingImage"], "video"),
        (["Online course"], "course"),
        (["Curso en línea"], "course"),
        (["线上研讨会"], "webinar"),
        (["線上研討會"], "webinar"),
        (["跨境电商培训课程"], "course"),
        (["Khóa học"], "course"),
        (["Lokakarya"], "workshop"),
        (["trade mission"], "visit"),
        (["Case Study"], "case"),
        (["政策法规"], "policy-document"),
        (["text"], None),
        (["Talkative"], None),
        ([""], None),
        ([], None),
    ],
)
def test_it_finds_the_most_exact_type(terms: list[str], expected: str | None) -> None:
    assert resource_type(*terms) == expected

"""Identifiers come in one form, and addresses are absolute or none."""

import pytest

from harvesters.values.identifiers import doi, identifier, web_address


@pytest.mark.parametrize(
    "text",
    [
        "10.1111/rss10DOI",
        "doi:10.1111/rss10doi",
        "DOI: 10.1111/rss10doi",
        "https://doi.org/10.1111/RSS10doi",
        "http://dx.doi.org/10.1111/rss10doi",
        "info:doi/10.1111/rss10doi",
        "https://doi.org/10.1111%2Frss10doi",
        "https://doi.org/%31%30.1111/rss%31%30doi",
    ],
)
def test_a_doi_has_one_form(text: str) -> None:
    assert doi(text) == "doi:10.1111/rss10doi"


@pytest.mark.parametrize(
    "text", ["", "10.5", "https://x.example/10.1111/rss10doi", "see doi:10.1111/rss10doi here"]
)
def test_other_text_is_no_doi(text: str) -> None:
    assert doi(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("978-3-16-148410-0", "isbn:9783161484100"),
        ("urn:isbn:9783161484100", "isbn:9783161484100"),
        ("ISBN 0-306-40615-2", "isbn:9780306406157"),
        ("9783161484101", "9783161484101"),  # its check digit is wrong
        ("0306406152", "0306406152"),  # ten digits alone can be anything
        ("https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        (" course 7 ", "course 7"),
        (" ", None),
    ],
)
def test_an_isbn_is_checked_and_anything_else_stays(text: str, expected: str | None) -> None:
    assert identifier(text) == expected


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("https://x.example/a?b=1#c", "", "https://x.example/a?b=1#c"),
        (" https://x.example/a b ", "", "https://x.example/a%20b"),
        ("../c", "https://x.example/a/b/", "https://x.example/a/c"),
        ("//y.example/c", "https://x.example/", "https://y.example/c"),
        ("https://例え.example/道", "", "https://例え.example/道"),
        ("www.x.example/a", "https://y.example/", "http://www.x.example/a"),
        ("WWW.x.example", "", "http://WWW.x.example"),
        ("www.html", "https://y.example/a/", "https://y.example/a/www.html"),
        ("c", "", None),
        ("", "https://x.example/", None),
        ("javascript:alert(1)", "https://x.example/", None),
        ("mailto:a@x.example", "https://x.example/", None),
        ("data:text/html,x", "", None),
        ("https://", "", None),
        ("http://[::1", "", None),
        ("see our page", "https://x.example/", None),
    ],
)
def test_an_address_is_absolute_and_of_the_web(text: str, base: str, expected: str | None) -> None:
    assert web_address(text, base) == expected

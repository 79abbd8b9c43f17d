"""The shared pieces of forms: what a screen reader needs is tied to the field."""

from __future__ import annotations

import re

from django import forms
from django.template.loader import render_to_string


class Proposal(forms.Form):
    address = forms.URLField(
        label="Address of the feed", help_text="It begins with https://", assume_scheme="https"
    )
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, initial="t")

    def clean(self) -> None:
        if self.cleaned_data.get("note") == "<b>":
            raise forms.ValidationError("No <b> please.")


def drawn(data: dict[str, str] | None = None) -> str:
    return render_to_string("portal/parts/form.html", {"form": Proposal(data)})


def test_each_field_has_its_label_and_help() -> None:
    html = drawn()
    assert '<label for="id_address">Address of the feed</label>' in html
    assert 'id="id_address_helptext">It begins with https://' in html
    assert re.search(r'<input type="url"[^>]*aria-describedby="id_address_helptext"', html)


def test_what_need_not_be_filled_in_says_so() -> None:
    html = drawn()
    assert html.count("(optional)") == 1
    assert re.search(r'for="id_note">Note <span class="soft">\(optional\)', html)


def test_choices_stand_in_a_group_with_a_legend() -> None:
    assert "<legend>Kind</legend>" in drawn()


def test_an_error_is_announced_and_tied_to_its_field() -> None:
    html = drawn({"address": "nonsense", "kind": "a", "token": "t"})
    assert 'role="alert"' in html
    assert re.search(r'<input type="url"[^>]*aria-invalid="true"', html)
    described = re.search(r'<input type="url"[^>]*aria-describedby="([^"]*)"', html)
    assert described
    for id in described[1].split():
        assert f'id="{id}"' in html


def test_an_error_of_the_whole_form_is_shown_as_text() -> None:
    html = drawn({"address": "https://x.example/", "kind": "a", "note": "<b>", "token": "t"})
    assert "No &lt;b&gt; please." in html

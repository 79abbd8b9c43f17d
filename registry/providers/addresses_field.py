"""A field for a list of addresses of pages and documents, one in each line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

MOST = 5_000  # as docs/settings.schema.json has it

_is_address = URLValidator(schemes=["http", "https"])


class AddressesField(forms.CharField):
    """Cleans to a list of addresses, each once; an error names the line."""

    widget = forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "dir": "ltr", "autocapitalize": "off"})

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        for number, line in enumerate(lines, 1):
            if line:
                self._check(number, line)
        addresses = list(dict.fromkeys(filter(None, lines)))
        if len(addresses) > MOST:
            raise forms.ValidationError(_("These are more than %(most)s addresses.") % {"most": f"{MOST:,}"})
        return addresses

    def _check(self, number: int, line: str) -> None:
        try:
            _is_address(line)
        except forms.ValidationError:
            raise forms.ValidationError(
                _("Line %(number)s is no web address: %(line)s. Write it whole, with https://.")
                % {"number": number, "line": line[:80]}
            ) from None

"""The addresses of the registry, each application's under its own name."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
for prefix, module in (
    ("alliance/", "registry.alliance.urls"),
    ("api/v1/", "registry.api.urls"),
    ("oai/", "registry.federation.urls"),
    ("providers/", "registry.providers.urls"),
    ("staff/", "registry.curation.urls"),
    ("", "registry.portal.urls"),
):
    if find_spec(module):  # while the applications are being written
        urlpatterns.append(path(prefix, include(module)))

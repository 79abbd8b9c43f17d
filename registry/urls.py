"""The addresses of the registry, each application's under its own name."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("registry.accounts.urls")),
    path("alerts/", include("registry.alerts.urls")),
    path("alliance/", include("registry.alliance.urls")),
    path("api/v1/", include("registry.api.urls")),
    path("oai/", include("registry.federation.urls")),
    path("providers/", include("registry.providers.urls")),
    path("takedown/", include("registry.takedown.urls")),
    path("staff/", include("registry.curation.urls")),
    path("", include("registry.followup.urls")),
    path("", include("registry.portal.urls")),
]

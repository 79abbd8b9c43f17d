"""The addresses of the public REST API, version 1."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import AllowAny

from registry.api import running, views
from registry.api.completions import CompletionsView
from registry.api.related import RelatedView

app_name = "api"

urlpatterns = [
    path("", views.docs, name="docs"),
    path("openapi.json", SpectacularJSONAPIView.as_view(permission_classes=[AllowAny]), name="openapi"),
    path("resources", RedirectView.as_view(pattern_name="api:resources", query_string=True, permanent=True)),
    path("resources/", views.ResourcesView.as_view(), name="resources"),
    path("resources/<uuid:public_id>/", views.ResourceView.as_view(), name="resource"),
    path("resources/<uuid:public_id>/related/", RelatedView.as_view(), name="related"),
    path("completions/", CompletionsView.as_view(), name="completions"),
    path("sources/", running.SourcesView.as_view(), name="sources"),
    path("sources/<uuid:uuid>/", running.SourceView.as_view(), name="source"),
    path("sources/<uuid:uuid>/runs/", running.RunsView.as_view(), name="runs"),
    path("sources/<uuid:uuid>/<slug:order>/", running.OrderView.as_view(), name="order"),
    path("runs/<int:number>/", running.RunView.as_view(), name="run"),
    path("runs/<int:number>/held/", running.HeldView.as_view(), name="held"),
    path("runs/<int:number>/<slug:decision>/", running.DecisionView.as_view(), name="decide"),
    path("<path:rest>", views.NowhereView.as_view(), name="nowhere"),
]

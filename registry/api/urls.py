"""The addresses of the public REST API, version 1."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import AllowAny

from registry.api import views

app_name = "api"

urlpatterns = [
    path("", views.docs, name="docs"),
    path("openapi.json", SpectacularJSONAPIView.as_view(permission_classes=[AllowAny]), name="openapi"),
    path("resources", RedirectView.as_view(pattern_name="api:resources", query_string=True, permanent=True)),
    path("resources/", views.ResourcesView.as_view(), name="resources"),
    path("resources/<uuid:public_id>/", views.ResourceView.as_view(), name="resource"),
    path("<path:rest>", views.NowhereView.as_view(), name="nowhere"),
]

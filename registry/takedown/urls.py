"""The addresses of requests to take something down."""

from __future__ import annotations

from django.urls import path

from registry.takedown import views

app_name = "takedown"
urlpatterns = [
    path("resources/<uuid:public_id>/", views.request_takedown, name="ask"),
    path("<uuid:uuid>/", views.state, name="state"),
]

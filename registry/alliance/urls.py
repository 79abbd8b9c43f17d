"""Where the sample organisations' feeds and pages are served."""

from __future__ import annotations

from django.urls import path

from registry.alliance import views

app_name = "alliance"

urlpatterns = [
    path("<slug:organisation>/pages/<slug:key>.html", views.page, name="page"),
    path("<slug:organisation>/<str:path>", views.feed, name="feed"),
]

"""The addresses of the SMMEs' pages."""

from __future__ import annotations

from django.urls import path

from registry.portal.views import pages
from registry.portal.views.resource import resource_page
from registry.portal.views.search import search_page

app_name = "portal"

urlpatterns = [
    path("", search_page, name="search"),
    path("resources/<uuid:public_id>/", resource_page, name="resource"),
    path("about/", pages.about, name="about"),
    path("sign-in/", pages.sign_in, name="sign-in"),
    path("robots.txt", pages.robots, name="robots"),
]

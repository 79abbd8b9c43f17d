"""The addresses of the SMMEs' pages."""

from __future__ import annotations

from django.urls import path

from registry.portal import planning_urls
from registry.portal.views import coverage, pages, saved
from registry.portal.views.choosing import settings_page
from registry.portal.views.compare import compare_page
from registry.portal.views.report import report_page
from registry.portal.views.resource import dates, resource_page
from registry.portal.views.search import search_page

app_name = "portal"

urlpatterns = [
    path("", search_page, name="search"),
    path("resources/<uuid:public_id>/", resource_page, name="resource"),
    path("resources/<uuid:public_id>/dates.ics", dates, name="dates"),
    path("resources/<uuid:public_id>/report/", report_page, name="report"),
    path("compare/", compare_page, name="compare"),
    path("saved/", saved.saved_page, name="saved"),
    path("saved/<uuid:public_id>/save/", saved.save, name="save"),
    path("saved/<uuid:public_id>/take-off/", saved.take_off, name="take-off"),
    path("settings/", settings_page, name="settings"),
    path("about/", pages.about, name="about"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/<slug:by>/", coverage.coverage, name="coverage-by"),
    path("coverage/<slug:by>.csv", coverage.coverage_csv, name="coverage-csv"),
    path("coverage/<slug:by>.svg", coverage.coverage_svg, name="coverage-svg"),
    path("coverage/<slug:by>/<str:code>/<slug:aspect>/", coverage.coverage_cell, name="coverage-cell"),
    *planning_urls.urlpatterns,
    path("sign-in/", pages.sign_in, name="sign-in"),
    path("offline/", pages.offline, name="offline"),
    path("service-worker.js", pages.service_worker, name="service-worker"),
    path("robots.txt", pages.robots, name="robots"),
]

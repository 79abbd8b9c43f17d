"""The addresses of plans, of the calendar and of the shelves; part of the portal's."""

from __future__ import annotations

from django.urls import path

from registry.portal.views import calendar, curriculum, plan, policies

urlpatterns = [
    path("plan/", plan.start, name="plan-start"),
    path("plan/questions/", plan.questions, name="plan-questions"),
    path("plan/forget/", plan.forget, name="plan-forget"),
    path("plan/gaps/", plan.gaps, name="plan-gaps"),
    path("plan/<str:link>/", plan.plan, name="plan"),
    path("plan/<str:link>/keep/", plan.keep, name="plan-keep"),
    path("plan/<str:link>/marks/", plan.marks, name="plan-marks"),
    path("plan/<str:link>/again/", plan.again, name="plan-again"),
    path("plan/<str:link>/tell/", plan.tell, name="plan-tell"),
    path("plan/<str:link>/plan.pdf", plan.pdf, name="plan-pdf"),
    path("plan/<str:link>/plan.ics", plan.ics, name="plan-ics"),
    path("plan/<str:link>/plan.html", plan.pack, name="plan-pack"),
    path("curriculum/", curriculum.curriculum, name="curriculum"),
    path("curriculum/<slug:id>/", curriculum.module, name="module"),
    path("policies/", policies.policies, name="policies"),
    path("calendar/", calendar.calendar_list, name="calendar"),
    path("calendar/economies/", calendar.calendar_economies, name="calendar-economies"),
    path("calendar/feed.ics", calendar.feed, name="calendar-feed"),
    path("calendar/<int:year>-<int:month>/", calendar.calendar_month, name="calendar-month"),
]

"""Addresses of the staff's pages."""

from django.urls import path, re_path

from registry.curation.views import queue, resources, sign_in, sources

app_name = "curation"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("sign-in/<str:secret>/", sign_in.enter, name="enter"),
    path("sign-out/", sign_in.leave, name="leave"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<uuid:uuid>/", sources.source, name="source"),
    re_path(
        r"^sources/(?P<uuid>[0-9a-f-]{36})/(?P<decision>approve|refuse|pause|run)/$",
        sources.decide,
        name="decide",
    ),
    path("runs/<int:number>/", sources.run, name="run"),
    re_path(
        r"^runs/(?P<number>\d{1,18})/(?P<decision>release|discard)/$", sources.decide_run, name="decide-run"
    ),
    path("resources/<uuid:public_id>/", resources.resource, name="resource"),
    re_path(
        r"^resources/(?P<public_id>[0-9a-f-]{36})/correct/(?P<what>title|language|tags|depth|hidden)/$",
        resources.correct,
        name="correct",
    ),
    path("resources/<uuid:public_id>/give-back/<slug:field>/", resources.give_back, name="give-back"),
]

"""Addresses of the staff's pages."""

from django.urls import path

from harvesters.steering import ORDERS
from registry.curation.views import (
    by_hand,
    coverage,
    faults,
    queue,
    resources,
    runs,
    settings,
    sign_in,
    sources,
)

app_name = "curation"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("tasks/", queue.take, name="take"),
    path("sign-in/<str:secret>/", sign_in.enter, name="enter"),
    path("sign-out/", sign_in.leave, name="leave"),
    path("sources/", sources.sources, name="sources"),
    path("sources/new/", by_hand.new, name="new-source"),
    path("sources/new/by-hand/", by_hand.add_by_hand, name="add-by-hand"),
    path("sources/new/addresses/", by_hand.add_addresses, name="add-addresses"),
    path("sources/<uuid:uuid>/addresses/", by_hand.addresses, name="addresses"),
    path("sources/<uuid:uuid>/addresses/save/", by_hand.save_addresses, name="save-addresses"),
    path("sources/<uuid:uuid>/entries/", by_hand.listed, name="entries"),
    path("sources/<uuid:uuid>/entries/type-in/", by_hand.type_in, name="type-in"),
    path("sources/<uuid:uuid>/entries/upload/", by_hand.upload, name="upload"),
    path("entries/<int:number>/", by_hand.entry, name="entry"),
    path("entries/<int:number>/save/", by_hand.save_entry, name="save-entry"),
    path("entries/<int:number>/take-back/", by_hand.take_back, name="take-back"),
    path("sources/<uuid:uuid>/", sources.source, name="source"),
    path("sources/<uuid:uuid>/pace/", sources.pace, name="pace"),
    *(path(f"sources/<uuid:uuid>/{order}/", sources.steer, {"order": order}, name=order) for order in ORDERS),
    path("sources/<uuid:uuid>/settings/", settings.settings, name="settings"),
    path("sources/<uuid:uuid>/settings/save/", settings.save, name="save-settings"),
    path("sources/<uuid:uuid>/settings/try/", settings.try_settings, name="try-settings"),
    path("sources/<uuid:uuid>/secret/keep/", settings.keep_secret, name="keep-secret"),
    path("sources/<uuid:uuid>/secret/forget/", settings.forget_secret, name="forget-secret"),
    path("sources/<uuid:uuid>/<slug:decision>/", sources.decide, name="decide"),
    path("coverage/<slug:by>/<str:code>/<slug:aspect>/", coverage.sought, name="sought"),
    path("runs/<int:number>/", runs.run, name="run"),
    path("runs/<int:number>/removals/", runs.removals, name="removals"),
    path("runs/<int:number>/<slug:decision>/", runs.decide_run, name="decide-run"),
    path("faults/<uuid:public_id>/", faults.faults, name="faults"),
    path("faults/<uuid:public_id>/settle/", faults.settle_faults, name="settle-faults"),
    path("resources/<uuid:public_id>/", resources.resource, name="resource"),
    path("resources/<uuid:public_id>/describe/", resources.describe, name="describe"),
    path("resources/<uuid:public_id>/depths/", resources.judge_depths, name="depths"),
    path("resources/<uuid:public_id>/relevance/", resources.judge_relevance, name="relevance"),
    path("resources/<uuid:public_id>/hide/", resources.hide, name="hide"),
    path("resources/<uuid:public_id>/give-back/<slug:field>/", resources.give_back, name="give-back"),
]

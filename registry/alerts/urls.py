"""Addresses of saved searches, feeds and reminders."""

from django.urls import path

from registry.alerts import feed, views
from registry.alerts.reminder_views import confirm_reminder, remind, stop_reminder

app_name = "alerts"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("new/webhook/", views.new_webhook, name="new-webhook"),
    path("sent/", views.sent, name="sent"),
    path("feed.atom", feed.atom, name="atom"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("saved/<str:token>/", views.saved, name="saved"),
    path("saved/<str:token>/<slug:order>/", views.change, name="change"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("remind/<uuid:public_id>/", remind, name="remind"),
    path("reminders/confirm/<str:token>/", confirm_reminder, name="confirm-reminder"),
    path("reminders/stop/<str:token>/", stop_reminder, name="stop-reminder"),
]

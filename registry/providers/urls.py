"""Addresses of the providers' pages."""

from django.urls import path

from registry.providers import views

app_name = "providers"
urlpatterns = [
    path("", views.propose, name="propose"),
    path("feeds/<str:token>/", views.feed, name="feed"),
    path("feeds/<str:token>/runs/<int:number>/", views.run, name="run"),
]

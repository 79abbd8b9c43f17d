"""Addresses of what is published to other machines."""

from django.urls import path

from registry.federation import views

app_name = "federation"
urlpatterns = [
    path("", views.public, name="public"),
    path("exchange/", views.exchange, name="exchange"),
]

"""The application that finds what may be the same thing, and keeps what staff decided of it."""

from django.apps import AppConfig


class Duplicates(AppConfig):
    name = "registry.duplicates"

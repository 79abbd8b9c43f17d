"""Filters and tags of the portal's templates, in one library: `{% load portal %}`."""

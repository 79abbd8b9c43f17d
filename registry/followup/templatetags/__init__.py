"""Tags that put follow-up on the pages of resources."""

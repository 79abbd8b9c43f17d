"""The pages of follow-up: one module for each kind."""

"""The only place that opens a connection to an address from outside: public ones, within caps (rule 13)."""

from harvesters.fetch.fetcher import Fetched, Fetcher, Validators
from harvesters.fetch.problems import FetchProblem

__all__ = ["FetchProblem", "Fetched", "Fetcher", "Validators"]

"""Whatever a repository does with its tokens: a run ends, counts each record once, and calls whole only what is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.listing import Completeness
from tests.harvesters.faults import Site
from tests.harvesters.oai_repository import KeepingRepository, names, read

STAMPS = st.lists(st.sampled_from([f"2026-11-0{day}" for day in range(1, 8)]), max_size=14)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    stamps=STAMPS | STAMPS.map(sorted),
    expiring=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    dead_from=st.sampled_from([2, 6, 1000]),
    omitting=st.booleans(),
    more_than_stated=st.sampled_from([None, 0, 3]),
)
def test_a_list_is_whole_where_it_counts_as_complete(
    stamps: list[str],
    expiring: tuple[int, int],
    dead_from: int,
    omitting: bool,
    more_than_stated: int | None,
) -> None:
    kept = {str(number): stamp for number, stamp in enumerate(stamps)}
    with Site() as site:
        size = None if more_than_stated is None else len(kept) + more_than_stated
        repository = KeepingRepository(site, kept, size=size)
        repository.expiring, repository.dead_from = expiring, dead_from
        repository.omitting = omitting and size is not None  # else nothing tells that a token is missing
        harvester = repository.harvester()

        pages, problem = read(harvester)

    taken = names(pages)
    assert len(taken) == len(set(taken))
    assert len(repository.asked) < 60
    if problem is None and harvester.outcome.completeness == Completeness.COMPLETE:
        assert set(taken) == {f"oai:x:{name}" for name in kept}
    if not any(expiring[1:]) and dead_from == 1000 and not omitting:
        assert (set(taken), problem) == ({f"oai:x:{name}" for name in kept}, None)

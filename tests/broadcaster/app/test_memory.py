"""The collector is calmed once all is loaded."""

import gc
from collections.abc import Iterator

import pytest

from broadcaster.app.memory import LOOK_AFTER, calm_collector


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_loaded_is_left_alone_and_the_rest_looked_at_less_often() -> None:
    calm_collector()
    assert gc.get_freeze_count()
    assert gc.get_threshold() == LOOK_AFTER
    assert gc.isenabled()

"""What several tests share: where the fixtures are, and what only `make trials` runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "tests" / "fixtures" / "logs"
SHARED = ROOT.parent / "shared"

# Examples of each property test: a few in every run, many in `make trials`, which selects the profile by name. A test
# whose examples are slow or fast asks for `examples(share)` of them. A busy machine fails none of them.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", patient, max_examples=25)
settings.register_profile("thorough", patient, max_examples=200)
settings.load_profile("quick")


def examples(share: float) -> settings:
    """Return settings for a property test that tries this share of the profile's examples."""
    return settings(max_examples=max(2, round(share * settings().max_examples)))


def with_trials(values: Iterable[Any], trials: Iterable[Any]) -> list[Any]:
    """Return the parameters of a test: some for every run, and those that only `make trials` adds."""
    return [*values, *(pytest.param(value, marks=pytest.mark.trial) for value in trials)]


@pytest.fixture
def shared() -> Path:
    """The reference material beside the checkout; tests that use it do so in addition."""
    if not SHARED.is_dir():
        pytest.skip("the reference material is not beside this checkout")
    return SHARED


@pytest.fixture
def evening() -> Path:
    """The bundled log that the README shows."""
    return LOGS / "evening.log"

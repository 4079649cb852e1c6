"""What several tests share: where the fixtures are, and the reference material where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "tests" / "fixtures" / "logs"
SHARED = ROOT.parent / "shared"


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

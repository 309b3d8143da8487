"""One store, twice, and a village: every test of this folder that asks for ``store`` runs on both databases."""

import pytest

from tests.questions.village import Village
from tests.storage.conftest import store, url

__all__ = ["store", "url", "village"]


@pytest.fixture
def village() -> Village:
    """Return an empty village at noon."""
    return Village()

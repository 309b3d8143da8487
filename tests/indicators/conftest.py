"""The store of these tests, on both databases."""

from tests.storage.conftest import store, url

__all__ = ["store", "url"]

"""One store, twice, as for meetings: every test that asks for ``store`` runs on SQLite and on PostgreSQL."""

from tests.storage.conftest import store, url

__all__ = ["store", "url"]

"""The history of the tables, as Alembic revisions; run by ``storage.migrate`` only."""

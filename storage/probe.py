"""A work that changes nothing and yet proves that the database takes writes; it never knows a table."""

from sqlalchemy import Connection

from storage.down import StorageDown


def probe(connection: Connection) -> None:
    """Write without changing anything; raises where the file, the disk or the server refuses. For readiness."""
    if connection.dialect.name == "sqlite":
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")
        return
    if connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on":
        raise StorageDown("readonly", "the server takes no writes")
    connection.exec_driver_sql("SELECT pg_current_xact_id()")  # makes the commit a real one

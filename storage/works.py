"""What a store is given to do, as types; it never knows which database does it."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Work = Callable[[Connection], T]
"""Plain synchronous code over a connection. It must not commit, and may be run again after a deadlock."""
Finish = Callable[[Connection], Callable[[], None] | None]
"""What is added at the end of a transaction; what it returns is called in the event loop after the commit."""

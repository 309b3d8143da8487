"""The option that writes transcripts anew; it is known where this folder is named on the command line."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update``."""
    parser.addoption("--update", action="store_true", help="write the transcripts anew")

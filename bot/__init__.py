"""Everything that touches the world."""

VERSION = "0.1.0"
"""The version of Drom, as in pyproject.toml."""

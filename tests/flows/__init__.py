"""Conversations are walked here without a database, a messenger or a clock."""

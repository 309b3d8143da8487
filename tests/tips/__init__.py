"""Tests of green tips."""

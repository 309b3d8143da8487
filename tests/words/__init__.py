"""Tests of languages, letters and catalogues."""

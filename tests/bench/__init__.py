"""Measurements of real processes on loopback; nothing here is imported by the program."""

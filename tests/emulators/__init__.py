"""Providers played on loopback, each as its own program; nothing here knows Drom's inside."""

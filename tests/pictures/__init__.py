"""Picture cards."""

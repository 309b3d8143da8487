"""The numbers that donors ask for: counted right, told fairly, never of a few."""

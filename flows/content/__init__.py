"""Content: tips and lessons as words and data, loaded and checked; it never knows who reads them."""

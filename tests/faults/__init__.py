"""What Drom must stand: kills, repeats and disorder, each against the real process; nothing here knows its inside."""

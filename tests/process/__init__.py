"""The real process from outside: started, used over its real channels, troubled and stopped."""

"""What is said aloud: numbers and days in words, scripts, notes and the program that makes them."""

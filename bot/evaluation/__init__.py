"""How well texts are understood, measured on messages that nobody trained from."""

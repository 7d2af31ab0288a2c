"""What a text says of danger: words of each language, gathered in concepts, joined by rules."""

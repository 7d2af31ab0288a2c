"""A message in: stored once, understood, answered or handed to a person."""

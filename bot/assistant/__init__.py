"""The one call to Rasa, and the process it runs in."""

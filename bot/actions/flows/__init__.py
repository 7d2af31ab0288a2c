"""Two-way flows: a request is completed by questions, one at a time, and handed to a person."""

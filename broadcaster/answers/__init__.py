"""What the assistant says: answer texts as data, filled with live facts."""

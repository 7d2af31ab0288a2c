"""What the assistant says, what it lacked and what it got wrong."""

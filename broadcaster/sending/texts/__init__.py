"""What a text takes as an SMS: segments, folding, and its price."""

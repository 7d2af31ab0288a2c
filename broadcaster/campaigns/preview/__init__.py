"""What a broadcast would do, told before it is planned."""

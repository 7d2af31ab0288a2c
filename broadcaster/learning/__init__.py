"""What the assistant may learn: messages it was unsure of, reviewed by staff, then trained from."""

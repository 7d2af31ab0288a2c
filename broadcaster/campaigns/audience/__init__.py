"""Who a broadcast is for, whom it reaches, and who is left out."""

"""Broadcasts: writing, previewing, approving, sending, following them."""

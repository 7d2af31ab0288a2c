"""Broadcasts: text, audience, preview, schedule and release."""

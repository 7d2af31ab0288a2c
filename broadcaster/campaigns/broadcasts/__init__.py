"""Broadcasts: written, approved, kept under control."""

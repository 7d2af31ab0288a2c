"""Measurements: printed as tables, never asserted in a timed test."""

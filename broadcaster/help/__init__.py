"""Help points and the collective internet offer."""

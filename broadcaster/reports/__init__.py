"""What was told and asked, in figures: kept day by day, so that a page is fast at any size."""

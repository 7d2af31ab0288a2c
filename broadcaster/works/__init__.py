"""The works calendar: milestones, planned cuts, people on site."""

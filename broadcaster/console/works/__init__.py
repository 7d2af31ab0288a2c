"""The works calendar: milestones, cuts, the messages they drive."""

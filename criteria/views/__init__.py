"""Pages of the year's frame: sets, campaign, plan, participants, extensions."""

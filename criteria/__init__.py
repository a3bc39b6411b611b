"""The frame of a year: campaign and plan, criteria sets, and how a score is computed."""

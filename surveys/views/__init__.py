"""Pages of the survey for the standing office, and for those who read every file."""

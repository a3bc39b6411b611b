"""Ratios of costly pages and jobs to what they cannot be quicker than, measured side by side in one run."""

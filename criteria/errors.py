"""Refusals of the year's frame, in officials' words."""


class FrameRefused(Exception):
    """A change of a set, a campaign or a plan is not possible now; the message says why and what to do."""

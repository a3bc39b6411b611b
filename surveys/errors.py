"""Refusals of the survey, in officials' words."""


class SurveyRefused(Exception):
    """A questionnaire or responses can't be taken now; the message says why and what to do."""

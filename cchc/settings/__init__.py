"""Settings: the environment is read in this package and nowhere else."""

from cchc.settings.base import *  # noqa: F403 - the one settings module

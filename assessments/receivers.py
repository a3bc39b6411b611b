"""What this app does on news from below: an opened campaign has a file for every agency that takes part."""

from typing import Any

from django.dispatch import receiver

from assessments.services import open_assessments
from criteria.models import Campaign
from criteria.signals import campaign_opened


@receiver(campaign_opened, dispatch_uid="assessments.open_files")
def open_files(sender: type[Campaign], *, campaign: Campaign, by: Any, **_more: Any) -> None:
    open_assessments(campaign, by=by)

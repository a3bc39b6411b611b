"""Whether the survey of a year may still be changed."""

from criteria.models import Campaign
from surveys.errors import SurveyRefused


def refuse_closed(campaign: Campaign) -> None:
    """Raise SurveyRefused for a year whose result is final, or that has no survey."""
    if campaign.imported:
        raise SurveyRefused(f"Kỳ {campaign.year} nhập từ kết quả đã công bố – không nhập khảo sát được.")
    if campaign.adopted_at is not None:
        raise SurveyRefused(
            f"Kết quả kỳ {campaign.year} đã được thông qua – không nhập khảo sát được nữa; "
            "muốn sửa phải mở lại kết quả."
        )
    if not campaign.has_survey:
        raise SurveyRefused(f"Kỳ {campaign.year} không có điều tra xã hội học – sửa ở phần thiết lập kỳ đánh giá.")


def locked(campaign: Campaign) -> Campaign:
    """The campaign with its row held until the transaction ends: adoption and imports wait for each other."""
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    refuse_closed(held)
    return held

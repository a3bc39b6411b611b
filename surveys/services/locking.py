"""Whether the survey of a year may still be changed."""

from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.models import Questionnaire, SurveyPlan


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
    if SurveyPlan.objects.filter(campaign=campaign, reduced_at__isnull=False).exists():
        raise SurveyRefused(
            f"Phiếu của kỳ {campaign.year} chỉ còn số đếm từ ngày hủy dữ liệu thô – không nhập, không tính lại được."
        )


def refuse_replaced(questionnaire: Questionnaire) -> None:
    """Raise SurveyRefused for a questionnaire whose place another version has taken."""
    if questionnaire.closed_at is not None:
        raise SurveyRefused(
            f"Phiếu {questionnaire.code} đã thay bằng bản mới – nhập vào bản mới; phiếu đã nhập ở bản này giữ nguyên."
        )


def locked(campaign: Campaign) -> Campaign:
    """The campaign with its row held until the transaction ends: adoption and imports wait for each other."""
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    refuse_closed(held)
    return held

"""Who is late with the self-assessment, on the board and for the letter."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from assessments.queries import progress
from assessments.services import assessment_for
from cchc.tenancy.scope import tenant_scope
from councils.queries.late import lateness
from criteria.models import Extension
from tests.councils.build import appraisal_campaign


def test_whoever_was_given_more_time_is_not_late_while_it_runs(cast, login):
    now = timezone.now()
    year = appraisal_campaign(cast, now=now, sent=[])
    with tenant_scope(cast.tenant_a):
        for agency in (cast.a.commune_1, cast.a.commune_2, cast.a.town):
            assessment_for(year.campaign, agency, by=cast.chi)
        given = {"phase": "self_assessment", "reason": "Mưa lũ", "approver": "Chủ tịch"}
        for agency, day in ((cast.a.commune_1, 30), (cast.a.commune_2, -1)):
            until = now + timedelta(days=day)
            Extension.objects.create(campaign=year.campaign, agency=agency, closes_at=until, **given)
        late = {one.agency.name for one in progress(year.campaign) if lateness(year.campaign, now).is_late(one)}
    page = login(cast.chi).get(reverse("councils:board", args=["huyen-a", 2024]))
    assert (
        {row["progress"].agency.name for row in page.context["late"]} == late == {"Thị trấn Phủ Thông", "Xã Vi Hương"}
    )
    assert page.content.decode().count("gia hạn đến") == 1

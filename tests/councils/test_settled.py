"""The countdown ends with the work: a department that has confirmed, an agency that is asked nothing."""

from datetime import timedelta

from cchc.accounts.members import member_of
from councils.models import Confirmation, ExplanationLetter, ExplanationRequest
from criteria.duties import deadlines, next_owed
from criteria.queries import plan_of
from tests.councils.build import EXPLAINING, appraisal_campaign


def owed(person, campaign, now):
    member = member_of(person, campaign.tenant)
    found = deadlines(member, campaign, plan_of(campaign, member.own_agency_ids), at=now)
    one = next_owed(member, campaign, found)
    return one.deadline.phase if one.deadline else "", one.done


def test_a_department_owes_its_appraisal_until_every_file_is_confirmed(year, cast, now, scope_a):
    assert owed(cast.lien, year.campaign, now) == ("appraisal", "")
    for file in year.files.values():
        Confirmation.objects.create(assessment=file, department=cast.a.justice, confirmed_at=now)
    assert owed(cast.lien, year.campaign, now) == ("", "Đã xác nhận thẩm định")
    Confirmation.objects.update(reopened_at=now, reopen_reason="Tính lại mục 1.1.1.")
    assert owed(cast.lien, year.campaign, now) == ("appraisal", "")


def test_an_agency_owes_an_explanation_only_while_it_is_asked(cast, now, scope_a):
    year = appraisal_campaign(cast, now=now, phase=EXPLAINING, sent=[cast.a.commune_1])
    assert owed(cast.an, year.campaign, now)[0] == ""
    file = year.files[cast.a.commune_1.pk]
    letter = ExplanationLetter.objects.create(assessment=file, round=1, due_at=now + timedelta(5), sent_at=now)
    words = {"doubt": "Chưa có Phụ lục.", "question": "Bổ sung Phụ lục."}
    where = {"assessment": file, "agency": cast.a.commune_1, "criterion": year.leaves["1.1.1"], "letter": letter}
    ExplanationRequest.objects.create(state="sent", asked_at=now, **where, **words)
    assert owed(cast.an, year.campaign, now) == ("explanation", "")

"""The agency's page of explanation, the office's thread beside it, and the reminders: what each is shown and told."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from cchc.notices import services as outbox
from cchc.notices.models import Notification
from cchc.tenancy.scope import tenant_scope
from councils.models import ExplanationRequest
from councils.reminders import owed
from councils.services import explanation
from criteria.rules.calendar import Phase
from tests.councils.build import EXPLAINING, appraised_campaign, member


@pytest.fixture
def asked(cast):
    """Commune 1 is asked about 2.2 until the day after tomorrow, and an internal note stands beside it."""
    now = timezone.now()
    year = appraised_campaign(cast, now=now, phase=[*EXPLAINING, Phase.COUNCIL])
    with tenant_scope(cast.tenant_a):
        file, leaf = year.files[cast.a.commune_1.pk], year.leaves["2.2"]
        dung = member(cast, cast.dung)
        explanation.ask(
            assessment=file, leaf=leaf, by=dung, department=cast.a.justice, doubt="Khác số.", question="Vì sao?", at=now
        )
        explanation.note(assessment=file, leaf=leaf, by=dung, text="Xã này hay chậm", at=now)
        due = now + timedelta(days=2)
        letter = explanation.send_letter(assessment=file, by=member(cast, cast.minh), at=now, due_at=due)
        request = letter.requests.get()
    return SimpleNamespace(now=now, year=year, file=file, leaf=leaf, letter=letter, request=request)


def at(view, asked, *more):
    return reverse(f"councils:{view}", args=["huyen-a", asked.year.campaign.year, asked.file.pk, *more])


def fields(asked, **values):
    typed = {"position": "disagree", "reply": "Đã đối chiếu.", "version": asked.request.version} | values
    return {f"y{asked.request.pk}-{name}": value for name, value in typed.items()}


def test_the_agency_sees_what_is_asked_but_no_internal_note(cast, asked, login):
    page = login(cast.an).get(at("reply", asked)).content.decode()
    assert ("Vì sao?" in page, "Khác số." in page, "Xã này hay chậm" in page) == (True, True, False)
    inside = login(cast.dung).get(at("request", asked, asked.leaf.pk)).content.decode()
    assert "Xã này hay chậm" in inside


def test_no_page_of_the_agency_shows_an_internal_note(cast, asked, login):
    client = login(cast.binh)
    pages = [
        at("reply", asked),
        at("reply_evidence", asked, asked.leaf.pk),
        at("appeal", asked, asked.leaf.pk),
        reverse("accounts:home", args=["huyen-a"]),
        reverse("assessments:file", args=["huyen-a", asked.year.campaign.year, asked.file.pk]),
    ]
    assert [path for path in pages if "Xã này hay chậm" in client.get(path).content.decode()] == []


def test_the_home_says_what_is_asked_and_until_when(cast, asked, login):
    page = login(cast.an).get(reverse("accounts:home", args=["huyen-a"])).content.decode()
    assert "Viết giải trình 1 mục, trước" in page


def test_the_masthead_leads_to_explanations_only_the_agency_that_was_asked(cast, asked, login):
    def entries(user):
        answer = login(user).get(reverse("accounts:home", args=["huyen-a"]))
        return [entry["label"] for entry in answer.context["chrome"]["nav"]]

    assert ("Giải trình" in entries(cast.an), "Giải trình" in entries(cast.giang)) == (True, False)


def test_a_refused_reply_keeps_what_was_typed_and_saves_the_rest(cast, asked, login):
    answer = login(cast.an).post(at("reply", asked), fields(asked, proposed="99"))
    page = answer.content.decode()
    assert (answer.status_code, "Đã đối chiếu." in page, 'value="99"' in page) == (422, True, True)
    with tenant_scope(cast.tenant_a):
        assert ExplanationRequest.objects.get().position == ""


def test_an_officer_saves_and_only_the_head_sends(cast, asked, login):
    assert login(cast.an).post(at("reply", asked), fields(asked)).status_code == 302
    assert login(cast.an).post(at("reply", asked), {"gui": "1"}).status_code == 403
    assert login(cast.binh).post(at("reply", asked), {"gui": "1"}).status_code == 302
    with tenant_scope(cast.tenant_a):
        assert ExplanationRequest.objects.get().state == "answered"


def test_a_secretary_writes_the_second_score_on_the_thread(cast, asked, login):
    login(cast.an).post(at("reply", asked), fields(asked))
    login(cast.binh).post(at("reply", asked), {"gui": "1"})
    address = at("request", asked, asked.leaf.pk)
    wrong = login(cast.minh).post(address, {"viec": "settle", "points": "1", "reason": " "})
    assert (wrong.status_code, "Ghi lý do của điểm lần 2" in wrong.content.decode()) == (422, True)
    right = login(cast.minh).post(address, {"viec": "settle", "points": "1", "reason": "Giữ nguyên."})
    assert right.status_code == 302
    with tenant_scope(cast.tenant_a):
        assert ExplanationRequest.objects.get().state == "settled"


def test_reminders_go_before_the_deadline_to_those_who_have_not_replied_and_after_it_to_the_secretariat(cast, asked):
    with tenant_scope(cast.tenant_a):
        outbox.owe(owed(asked.now + timedelta(days=1)))
        due = Notification.objects.filter(kind="explanation_due", channel="inbox")
        assert {row.recipient for row in due} == {cast.an, cast.binh}
        outbox.owe(owed(asked.now + timedelta(days=1)))
        assert due.count() == 2
        outbox.owe(owed(asked.now + timedelta(days=2, minutes=5)))
        late = Notification.objects.filter(kind="explanation_late", channel="inbox")
        assert [row.recipient for row in late] == [cast.minh]


def test_whoever_has_replied_is_not_reminded(cast, asked):
    with tenant_scope(cast.tenant_a):
        an, binh = member(cast, cast.an), member(cast, cast.binh)
        explanation.save_reply(request=asked.request, by=an, at=asked.now, position="agree", reply="")
        explanation.send_reply(letter=asked.letter, by=binh, at=asked.now)
        assert list(owed(asked.now + timedelta(days=1))) == []

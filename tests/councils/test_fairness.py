"""Conflicts declared and reassigned, who could see what, comparing tools, independent scores, pace."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Score
from cchc.accounts.roles import Role
from cchc.tenancy.scope import tenant_scope
from councils.models import DeclaredConflict, IndependentScore
from councils.queries import cells_of, department_progress
from councils.queries.access import access_report
from councils.queries.consistency import challenges, stale_lines, strictness, unlike_judgements
from councils.queries.independent import lines_of
from councils.queries.pace import forecasts, matrix
from councils.services import Refused, accept_self, appraise
from councils.services.assigning import name_people
from councils.services.confirming import confirm
from councils.services.conflicts import declare, lift
from councils.services.independent import give_score, open_round
from tests.cast import hold, make_user
from tests.councils.build import member

D = Decimal


@pytest.fixture
def at(cast, year):
    def address(name, *args):
        return reverse(f"councils:{name}", args=[cast.tenant_a.slug, year.campaign.year, *args])

    return address


class TestConflicts:
    @pytest.fixture
    def declared(self, year, cast, now, scope_a):
        """Dũng doesn't appraise commune 1; Tâm, to whom nothing is assigned by name, takes his place there."""
        part = year.campaign.assignments.get(department=cast.a.justice)
        name_people(assignment=part, people=[cast.dung], by=cast.chi)
        return declare(campaign=year.campaign, user=cast.dung, agency=cast.a.commune_1, reason="Từng công tác tại xã",
                       substitute=year.people.tam, by=cast.dung, at=now)  # fmt: skip

    def test_the_substitute_appraises_that_agency_alone(self, declared, year, cast):
        leaf = year.leaves["2.2"].pk
        dung, tam = (cells_of(member(cast, user), year.campaign) for user in (cast.dung, year.people.tam))
        assert [dung.covers(a.pk, leaf) for a in (cast.a.commune_1, cast.a.commune_2)] == [False, True]
        assert [tam.covers(a.pk, leaf) for a in (cast.a.commune_1, cast.a.commune_2)] == [True, False]
        assert tam.department(cast.a.commune_1.pk, leaf) == cast.a.justice

    def test_neither_one_line_nor_bulk_acceptance_passes_it(self, declared, year, cast, now):
        file, leaf = year.files[cast.a.commune_1.pk], year.leaves["2.2"]
        with pytest.raises(Refused, match="Đã khai xung đột lợi ích với Xã Cẩm Giàng"):
            appraise(assessment=file, leaf=leaf, by=cast.dung, department=cast.a.justice, points=D(1), at=now)
        common = {"campaign": year.campaign, "leaves": [leaf], "department": cast.a.justice, "at": now}
        assert accept_self(assessments=[file], by=cast.dung, **common) == 0
        assert accept_self(assessments=[file], by=year.people.tam, **common) == 1

    def test_only_another_person_lifts_it(self, declared, year, cast, now):
        with pytest.raises(Refused, match="Không tự gỡ"):
            lift(conflict=declared, by=cast.dung, at=now)
        lift(conflict=declared, by=cast.chi, at=now)
        assert cells_of(member(cast, cast.dung), year.campaign).covers(cast.a.commune_1.pk, year.leaves["2.2"].pk)

    def test_it_is_declared_in_the_browser_and_a_stranger_is_no_substitute(self, cast, login, at, year):
        sent = {"user": cast.dung.pk, "agency": cast.a.commune_1.pk, "reason": "Người thân là lãnh đạo xã"}
        dung = login(cast.dung)
        page = dung.post(at("conflicts"), sent | {"substitute": year.people.nga.pk}).content.decode()
        assert "Người thay phải là người thẩm định cùng cơ quan" in page
        assert ">Người thân là lãnh đạo xã</textarea>" in page
        dung.post(at("conflicts"), sent | {"substitute": year.people.tam.pk})
        with tenant_scope(cast.tenant_a):
            assert DeclaredConflict.objects.get().substitute_id == year.people.tam.pk

    def test_nobody_declares_for_somebody_else(self, cast, login, at, year):
        sent = {"user": year.people.tam.pk, "agency": cast.a.commune_1.pk, "reason": "x"}
        assert "Chọn người thẩm định và đơn vị." in login(cast.dung).post(at("conflicts"), sent).content.decode()

    def test_the_report_says_who_appraises_what_and_who_is_kept_away(self, declared, year, cast):
        rows = {row.user.username: row for row in access_report(year.campaign, cast.tenant_a)}
        assert rows["dung"].leaves == ("2.1.1", "2.1.2", "2.2")
        assert [one.agency for one in rows["dung"].conflicts] == [cast.a.commune_1]
        assert rows["tam"].stands_in == (cast.a.commune_1,)
        assert rows["chi"].reads == "mọi hồ sơ"
        assert "an" not in rows

    def test_the_report_asks_as_much_for_many_people_as_for_few(
        self, declared, year, cast, scope_a, django_assert_num_queries
    ):
        with django_assert_num_queries(9):
            few = access_report(year.campaign, cast.tenant_a)
        for number in range(5):
            hold(make_user(f"them{number}", f"Người Thẩm Định {number}"), Role.APPRAISER, cast.a.justice)
        with django_assert_num_queries(9):
            assert len(access_report(year.campaign, cast.tenant_a)) == len(few) + 5


class TestConsistency:
    def test_a_department_is_compared_with_all_the_others(self, done, cast, now, scope_a):
        file = done.files[cast.a.commune_1.pk]
        appraise(assessment=file, leaf=done.leaves["1.3"], by=done.people.nga, department=cast.a.home_affairs,
                 points=D(0), reason="Không có.", reason_code="no_evidence", at=now)  # fmt: skip
        rows = {row.name: row for row in strictness(done.campaign)}
        assert (rows["Phòng Nội vụ"].lines, rows["Phòng Nội vụ"].changed, rows["Phòng Nội vụ"].taken) == (18, 1, D(2))
        assert rows["Phòng Nội vụ"].gap == rows["Phòng Nội vụ"].taken_share
        assert rows["Phòng Tư pháp"].gap is None

    def test_the_same_answer_with_different_points_is_found(self, done, cast, now, scope_a):
        assert unlike_judgements(done.campaign) == []
        file = done.files[cast.a.commune_1.pk]
        appraise(assessment=file, leaf=done.leaves["1.3"], by=done.people.nga, department=cast.a.home_affairs,
                 points=D(0), reason="Không có.", reason_code="no_evidence", at=now)  # fmt: skip
        (found,) = unlike_judgements(done.campaign)
        assert found.code == "1.3"
        assert found.groups == ((D(0), ("Xã Cẩm Giàng",)), (D(2), ("Thị trấn Phủ Thông", "Xã Vi Hương")))

    def test_a_line_is_stale_until_it_is_looked_at_again(self, done, cast, now, scope_a):
        file, later = done.files[cast.a.commune_1.pk], now + timedelta(hours=1)
        Score.objects.filter(assessment=file, criterion=done.leaves["2.2"], stage="self").update(saved_at=later)
        assert [(row.code, row.agency) for row in stale_lines(done.campaign)] == [("2.2", "Xã Cẩm Giàng")]
        with pytest.raises(Refused, match="đã sửa số liệu sau khi thẩm định ở mục 2.2"):  # noqa: RUF043
            confirm(file=file, department=cast.a.justice, by=cast.lien, at=later)
        points = Score.objects.get(assessment=file, criterion=done.leaves["2.2"], stage="appraised").points
        kept = appraise(assessment=file, leaf=done.leaves["2.2"], by=cast.dung, department=cast.a.justice,
                        points=points, at=later)  # fmt: skip
        assert (kept.changed, stale_lines(done.campaign)) == (True, [])

    def test_without_requests_nothing_is_challenged(self, done, scope_a):
        assert [(row.code, row.lines, row.asked, row.challenged) for row in challenges(done.campaign)] == [
            ("1", 18, 0, 0),
            ("2", 9, 0, 0),
        ]


class TestIndependent:
    @pytest.fixture
    def made(self, year, cast, now, scope_a):
        files = [year.files[cast.a.commune_1.pk], year.files[cast.a.commune_2.pk]]
        return open_round(campaign=year.campaign, leaf=year.leaves["1.2"], files=files, by=cast.minh, at=now)

    def row(self, made, cast, user, agency):
        return made.scores.get(member=user, assessment__agency=agency)

    def test_scores_are_blind_until_all_are_in(self, made, cast, now, year):
        give_score(row=self.row(made, cast, cast.quy, cast.a.commune_1), points=D("1.5"), note="", by=cast.quy, at=now)
        (line, other) = lines_of(made, cast.phuc)
        assert (line.shown, line.mean, line.spread, line.given) == ([], None, None, 1)
        give_score(row=self.row(made, cast, cast.phuc, cast.a.commune_1), points=D(1), note="", by=cast.phuc, at=now)
        (line, other) = lines_of(made, cast.phuc)
        assert (line.mean, line.spread, len(line.shown), other.shown) == (D("1.25"), D("0.5"), 2, [])
        with pytest.raises(Refused, match="không sửa được nữa"):
            give_score(row=self.row(made, cast, cast.quy, cast.a.commune_1), points=D(2), note="", by=cast.quy, at=now)

    def test_nobody_writes_anothers_score(self, made, cast, now):
        with pytest.raises(Refused, match="của chính mình"):
            give_score(row=self.row(made, cast, cast.quy, cast.a.commune_1), points=D(1), note="", by=cast.phuc, at=now)

    def test_a_member_is_not_asked_about_their_own_agency(self, year, cast, now, scope_a):
        hold(cast.quy, Role.HEAD, cast.a.commune_1)
        open_round(campaign=year.campaign, leaf=year.leaves["1.2"], files=[year.files[cast.a.commune_1.pk]],
                   by=cast.minh, at=now)  # fmt: skip
        assert [row.member for row in IndependentScore.objects.all()] == [cast.phuc]

    def test_the_page_hides_the_others_scores(self, made, cast, login, at, now):
        give_score(
            row=self.row(made, cast, cast.phuc, cast.a.commune_1), points=D("1.75"), note="", by=cast.phuc, at=now
        )
        quy = login(cast.quy)
        assert "1,75" not in quy.get(at("round", made.pk)).content.decode()
        own = self.row(made, cast, cast.quy, cast.a.commune_1)
        wrong = quy.post(at("round", made.pk), {f"p-{own.pk}": "9"}).content.decode()
        assert "Điểm phải từ 0 đến 2,00" in wrong
        assert 'value="9"' in wrong
        quy.post(at("round", made.pk), {f"p-{own.pk}": "1,25"})
        assert "1,75" in quy.get(at("round", made.pk)).content.decode()


class TestPace:
    def test_the_forecast_follows_the_last_days_and_says_who_will_be_late(self, year, cast, now, scope_a):
        leaf, common = year.leaves["2.2"], {"department": cast.a.justice, "by": cast.dung}
        accept_self(campaign=year.campaign, assessments=year.files.values(), leaves=[leaf], at=now - timedelta(hours=2),
                    **common)  # fmt: skip
        closes = now + timedelta(days=1)
        rows = {
            str(r.progress.department): r
            for r in forecasts(year.campaign, department_progress(year.campaign), closes, now)
        }
        justice, office = rows["Phòng Tư pháp"], rows["Phòng Nội vụ"]
        assert (justice.pace, justice.left, justice.ends, justice.is_late) == (D(3), 6, now + timedelta(days=2), True)
        assert (justice.needed, office.pace, office.ends, office.is_late) == (D(6), D(0), None, True)

    def test_the_matrix_shows_who_has_finished_and_confirmed_which_agency(self, done, cast, now, scope_a):
        from councils.queries import leaf_assignments

        file = done.files[cast.a.commune_1.pk]
        confirm(file=file, department=cast.a.justice, by=cast.lien, at=now)
        departments = [cast.a.justice, cast.a.home_affairs]
        ((_, cells),) = matrix(done.campaign, [file], leaf_assignments(done.campaign), departments)
        assert [(cell.done, cell.total, cell.confirmed) for cell in cells] == [(3, 3, True), (6, 6, False)]

    @pytest.mark.parametrize("name", ["departments", "consistency", "access", "rounds", "conflicts"])
    def test_the_number_of_queries_is_the_same_for_one_file_and_three(
        self, cast, login, at, year, name, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        chi = login(cast.chi)
        chi.get(at(name))
        with CaptureQueriesContext(
            connection,
        ) as whole:
            assert chi.get(at(name)).status_code == 200
        with tenant_scope(cast.tenant_a):
            for agency in (cast.a.commune_2, cast.a.town):
                Score.objects.filter(agency=agency).delete()
                year.files[agency.pk].log.all().delete()
                year.files[agency.pk].delete()
                year.campaign.participants.filter(agency=agency).delete()
        with CaptureQueriesContext(connection) as one:
            chi.get(at(name))
        assert len(one) == len(whole)

"""What an appraiser was given by name, in words, where the work is handed over."""

from cchc.accounts import grants
from cchc.accounts.handover import duties_of, hand_over
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment
from councils.queries import cells_of
from councils.queries.assigned import CODENAME
from tests.councils.build import member

WORDS = "Thẩm định 2 Cải cách thể chế – năm 2024, Phòng Tư pháp"


def test_a_part_given_by_name_is_listed_with_its_lines_and_passes_to_the_successor(cast, done):
    with tenant_scope(cast.tenant_a):
        part = Assignment.objects.get(department=cast.a.justice)
        grants.grant(user=cast.dung, codename=CODENAME, obj=part, by=cast.lien)
        leaf = done.leaves["2.2"].pk
        (duty,) = duties_of(cast.dung)
        assert (duty.words, duty.state, duty.agency_id) == (WORDS, "9/9 dòng đã thẩm định", cast.a.justice.pk)
        assert leaf not in cells_of(member(cast, done.people.tam), done.campaign).leaf_ids
        assert hand_over(user=cast.dung, successor=done.people.tam, by=cast.lien) == 1
        assert [one.words for one in duties_of(done.people.tam)] == [WORDS]
        assert duties_of(cast.dung) == []
        assert leaf in cells_of(member(cast, done.people.tam), done.campaign).leaf_ids

"""The way of a paper: every state against every step, by the table and through the services."""

import io
from datetime import date, datetime

import pytest

from cchc.documents import services, states
from cchc.documents.codes import new_code, tenant_of
from cchc.documents.models import OfficialDocument
from cchc.documents.services import IssueRefused
from cchc.documents.states import State
from cchc.files.store import open_stored
from criteria.rules.calendar import HANOI
from tests.documents.test_register import PDF
from tests.files import signing

AT = datetime(2025, 1, 24, 9, 0, tzinfo=HANOI)
WAY = {
    (State.DRAFT, "trinh-ky"): State.SUBMITTED,
    (State.SUBMITTED, "rut-ve"): State.DRAFT,
    (State.SUBMITTED, "vao-so"): State.NUMBERED,
    (State.NUMBERED, "bo-so"): State.SUBMITTED,
    (State.NUMBERED, "ban-ky"): State.SIGNED,
    (State.SIGNED, "bo-so"): State.SUBMITTED,
    (State.SIGNED, "ban-ky"): State.SIGNED,
    (State.SIGNED, "phat-hanh"): State.ISSUED,
    (State.ISSUED, "thay-the"): State.REPLACED,
    (State.ISSUED, "thu-hoi"): State.WITHDRAWN,
}
"""Every step there is; what stands not here is refused."""


def line(cast, state=State.DRAFT, reference="a", number=7) -> OfficialDocument:
    """A paper that has come to the state by its steps."""
    document = services.register(
        kind="12", year=2024, reference=reference, title="Phê duyệt", symbol="QĐ-UBND", by=cast.chi
    )
    common = {"by": cast.chi, "at": AT}
    if state == State.DRAFT:
        return document
    document = services.submit(document=document, digest="x", **common)
    if state == State.SUBMITTED:
        return document
    code = new_code(document.tenant_id)
    document = services.enter_number(
        document=document, number=number, issued_on=date(2025, 1, 24), pdf=PDF, code=code, **common
    )
    if state == State.NUMBERED:
        return document
    document = services.attach_signed(document=document, file=io.BytesIO(PDF), name="ky.pdf", **common)
    if state == State.SIGNED:
        return document
    document = services.release(document=document, **common)
    if state == State.WITHDRAWN:
        return services.withdraw(document=document, reason="Sai thẩm quyền", **common)
    if state == State.REPLACED:
        return services.replace(document=document, successor=line(cast, State.ISSUED, "b", 8), **common)
    return document


def take(cast, document, name):
    common = {"document": document, "by": cast.chi, "at": AT}
    match name:
        case "trinh-ky":
            return services.submit(digest="x", **common)
        case "rut-ve":
            return services.take_back(**common)
        case "vao-so":
            return services.enter_number(number=9, issued_on=date(2025, 1, 24), pdf=PDF, code="1-x", **common)
        case "bo-so":
            return services.drop_number(reason="Nhầm số", **common)
        case "ban-ky":
            return services.attach_signed(file=io.BytesIO(PDF), name="ky.pdf", **common)
        case "phat-hanh":
            return services.release(**common)
        case "thay-the":
            return services.replace(successor=line(cast, State.ISSUED, "z", 10), **common)
        case _:
            return services.withdraw(reason="Sai", **common)


@pytest.mark.parametrize("step", [step.name for step in states.STEPS])
@pytest.mark.parametrize("state", list(State))
def test_every_state_meets_every_step(cast, scope_a, state, step):
    document, target = line(cast, state), WAY.get((state, step))
    if target is None:
        with pytest.raises(IssueRefused, match=f"đang ở tình trạng «{state.label}»"):
            take(cast, document, step)
        assert OfficialDocument.objects.get(pk=document.pk).state == state
    else:
        assert take(cast, document, step).state == target


def test_the_table_is_the_way_and_nothing_else():
    table = {(source, step.name): step.target for step in states.STEPS for source in step.sources}
    assert table == WAY
    assert {state for state in State if states.available(state)} == set(State) - {State.REPLACED, State.WITHDRAWN}


def test_a_number_taken_off_is_free_again_and_its_files_are_gone(cast, scope_a, django_capture_on_commit_callbacks):
    document = line(cast, State.SIGNED)
    kept = (document.stored_name, document.signed_name)
    with django_capture_on_commit_callbacks(execute=True):
        document = services.drop_number(document=document, reason="Nhầm số", by=cast.chi, at=AT)
    assert (document.number, document.issued_on, document.code, document.signed_label) == (None, None, None, "")
    for name in kept:
        with pytest.raises(FileNotFoundError):
            open_stored(name)
    assert line(cast, State.NUMBERED, "b").number == 7


def test_only_another_paper_in_force_takes_its_place(cast, scope_a):
    document, draft = line(cast, State.ISSUED), line(cast, State.NUMBERED, "b", 8)
    for successor in (document, draft):
        with pytest.raises(IssueRefused, match="phải là văn bản khác đang có hiệu lực"):
            services.replace(document=document, successor=successor, by=cast.chi, at=AT)


def test_a_signed_copy_whose_signature_is_broken_is_refused_and_one_that_holds_is_kept(cast, scope_a):
    document = line(cast, State.NUMBERED)
    signed = signing.sign(signing.blank_pdf(), signing.chairman())
    broken = signed.replace(b"/MediaBox", b"/MediaBix")
    with pytest.raises(IssueRefused, match="Chữ ký số của Nông Văn Bình") as refusal:
        services.attach_signed(document=document, file=io.BytesIO(broken), name="ky.pdf", by=cast.chi, at=AT)
    assert refusal.value.field == "file"
    document = services.attach_signed(document=document, file=io.BytesIO(signed), name="ky.pdf", by=cast.chi, at=AT)
    with open_stored(document.signed_name) as file:
        assert [one.signer for one in services.signatures_in(file)] == ["Nông Văn Bình"]


def test_recipients_are_kept_each_once_until_the_paper_goes_out(cast, scope_a):
    document = line(cast, State.SIGNED)
    services.set_recipients(document=document, recipients="- Sở Nội vụ;\n\nSở Nội vụ\nLưu: VT.", by=cast.chi, at=AT)
    document.refresh_from_db()
    assert document.recipient_lines == ["Sở Nội vụ", "Lưu: VT"]
    services.release(document=document, by=cast.chi, at=AT)
    with pytest.raises(IssueRefused, match="đã phát hành"):
        services.set_recipients(document=document, recipients="", by=cast.chi, at=AT)


def test_a_code_names_its_tenant_and_no_two_are_alike():
    codes = {new_code(31) for _ in range(500)}
    assert (len(codes), {tenant_of(code) for code in codes}) == (500, {31})
    assert [tenant_of(code) for code in ("", "31", "31-abc", "0-0123456789abcdef", "31-0123456789ABCDEF")] == [None] * 5

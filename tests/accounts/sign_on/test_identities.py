"""Whose account it is: one that is there already, recognised for certain, or nobody's."""

import pytest
from django.utils import timezone

from cchc.accounts.models import OutsideIdentity, User
from cchc.accounts.sign_on import identities
from cchc.accounts.sign_on.provider import Answered
from cchc.accounts.sign_on.refusals import Refused

ISSUER = "https://id.tinh.gov.vn"
VERIFIED = {"email": "an@example.vn", "email_verified": True}


@pytest.fixture(autouse=True)
def set_up(settings):
    settings.OIDC_ISSUER = ISSUER


def found(subject="7", **claims):
    """The user name recognised, or the reason of the refusal."""
    try:
        return identities.person_of(Answered(ISSUER, subject, claims, "")).username
    except Refused as refusal:
        return refusal.reason


def join(user, subject="7"):
    """ "" or the reason of the refusal."""
    told = {"issuer": ISSUER, "subject": subject, "named": user.email, "at": timezone.now()}
    try:
        identities.join(user=user, **told)
    except Refused as refusal:
        return refusal.reason
    return ""


def test_the_first_time_a_verified_mail_of_one_account_is_enough(cast):
    assert found(**VERIFIED) == "an"
    assert found(**VERIFIED | {"email": "AN@Example.VN", "email_verified": "true"}) == "an"
    assert OutsideIdentity.objects.count() == 0


@pytest.mark.parametrize("word", [False, None, "false", 1, "yes", []], ids=repr)
def test_a_mail_that_the_provider_has_not_verified_is_nobodys(cast, word):
    assert found(**VERIFIED | {"email_verified": word}) == "unverified"


@pytest.mark.parametrize("mail", [None, "", "  ", 7, ["an@example.vn"]], ids=repr)
def test_without_a_mail_the_person_is_not_recognised(cast, mail):
    assert found(**VERIFIED | {"email": mail}) == "unnamed"


@pytest.mark.parametrize("mail", ["khong-co@example.vn", "ạn@example.vn", "an@example.vn\0", "%@example.vn"])
def test_an_unknown_mail_gets_no_account(cast, mail):
    before = User.objects.count()
    assert (found(**VERIFIED | {"email": mail}), User.objects.count()) == ("unknown", before)


def test_letters_that_fold_onto_ours_are_other_letters(cast):
    User.objects.filter(pk=cast.an.pk).update(email="kim@example.vn")
    assert [
        found(**VERIFIED | {"email": mail}) for mail in ("kim@example.vn", "\u212aim@example.vn", "k\u0131m@example.vn")
    ] == [
        "an",
        "unknown",
        "unknown",
    ]


def test_two_accounts_with_one_mail_are_not_guessed_between_but_a_closed_one_does_not_count(cast):
    User.objects.filter(pk=cast.binh.pk).update(email="AN@example.vn")
    assert found(**VERIFIED) == "several"
    User.objects.filter(pk=cast.an.pk).update(is_active=False)
    assert found(**VERIFIED) == "binh"
    User.objects.filter(pk=cast.binh.pk).update(is_active=False)
    assert found(**VERIFIED) == "closed"


def test_another_claim_is_the_user_name_exactly(cast, settings):
    settings.OIDC_CLAIM = "preferred_username"
    told = {"An": "an", "an@example.vn": "unknown", "a": "unknown", "": "unnamed"}
    assert {name: found(preferred_username=name, **VERIFIED) for name in told} == told


def test_from_the_second_time_on_the_subject_alone_counts(cast):
    assert join(cast.an) == ""
    assert found() == "an"
    assert found(email="binh@example.vn", email_verified=True) == "an"
    assert found(subject="8", **VERIFIED) == "other"


def test_a_closed_account_and_the_administrators_stay_outside(cast):
    assert found(email="son@example.vn", email_verified=True) == "staff"
    assert join(cast.son) == "staff"
    join(cast.an)
    User.objects.filter(pk=cast.an.pk).update(is_staff=True)
    assert found() == "staff"
    User.objects.filter(pk=cast.an.pk).update(is_staff=False, is_active=False)
    assert found() == "closed"


def test_an_identity_is_one_persons_and_a_person_has_one(cast):
    assert [join(cast.an), join(cast.an), join(cast.binh), join(cast.an, "8")] == ["", "", "taken", "other"]
    assert identities.part(user=cast.an, by=cast.an) is True
    assert [join(cast.binh), join(cast.an, "8")] == ["", ""]


def test_joining_and_parting_stand_in_the_security_log(cast, caplog):
    caplog.set_level("INFO", "cchc.security")
    join(cast.an, "a\nb")
    identities.part(user=cast.an, by=cast.an)
    identities.part(user=cast.an, by=cast.an)
    assert [record.getMessage() for record in caplog.records] == [
        f"outside identity joined user={cast.an.pk} issuer={ISSUER} subject='a\\nb'",
        f"outside identity parted user={cast.an.pk} by={cast.an.pk}",
    ]


def test_the_name_shown_is_the_best_the_provider_tells(cast):
    told = [{"preferred_username": "mai", "email": "m@x.vn"}, {"email": "m@x.vn"}, {"name": "x" * 300}, {"name": 7}, {}]
    told += [{"name": "a\0b\ud800c"}]
    assert [identities.name_there(claims) for claims in told] == ["mai", "m@x.vn", "x" * 254, "", "", "abc"]

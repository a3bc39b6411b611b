import pytest

from surveys.rules.tokens import hashed, new_token, random_key, random_number, read_token


def test_a_token_names_its_tenant_and_has_160_random_bits():
    token = new_token(12)
    assert read_token(token).tenant_id == 12
    assert read_token(token).hashed == hashed(token)
    assert len(token.removeprefix("12-")) == 27  # 160 bits of 6 each, rounded up


def test_no_token_comes_twice():
    assert len({new_token(1) for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "text", ["", "1", "1-", "0-" + "a" * 27, "1-" + "a" * 26, "1-" + "a" * 28, "-1-" + "a" * 27, "1-" + "á" * 27]
)
def test_what_cannot_be_a_token_is_told_apart_without_a_look_at_the_database(text):
    assert read_token(text) is None


def test_a_random_number_can_be_read_aloud():
    assert set(random_number(400)) <= set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")


def test_a_random_key_fits_a_big_integer_and_stands_above_any_sequence():
    assert all(2**62 <= random_key() < 2**63 for _ in range(1000))

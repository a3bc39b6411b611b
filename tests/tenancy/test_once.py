"""Reads shared by the parts of one page."""

from cchc.tenancy.once import asked_once, shared

asked = []


@shared
def read(what, *, more=0):
    asked.append((what, more))
    return [what, more]


def test_within_a_page_a_read_is_asked_once_and_elsewhere_every_time():
    asked.clear()
    with asked_once():
        assert [read("a"), read("a"), read("b"), read("a", more=1)] == [["a", 0], ["a", 0], ["b", 0], ["a", 1]]
    assert asked == [("a", 0), ("b", 0), ("a", 1)]
    read("a")
    read("a")
    assert asked[3:] == [("a", 0), ("a", 0)]


def test_what_was_told_ends_with_the_page_even_when_it_breaks_off():
    asked.clear()
    for _ in range(2):
        try:
            with asked_once():
                read("a")
                raise ZeroDivisionError
        except ZeroDivisionError:
            continue
    assert asked == [("a", 0), ("a", 0)]

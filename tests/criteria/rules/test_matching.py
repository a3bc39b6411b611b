from criteria.rules.matching import known, likeness, matched


def node(pk, code, words, is_leaf=True):
    return known(pk, code, words, is_leaf)


OLD = [node(1, "1", "chi dao dieu hanh", False), node(2, "1.1", "ke hoach nam"), node(3, "1.2", "bao cao dinh ky")]


def test_the_same_code_and_words_are_the_surest():
    assert matched([node(12, "1.1", "ke hoach nam"), node(11, "1", "chi dao dieu hanh", False)], OLD) == {12: 2, 11: 1}


def test_a_criterion_that_changed_its_code_is_found_by_its_words():
    assert matched([node(12, "1.2", "ke hoach nam"), node(13, "1.1", "bao cao dinh ky")], OLD) == {12: 2, 13: 3}


def test_a_reworded_one_is_found_by_its_code_and_a_new_one_is_not_found():
    assert matched([node(12, "1.1", "ke hoach cai cach nam"), node(13, "1.2", "tap huan can bo")], OLD) == {12: 2}


def test_each_old_one_is_continued_once_and_a_leaf_by_a_leaf():
    assert matched([node(12, "1.1", "ke hoach nam"), node(13, "1.9", "ke hoach nam")], OLD) == {12: 2}
    assert matched([node(12, "1.1", "ke hoach nam", False)], OLD) == {}


def test_likeness_is_shared_words_in_parts_of_all():
    assert likeness(frozenset("abc"), frozenset("abcd")) == likeness(frozenset("abcd"), frozenset("abc"))
    assert likeness(frozenset(), frozenset()) == 0

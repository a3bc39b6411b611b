from criteria.rules.worddiff import Piece, word_diff


def test_words_that_went_and_came_are_marked_on_their_own_side():
    went, came = word_diff("Ban hành Kế hoạch tuyên truyền", "Ban hành Kế hoạch truyền thông")
    assert went == (Piece("Ban hành Kế hoạch"), Piece("tuyên", True), Piece("truyền"))
    assert came == (Piece("Ban hành Kế hoạch"), Piece("truyền"), Piece("thông", True))


def test_equal_wordings_have_one_unmarked_piece_and_empty_ones_none():
    assert word_diff("a b", "a b") == ((Piece("a b"),), (Piece("a b"),))
    assert word_diff("", "a") == ((), (Piece("a", True),))

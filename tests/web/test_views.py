"""What the decorators answer before a view is asked."""

from cchc.web.views import write


def test_a_buttons_address_opened_as_a_page_is_answered_with_words(rf):
    def press(request):
        raise AssertionError

    answer = write(methods=("POST",))(press)(rf.get("/huyen-a/2024/mo-ky/"), tenant="huyen-a")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "<h1>Trang này chỉ mở bằng nút bấm</h1>" in answer.content.decode()

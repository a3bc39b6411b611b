// The session has ended while somebody types: logging in again without leaving the page.
// [data-cchc-login=URL of the login][data-state=URL that says who is in][data-user=login name] holds a form with the
// password; it is shown on "cchc:session-ended" and takes no focus, since the person is in the middle of a word.
// Alt+L goes to the password. When the same person is in again, "cchc:session-back" carries the new form token, and the
// focus goes back to the field it came from. Nothing typed is touched.
(() => {
  "use strict";
  const box = document.querySelector("[data-cchc-login]");
  if (!box || !window.fetch) return;
  const form = box.querySelector("form");
  const password = form.elements.password;
  const said = box.querySelector("[data-cchc-login-said]");
  const button = form.querySelector("button[type=submit]");
  let field = null;
  const cookie = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/) || [])[1] || "";

  const state = async () => {
    const answer = await fetch(box.dataset.state, { credentials: "same-origin" });
    return answer.ok ? answer.json() : { in: false };
  };

  const post = () => fetch(box.dataset.cchcLogin, {
    method: "POST", credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": cookie() },
    body: new URLSearchParams({ username: box.dataset.user, password: password.value }),
  });

  const goTo = () => {
    if (!box.contains(document.activeElement)) field = document.activeElement;
    password.focus();
  };

  const back = (token) => {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((hidden) => { hidden.value = token; });
    password.value = "";
    said.textContent = "";
    if (field && (box.contains(document.activeElement) || document.activeElement === document.body)) field.focus();
    field = null;
    box.hidden = true;
    document.dispatchEvent(new CustomEvent("cchc:session-back", { detail: { token } }));
  };

  const refuse = (status, now) => {
    if (now.in) said.textContent = `Trình duyệt đang đăng nhập bằng tài khoản của ${now.name}. Đăng xuất tài khoản đó ở thẻ khác rồi thử lại; phần vừa nhập chưa ghi.`;
    else if (now.second) said.textContent = "Mật khẩu đúng. Tài khoản có xác thực hai bước: đăng nhập kèm mã ở một thẻ khác rồi trở lại đây; phần vừa nhập vẫn còn trên trang.";
    else if (status === 429) said.textContent = "Nhập sai nhiều lần nên tài khoản tạm khóa. Đợi ít phút rồi thử lại; đừng đóng trang.";
    else said.textContent = "Mật khẩu chưa đúng. Nhập lại; phần vừa nhập vẫn còn trên trang.";
    password.focus();
    password.select();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const answer = await post();
      const now = await state();
      if (now.in && now.username === box.dataset.user) back(now.token);
      else refuse(answer.status, now);
    } catch {
      said.textContent = "Chưa kết nối được máy chủ. Phần vừa nhập vẫn còn trên trang; thử lại sau ít phút.";
    }
    button.disabled = false;
  });

  // Logged in again in another tab: coming back here is enough.
  const look = async () => {
    if (box.hidden || document.hidden) return;
    const now = await state().catch(() => ({ in: false }));
    if (now.in && now.username === box.dataset.user) back(now.token);
  };

  document.addEventListener("cchc:session-ended", () => { box.hidden = false; });
  document.addEventListener("cchc:alive", () => { box.hidden = true; });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  document.addEventListener("keydown", (event) => {
    if (box.hidden || !event.altKey || event.key.toLowerCase() !== "l") return;
    event.preventDefault();
    goTo();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cchc-login-open]")) return;
    event.preventDefault();
    box.hidden = false;
    goTo();
  });
})();

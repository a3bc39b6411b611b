// A field saved after the session's end (answer 401), or after a login in another tab has changed the form token
// (X-Token-Refused): the dialog says so and leads to the login in another tab. Back on this page the form tokens are
// renewed, so that what stands on the screen can be saved without loading the page anew.
(() => {
  "use strict";
  const dialog = document.querySelector("dialog[data-cchc-session]");
  if (!dialog || !dialog.showModal) return;
  const text = dialog.querySelector("[data-cchc-session-text]");
  const firstText = text.textContent;
  let ended = false;

  const renew = (token) => {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
  };

  const look = async () => {
    if (!ended || document.hidden) return;
    const answer = await fetch(dialog.dataset.stateUrl, { credentials: "same-origin" }).catch(() => null);
    const state = answer && answer.ok ? await answer.json() : { in: false };
    if (!state.in) return;
    renew(state.token);
    ended = false;
    text.textContent = `Đã đăng nhập: ${state.name}. Về trang đang làm rồi lưu lại ô vừa nhập.`;
    document.dispatchEvent(new Event("cchc:alive"));
  };

  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (answer.status !== 401 && !answer.getResponseHeader("X-Token-Refused")) return;
    ended = true;
    text.textContent = firstText;
    if (!dialog.open) dialog.showModal();
    look();
  });
  dialog.querySelector("button[value=close]").addEventListener("click", () => dialog.close());
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
})();

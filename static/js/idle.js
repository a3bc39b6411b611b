// [data-cchc-idle] is the <dialog> that warns two minutes before the session ends; its button (focused, so that one key
// is enough) posts to data-extend-url. Every answered request moves the end: htmx tells by itself, other scripts by
// document.dispatchEvent(new Event("cchc:alive")). One with X-Passive doesn't: the page sent it, not its reader.
(() => {
  "use strict";
  const dialog = document.querySelector("dialog[data-cchc-idle]");
  const seconds = dialog ? Number(dialog.dataset.seconds) : 0;
  if (!dialog || !dialog.showModal || !(seconds > 0)) return;
  const WARN = 120;
  const text = dialog.querySelector("[data-cchc-idle-text]");
  const button = dialog.querySelector("button");
  const firstText = text.textContent;
  let warning;
  let ending;

  const csrf = () => {
    const headers = document.body.getAttribute("hx-headers");
    return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
  };
  const ended = () => { window.location.assign(dialog.dataset.loginUrl); };
  const warn = () => {
    text.textContent = firstText;
    if (!dialog.open) dialog.showModal();
  };
  const restart = () => {
    clearTimeout(warning);
    clearTimeout(ending);
    warning = setTimeout(warn, Math.max(seconds - WARN, 0) * 1000);
    ending = setTimeout(ended, seconds * 1000);
    if (dialog.open) dialog.close();
  };

  const extend = async () => {
    try {
      const answer = await fetch(dialog.dataset.extendUrl, {
        method: "POST", credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": csrf() },
      });
      if (answer.ok) restart();
      else text.textContent = "Phiên làm việc đã hết. Đăng nhập lại để làm tiếp; mọi ô đã lưu vẫn còn.";
    } catch {
      text.textContent = "Chưa nối được với máy chủ. Kiểm tra mạng rồi nhấn “Làm tiếp” lần nữa.";
    }
  };

  button.addEventListener("click", extend);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); extend(); });
  document.addEventListener("cchc:alive", restart);
  document.addEventListener("htmx:afterRequest", (event) => {
    const isPassive = "X-Passive" in (event.detail.requestConfig?.headers ?? {});
    if (event.detail.successful && !isPassive) restart();
  });
  restart();
})();

// form[data-cchc-guard]: asks before the page is left while something typed has not been sent.
(() => {
  "use strict";
  document.querySelectorAll("form[data-cchc-guard]").forEach((form) => {
    const typed = () => new URLSearchParams(new FormData(form)).toString();
    const start = typed();
    let sent = false;
    form.addEventListener("submit", () => { sent = true; });
    window.addEventListener("beforeunload", (event) => { if (!sent && typed() !== start) event.preventDefault(); });
  });
})();

// [data-cchc-reveal="id"]: shows and hides the password typed in that field. Hidden in the source, shown here.
(() => {
  "use strict";
  document.querySelectorAll("[data-cchc-reveal]").forEach((button) => {
    const field = document.getElementById(button.dataset.cchcReveal);
    const words = button.querySelector("span") || button;
    if (!field) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      words.textContent = shown ? "Ẩn mật khẩu" : "Hiện mật khẩu";
    });
  });
})();

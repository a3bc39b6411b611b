// Alt+↓ and Alt+↑ go to the next and previous unfinished row: [data-cchc-row][data-cchc-unfinished].
// A button with [data-cchc-next-unfinished] does the same as Alt+↓. Where there is none, [data-cchc-status] says so.
(() => {
  "use strict";
  const FIELDS = "input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled]), a[href], button:not([disabled])";

  const say = (text) => {
    const status = document.querySelector("[data-cchc-status]");
    if (status) status.textContent = text;
  };

  const go = (step) => {
    const rows = [...document.querySelectorAll("[data-cchc-row]")];
    if (!rows.length) return false;
    const here = document.activeElement.closest("[data-cchc-row]");
    const start = here ? rows.indexOf(here) + step : step > 0 ? 0 : rows.length - 1;
    for (let place = start; place >= 0 && place < rows.length; place += step) {
      if (!("cchcUnfinished" in rows[place].dataset)) continue;
      const field = rows[place].querySelector(FIELDS);
      if (!field) continue;
      field.focus({ preventScroll: true });
      rows[place].scrollIntoView({ block: "center" });
      return true;
    }
    say(step > 0 ? "Không còn mục chưa xong phía dưới." : "Không còn mục chưa xong phía trên.");
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.shiftKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && go(step)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-cchc-next-unfinished]") && go(1)) event.preventDefault();
  });
})();

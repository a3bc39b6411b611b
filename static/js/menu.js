// [data-cchc-menu] on a <details>: Escape and a press outside close it. Opening works without this script.
(() => {
  "use strict";
  const open = () => document.querySelector("details[data-cchc-menu][open]");

  document.addEventListener("keydown", (event) => {
    const menu = open();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
})();

// Puts the focus where the next work is.
// [data-cchc-errors]: the summary of a refused form takes the focus, on load and after an htmx swap.
// [data-cchc-focus-target="#con-thieu"]: pressing the control moves the focus there instead of acting.
// Links of the summary, and of a missing list, put the focus into the field they point at.
(() => {
  "use strict";
  const FIELDS = "input:not([type=hidden]):not([disabled]), select, textarea, button, a[href]";

  const focusOn = (element) => {
    if (!element) return;
    const field = element.matches(FIELDS) ? element : element.querySelector(FIELDS);
    const target = field || element;
    if (!field && !target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center" });
  };

  const focusSummary = (root) => {
    const summary = root.querySelector("[data-cchc-errors]");
    if (summary) summary.focus();
  };

  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-cchc-focus-target]");
    if (control) {
      event.preventDefault();
      const section = document.querySelector(control.dataset.cchcFocusTarget);
      if (section) {
        section.tabIndex = -1;
        section.focus();
        section.scrollIntoView({ block: "nearest" });
      }
      return;
    }
    const link = event.target.closest("[data-cchc-errors] a[href^='#'], .missing a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    focusOn(target);
  });

  document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));
  focusSummary(document);
})();

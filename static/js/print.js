// [data-cchc-print]: a button that prints the page. Hidden in the source, shown here, as it does nothing without a script.
(() => {
  "use strict";
  document.querySelectorAll("[data-cchc-print]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-cchc-print]")) window.print();
  });
})();

// [data-cchc-autosubmit] on a select or form: choosing sends the form; its [data-cchc-nojs] button is then not needed.
// [data-cchc-check-all="name"]: ticks every checkbox of that name in the same form or table.
(() => {
  "use strict";
  document.querySelectorAll("[data-cchc-autosubmit] [data-cchc-nojs], [data-cchc-autosubmit] ~ [data-cchc-nojs]")
    .forEach((button) => { button.hidden = true; });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-cchc-check-all]")) {
      const scope = field.closest("form, table") || document;
      scope.querySelectorAll(`input[type=checkbox][name="${CSS.escape(field.dataset.cchcCheckAll)}"]:not([disabled])`)
        .forEach((box) => { box.checked = field.checked; });
      return;
    }
    if (field.form && field.closest("[data-cchc-autosubmit]")) field.form.requestSubmit();
  });
})();

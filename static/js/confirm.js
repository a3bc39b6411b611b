// Asks once more before a form that is hard to undo.
// <form data-cchc-confirm="Khóa hồ sơ xã Cẩm Giàng" data-cchc-confirm-text="Xã không sửa được nữa."
//       data-cchc-confirm-button="Khóa hồ sơ" data-cchc-confirm-danger>; the attributes may stand on the submit button.
// An htmx request of an element outside forms is held in the same way. Without this script the form is sent at once.
(() => {
  "use strict";
  const dialog = document.querySelector("[data-cchc-confirm-dialog]");
  if (!dialog || !dialog.showModal) return;
  const [no, yes] = ["no", "yes"].map((value) => dialog.querySelector(`button[value="${value}"]`));
  const agreed = new WeakSet();
  let proceed = null;

  const ask = (source, then) => {
    const words = source.dataset;
    dialog.querySelector("h2").textContent = words.cchcConfirm;
    dialog.querySelector("p").textContent = words.cchcConfirmText || "";
    yes.textContent = words.cchcConfirmButton || words.cchcConfirm;
    yes.className = "cchcConfirmDanger" in words ? "btn btn-danger-line" : "btn btn-primary";
    proceed = then;
    dialog.showModal();
    no.focus();
  };

  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    const then = proceed;
    dialog.close();
    if (then) then();
  });
  dialog.addEventListener("close", () => { proceed = null; });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const source = [button, form].find((element) => element && element.dataset.cchcConfirm);
    if (!source || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(source, () => {
      agreed.add(form);
      form.requestSubmit(button);
    });
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    const source = event.target;
    if (!source.dataset.cchcConfirm || source.tagName === "FORM" || source.form) return;
    event.preventDefault();
    ask(source, () => event.detail.issueRequest(true));
  });
})();

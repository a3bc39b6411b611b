// The tree of a draft criteria set, form[data-cchc-tree]: rows are dragged to a new place, Alt and the arrows move the
// chosen row, Enter opens it. Every move is the form's own button, so the server judges it and htmx shows the answer.
(() => {
  "use strict";
  const MOVES = { ArrowUp: "len", ArrowDown: "xuong", ArrowRight: "vao", ArrowLeft: "ra" };
  const EDGES = ["drop-before", "drop-after", "drop-inside"];
  let dragged = null;

  const tree = () => document.querySelector("form[data-cchc-tree]");
  const row = (element) => element && element.closest && element.closest("form[data-cchc-tree] tr[data-nut]");
  const press = (form, act) => {
    const button = form.querySelector(`#v-${act}`);
    if (button) form.requestSubmit(button);
  };

  // htmx knows the button that was clicked; a form sent by a key, a drop or after a question tells it by the event.
  document.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.triggeringEvent;
    const button = sent && sent.submitter;
    if (button && button.name) event.detail.parameters[button.name] = button.value;
  });

  const prepare = () => {
    const form = tree();
    if (form) form.querySelectorAll("tr[data-nut]").forEach((one) => { one.draggable = true; });
  };

  document.addEventListener("keydown", (event) => {
    const radio = event.target;
    if (!radio.matches || !radio.matches("form[data-cchc-tree] input[name=nut]")) return;
    if (event.key === "Enter" && !event.altKey) {
      event.preventDefault();
      row(radio).querySelector("th a").click();
    } else if (event.altKey && !event.ctrlKey && !event.shiftKey && MOVES[event.key]) {
      event.preventDefault();
      radio.checked = true;
      press(radio.form, MOVES[event.key]);
    }
  });

  const clear = () => document.querySelectorAll(EDGES.map((name) => `.${name}`).join(","))
    .forEach((one) => one.classList.remove(...EDGES));

  // The upper quarter of a row stands for before it, the lower for after it, the middle for inside it.
  const edge = (target, y) => {
    const box = target.getBoundingClientRect();
    const share = (y - box.top) / box.height;
    return share < 0.25 ? "before" : share > 0.75 ? "after" : "inside";
  };

  document.addEventListener("dragstart", (event) => {
    dragged = row(event.target);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.nut);
  });
  document.addEventListener("dragover", (event) => {
    const target = row(event.target);
    if (!dragged || !target || target === dragged) return;
    event.preventDefault();
    clear();
    target.classList.add(`drop-${edge(target, event.clientY)}`);
  });
  document.addEventListener("drop", (event) => {
    const target = row(event.target);
    if (!dragged || !target || target === dragged) return;
    event.preventDefault();
    const form = tree();
    dragged.querySelector("input[name=nut]").checked = true;
    form.elements.dich.value = target.dataset.nut;
    form.elements.cho.value = edge(target, event.clientY);
    clear();
    press(form, "tha");
  });
  document.addEventListener("dragend", () => { clear(); dragged = null; });
  document.addEventListener("htmx:afterSettle", prepare);
  prepare();
})();

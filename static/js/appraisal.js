// The appraisal grid: [data-cchc-grid] with a row per agency, or per leaf of one file, each saved by htmx when one of
// its fields is left. Enter in a points field goes down the column, Shift+Enter up; Alt+M shows the first piece of
// evidence of the row beside the grid where it can be shown; Alt+1..9 puts in the person's own wording of a reason.
// [data-cchc-quiet]: a reason that isn't needed is put away until the points differ from the self-score (data-self).
(() => {
  "use strict";
  const grid = document.querySelector("[data-cchc-grid]");
  if (!grid) return;
  const number = (text) => Number(text.replace(",", "."));
  const say = (text) => {
    const status = document.querySelector("[data-cchc-status]");
    if (status) status.textContent = text;
  };

  const show = (row) => {
    const reason = row.querySelector(".reason");
    const points = row.querySelector("[data-cchc-points]");
    if (!reason || !points || !("cchcQuiet" in reason.dataset)) return;
    const typed = points.value.trim();
    const same = !typed || number(typed) === number(row.dataset.self || "x");
    reason.hidden = same && !reason.querySelector("textarea").value;
  };

  const open = (row) => {
    const reason = row.querySelector(".reason");
    reason.hidden = false;
    return reason.querySelector("textarea");
  };
  const insert = (row, key) => {
    const snippet = document.querySelector(`[data-cchc-snippets] [data-key="${key}"]`);
    if (!snippet) { say(`Chưa có mẫu lý do số ${key}.`); return; }
    const field = open(row);
    const words = snippet.querySelector("[data-text]").textContent;
    field.value = field.value.trim() ? `${field.value.trim()} ${words}` : words;
    const code = row.querySelector("[data-cchc-code]");
    if (!code.value) code.value = snippet.dataset.code;
    field.focus();
  };

  const pane = document.querySelector("[data-cchc-peek-pane]");
  let opener = null;
  const peek = (link) => {
    const named = link.cloneNode(true);
    named.querySelectorAll(".visually-hidden, svg").forEach((part) => part.remove());
    const words = [...named.childNodes].map((part) => part.textContent.trim()).filter(Boolean);
    pane.querySelector("[data-cchc-peek-title]").textContent = words.join(", ");
    pane.querySelector("[data-cchc-peek-open]").href = link.href;
    const body = pane.querySelector("[data-cchc-peek-body]");
    body.textContent = "Đang mở minh chứng…";
    window.htmx.ajax("GET", link.dataset.cchcPeek, { target: body, swap: "innerHTML" });
    pane.hidden = false;
    document.body.classList.add("has-peek");
    opener = document.activeElement;
  };
  const shut = () => {
    pane.hidden = true;
    document.body.classList.remove("has-peek");
    pane.querySelector("[data-cchc-peek-body]").replaceChildren();
    if (opener) opener.focus();
  };
  if (pane) {
    grid.addEventListener("click", (event) => {
      const link = event.target.closest("[data-cchc-peek]");
      if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      peek(link);
    });
    pane.querySelector("[data-cchc-peek-close]").addEventListener("click", shut);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !pane.hidden) shut();
    });
  }

  const rows = () => [...grid.querySelectorAll("tr[data-cchc-row]")];
  rows().forEach(show);
  grid.addEventListener("input", (event) => {
    const row = event.target.closest("tr[data-cchc-row]");
    if (!row) return;
    if (event.target.closest(".entry")) {
      const reason = row.querySelector(".reason");
      if (reason) reason.hidden = false;
    } else show(row);
  });

  grid.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-cchc-row]");
    if (!row) return;
    if (event.altKey && event.code === "KeyM") {
      const evidence = row.querySelector("a.ev");
      if (evidence) { event.preventDefault(); evidence.click(); }
      return;
    }
    if (event.altKey && event.code === "KeyS") {
      event.preventDefault();
      open(row).focus();
      return;
    }
    if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      event.preventDefault();
      insert(row, event.code.slice(-1));
      return;
    }
    if (event.key !== "Enter" || !event.target.matches("[data-cchc-points]")) return;
    event.preventDefault();
    const all = rows();
    const next = all[all.indexOf(row) + (event.shiftKey ? -1 : 1)];
    if (next) {
      const field = next.querySelector("[data-cchc-points]");
      field.focus();
      field.select();
    } else event.target.blur();
  });

  grid.addEventListener("htmx:afterRequest", (event) => {
    const row = event.target.closest("tr[data-cchc-row]");
    const told = row && row.querySelector("[id^='w-']");
    const status = event.detail.xhr.status;
    if (!told || ![200, 409, 422].includes(status)) return;
    const points = row.querySelector("[data-cchc-points]");
    const reason = row.querySelector(".reason");
    const fault = told.dataset.fault || "";
    points.classList.toggle("is-invalid", fault === "points");
    reason.querySelector("textarea").classList.toggle("is-invalid", fault === "reason");
    row.querySelectorAll(".entry .form-control").forEach((field) => {
      field.classList.toggle("is-invalid", Boolean(fault) && !["points", "reason", "reason_code", "clause", "conflict"].includes(fault));
    });
    const code = row.querySelector("[data-cchc-code]");
    code.classList.toggle("is-invalid", fault === "reason_code");
    if (fault) {
      if (fault.startsWith("reason") || fault === "clause") reason.hidden = false;
      return;
    }
    const clause = row.querySelector("[data-cchc-clause]");
    if (document.activeElement !== clause) clause.value = told.dataset.clause;
    if (document.activeElement !== code && told.dataset.code) code.value = told.dataset.code;
    if (document.activeElement !== points) points.value = told.dataset.points;
    if (told.dataset.points) row.removeAttribute("data-cchc-unfinished");
    show(row);
    say(`Đã lưu ${row.querySelector("[data-cchc-name]").textContent.trim()}.`);
  });
  document.querySelectorAll("[data-cchc-page-save]").forEach((button) => { button.hidden = true; });
})();

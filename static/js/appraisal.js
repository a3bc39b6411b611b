// The appraisal grid: [data-cchc-grid] with a row per agency, each saved by htmx when one of its fields is left.
// Enter in a points field goes down the column, Shift+Enter up; Alt+M opens the first piece of evidence of the row.
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
      field.classList.toggle("is-invalid", Boolean(fault) && !["points", "reason", "conflict"].includes(fault));
    });
    if (fault) {
      if (fault === "reason") reason.hidden = false;
      return;
    }
    if (document.activeElement !== points) points.value = told.dataset.points;
    if (told.dataset.points) row.removeAttribute("data-cchc-unfinished");
    show(row);
    say(`Đã lưu ${row.querySelector("th").textContent.trim()}.`);
  });
  document.querySelectorAll("[data-cchc-page-save]").forEach((button) => { button.hidden = true; });
})();

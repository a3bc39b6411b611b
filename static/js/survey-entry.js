// Paper forms from the number keys: form[data-survey-entry] with rows [data-survey-row]; what is typed stays in this
// browser until it is saved (data-key), so that a cut line loses nothing.
(() => {
  "use strict";
  const form = document.querySelector("form[data-survey-entry]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-survey-row]")];
  const count = form.querySelector("[data-survey-count]");
  const save = form.querySelector("[data-survey-save]");
  const offline = form.querySelector("[data-survey-offline]");
  const key = form.dataset.key;
  const field = (row) => row.querySelector("input:checked, input:not([type=radio]):not([type=checkbox]), textarea") || row.querySelector("input, textarea");
  const values = (row) => {
    const inputs = [...row.querySelectorAll("input, textarea")];
    const chosen = inputs.filter((input) => (["radio", "checkbox"].includes(input.type) ? input.checked : input.value.trim()));
    return chosen.map((input) => input.value.trim());
  };
  const nameOf = (row) => row.querySelector("input, textarea").name;
  const shown = () => rows.filter((row) => !row.hidden);

  // A question that isn't asked after these answers is hidden and not sent; what was typed in it stays in its field.
  const ask = () => {
    const open = new Map();
    rows.forEach((row) => {
      const { when, is } = row.dataset;
      let asked = true;
      if (when) {
        const given = open.get(when);
        asked = given !== undefined && given !== "0" && (given === is) !== ("not" in row.dataset);
      }
      row.hidden = !asked;
      row.querySelectorAll("input, textarea").forEach((input) => { input.disabled = !asked; });
      if (asked) open.set(nameOf(row), values(row)[0]);
    });
    if (!count) return;
    const answered = shown().filter((row) => values(row).length).length;
    count.textContent = `Đã trả lời ${answered}/${shown().length} câu · tự giữ trên máy khi mất mạng`;
  };

  const keep = () => {
    if (!key) return;
    try {
      const kept = { number: form.elements.number ? form.elements.number.value : "", answers: {} };
      rows.forEach((row) => { kept.answers[nameOf(row)] = values(row); });
      localStorage.setItem(key, JSON.stringify(kept));
    } catch { /* a private window: the page itself holds what was typed */ }
  };

  const restore = () => {
    if (!key || "answered" in form.dataset) return;
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { return; }
    if (!kept || (form.elements.number && kept.number !== form.elements.number.value)) { localStorage.removeItem(key); return; }
    rows.forEach((row) => {
      const said = kept.answers[nameOf(row)] || [];
      row.querySelectorAll("input, textarea").forEach((input) => {
        if (["radio", "checkbox"].includes(input.type)) input.checked = said.includes(input.value);
        else input.value = said[0] || "";
      });
    });
  };

  const go = (row, step) => {
    const list = shown();
    const to = list[list.indexOf(row) + step];
    if (!to) return false;
    field(to).focus({ preventScroll: true });
    to.scrollIntoView({ block: "center" });
    return true;
  };

  const choose = (row, digit) => {
    const input = row.querySelector(`input[value="${digit}"]`);
    if (!input) return false;
    if (input.type === "checkbox") {
      input.checked = !input.checked;
      row.querySelectorAll("input").forEach((other) => {
        if (input.checked && other !== input && (digit === "0" || other.value === "0")) other.checked = false;
      });
      input.focus();
    } else {
      input.checked = true;
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  form.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); form.requestSubmit(save); return; }
    const row = event.target.closest("[data-survey-row]");
    if (!row) {
      if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); field(shown()[0]).focus(); }
      return;
    }
    const kind = row.dataset.kind;
    const keys = kind === "keys" || kind === "checks";
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (kind === "text" && event.target.value.includes("\n")) return;
      if (go(row, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      else if (keys) event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!go(row, 1)) form.requestSubmit(save);
    } else if (keys && /^[0-9]$/.test(event.key) && !event.ctrlKey) {
      event.preventDefault();
      if (choose(row, event.key) && kind === "keys" && !go(row, 1)) save.focus();
    } else if (keys && (event.key === "Backspace" || event.key === "Delete")) {
      event.preventDefault();
      row.querySelectorAll("input").forEach((input) => { input.checked = false; });
      row.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  form.addEventListener("input", () => { ask(); keep(); });
  form.addEventListener("change", () => { ask(); keep(); });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || !offline) return;
    event.preventDefault();
    offline.hidden = false;
    offline.scrollIntoView({ block: "nearest" });
  });
  window.addEventListener("online", () => { if (offline) offline.hidden = true; });

  restore();
  ask();
  const bad = form.querySelector("tr.is-bad") || (form.querySelector(".is-invalid") ? null : shown()[0]);
  const first = form.querySelector(".is-invalid") || (bad && field(bad));
  if (first) first.focus({ preventScroll: !form.querySelector("tr.is-bad") });
})();

// Saves each field of the sheet when it changes, with the row's version and the text the page started from.
// form[data-cchc-autosave=URL][data-summary=URL][data-key]: fields are named f-<leaf>-<field>, beside the hidden
// v-<leaf> (version) and b-<leaf> (texts at the start). What isn't saved yet stays in localStorage and is sent again.
// Answers are small fragments: [data-cchc-part=id] replaces that element's content, never an input.
(() => {
  "use strict";
  const form = document.querySelector("form[data-cchc-autosave]");
  if (!form || !window.fetch) return;
  const WAITS = [2, 5, 10, 20, 40];
  const DETOUR_WAIT = 20000;
  const status = document.querySelector("[data-cchc-status]");
  const pageSave = form.querySelector("[data-cchc-page-save]");
  const waiting = new Map();
  const bases = new Map();
  let sending = false;
  let failures = 0;
  let timer = 0;
  let summaryTimer = 0;
  let spoken = 0;

  const byName = (name) => form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  const hidden = (kind, leaf) => byName(`${kind}-${leaf}`)[0];
  const place = (leaf) => document.getElementById(`n${leaf}`);
  const template = (name) => document.querySelector(`template[data-cchc-note="${name}"]`).content.firstElementChild.cloneNode(true);
  const cookie = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/) || [])[1] || form.elements.csrfmiddlewaretoken.value;

  const bases0 = (leaf) => {
    if (!bases.has(leaf)) bases.set(leaf, JSON.parse(hidden("b", leaf).value || "{}"));
    return bases.get(leaf);
  };

  const textOf = (name) => {
    const inputs = [...byName(name)];
    const first = inputs[0];
    if (first.type === "radio") return (inputs.find((input) => input.checked) || { value: "" }).value;
    if (first.type !== "checkbox") return first.value;
    if (inputs.length === 1) return first.checked ? first.value : "";
    const chosen = inputs.filter((input) => input.checked && input.value !== "0").map((input) => input.value);
    return chosen.join(";") || "0";
  };

  const setText = (name, text) => {
    const inputs = [...byName(name)];
    inputs.forEach((input) => {
      if (input.type === "radio") input.checked = input.value === text;
      else if (input.type === "checkbox") input.checked = inputs.length > 1 ? text.split(";").includes(input.value) : text === input.value;
      else input.value = text;
    });
    paint(inputs);
  };

  const paint = (inputs) => inputs.forEach((input) => {
    const line = input.closest(".opt");
    if (line) line.classList.toggle("on", input.checked);
  });

  // What was typed and isn't saved, kept for the next visit of the same person to the same file.
  const keep = (name, text) => {
    try {
      const kept = JSON.parse(localStorage.getItem(form.dataset.key) || "{}");
      if (text === null) delete kept[name]; else kept[name] = { text, base: baseOf(name), version: versionOf(name) };
      if (Object.keys(kept).length) localStorage.setItem(form.dataset.key, JSON.stringify(kept));
      else localStorage.removeItem(form.dataset.key);
    } catch { /* private windows keep nothing: the page itself still holds what was typed */ }
  };
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(form.dataset.key) || "{}"); } catch { return {}; }
  };

  const split = (name) => name.match(/^f-(\d+)-(\w+)$/).slice(1);
  const baseOf = (name) => { const [leaf, field] = split(name); return bases0(leaf)[field] || ""; };
  const versionOf = (name) => hidden("v", split(name)[0]).value;

  const words = (text, bad) => {
    document.querySelectorAll("[data-cchc-saved-words]").forEach((mark) => {
      mark.textContent = text;
      mark.classList.toggle("st-warn", Boolean(bad));
    });
    if (status && (bad || Date.now() - spoken > 10000)) { status.textContent = text; spoken = Date.now(); }
  };

  const parts = (html) => {
    const box = new DOMParser().parseFromString(html, "text/html").body;
    box.querySelectorAll("[data-cchc-part]").forEach((part) => {
      const target = document.getElementById(part.dataset.cchcPart);
      if (target) target.replaceChildren(...part.childNodes);
    });
    return box;
  };

  const queue = (name) => {
    const text = textOf(name);
    if (text === baseOf(name)) { waiting.delete(name); keep(name, null); return; }
    waiting.set(name, text);
    keep(name, text);
    send();
  };

  const saved = (name, text, html) => {
    const result = parts(html).querySelector("[data-cchc-result]");
    const [leaf, field] = split(name);
    hidden("v", leaf).value = result.dataset.version;
    bases0(leaf)[field] = result.dataset.base;
    hidden("b", leaf).value = JSON.stringify(bases0(leaf));
    if (waiting.get(name) === text) { waiting.delete(name); keep(name, null); }
    place(leaf).replaceChildren();
    byName(name).forEach((input) => { input.classList.remove("is-invalid"); input.removeAttribute("aria-invalid"); });
    const row = form.querySelector(`[data-cchc-row][data-leaf="${leaf}"]`);
    row.toggleAttribute("data-cchc-unfinished", "unfinished" in result.dataset);
    if (result.dataset.words) words(result.dataset.words);
    clearTimeout(summaryTimer);
    summaryTimer = setTimeout(refresh, 1200);
  };

  const told = (name, html, isConflict) => {
    const [leaf] = split(name);
    const note = parts(html).firstElementChild;
    place(leaf).replaceChildren(note);
    waiting.delete(name);
    if (isConflict) { words("Có người khác vừa sửa", true); return; }
    words("Có ô chưa ghi được", true);
    byName(name).forEach((input) => {
      if (input.type === "radio" || input.type === "checkbox") return;
      input.classList.add("is-invalid");
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `e${leaf}`);
    });
  };

  const ended = () => {
    words("Phiên làm việc đã hết – chưa lưu", true);
    if (!document.querySelector("[data-cchc-login-note]")) {
      const note = template("login");
      note.setAttribute("data-cchc-login-note", "");
      (form.closest(".cols") || form).before(note); // beside the form it would take a column of the page
    }
    document.dispatchEvent(new Event("cchc:session-ended"));
  };

  // 401, a way to the login page, or a token from before a login in another tab; a plain 403 is a right taken away.
  const isEnded = (answer) =>
    answer.type === "opaqueredirect" || answer.status === 401 || Boolean(answer.headers.get("X-Token-Refused"));

  const barred = (name) => {
    words("Chưa lưu được – tài khoản không còn quyền chấm mục này", true);
    const [leaf] = split(name);
    place(leaf).replaceChildren(template("barred"));
  };

  // The second factor is asked of the role from today on: set up in another tab, the cells are saved by themselves.
  const detoured = (name, page) => {
    words("Chưa lưu – cần bật xác thực hai bước", true);
    const note = document.querySelector("template[data-cchc-detour-note]").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-cchc-detour]").href = page;
    place(split(name)[0]).replaceChildren(note);
    clearTimeout(timer);
    timer = setTimeout(send, DETOUR_WAIT);
  };

  const failed = (name) => {
    const wait = WAITS[Math.min(failures, WAITS.length - 1)];
    words(`Chưa lưu được – sẽ thử lại sau ${wait} giây`, true);
    const [leaf] = split(name);
    if (!place(leaf).querySelector("[data-cchc-offline]")) {
      const note = template("offline");
      note.setAttribute("data-cchc-offline", "");
      place(leaf).replaceChildren(note);
    }
    clearTimeout(timer);
    timer = setTimeout(send, wait * 1000);
    failures += 1;
  };

  const post = (name, text) => {
    const [leaf, field] = split(name);
    const body = new URLSearchParams({ leaf, field, value: text, version: versionOf(name), base: baseOf(name) });
    return fetch(form.dataset.cchcAutosave, {
      method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": cookie() },
    });
  };

  // One request after the other: the answer to the first brings the version that the second needs.
  const send = async () => {
    if (sending || !waiting.size) return;
    sending = true;
    clearTimeout(timer);
    const [name, text] = waiting.entries().next().value;
    words("Đang lưu…");
    let go = true;
    try {
      const answer = await post(name, text);
      if (isEnded(answer)) { ended(); go = false; }
      else if (answer.headers.get("X-Detour")) { detoured(name, answer.headers.get("X-Detour")); go = false; }
      else if (answer.status === 403 || answer.status === 404) { barred(name); go = false; }
      else if (answer.ok) { failures = 0; goodAgain(); saved(name, text, await answer.text()); }
      else if (answer.status === 409 || answer.status === 422) told(name, await answer.text(), answer.status === 409);
      else { failed(name); go = false; }
    } catch { failed(name); go = false; }
    sending = false;
    if (go) send();
  };

  const goodAgain = () => {
    document.querySelectorAll("[data-cchc-login-note], [data-cchc-offline]").forEach((note) => note.remove());
    document.dispatchEvent(new Event("cchc:alive"));
  };

  const refresh = async () => {
    try {
      const answer = await fetch(form.dataset.summary, { credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return;
      const count = parts(await answer.text()).querySelector("[data-cchc-count]");
      const mark = document.querySelector("[data-cchc-missing-count]");
      if (count && mark) mark.textContent = `${count.dataset.cchcCount} việc`;
    } catch { /* the panel is shown anew after the next save */ }
  };

  const choose = (note, mine) => {
    const { leaf, field, version, theirs } = note.dataset;
    const name = `f-${leaf}-${field}`;
    hidden("v", leaf).value = version;
    bases0(leaf)[field] = theirs;
    note.remove();
    if (!mine) setText(name, theirs);
    waiting.set(name, textOf(name)); // sent also where it is theirs: the answer brings working and points up to date
    send();
  };

  form.addEventListener("change", (event) => {
    const input = event.target;
    if (!/^f-\d+-\w+$/.test(input.name || "")) return;
    if (input.type === "checkbox" && input.name.endsWith("-items") && input.checked) {
      const isNone = "cchcNone" in input.dataset;
      byName(input.name).forEach((other) => { if (other !== input && ("cchcNone" in other.dataset) !== isNone) other.checked = false; });
    }
    paint(byName(input.name));
    queue(input.name);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelectorAll("[name^='f-']").forEach((input) => queue(input.name));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cchc-keep]");
    if (button) choose(button.closest("[data-cchc-conflict]"), button.dataset.cchcKeep === "mine");
    if (event.target.closest("[data-cchc-retry]")) { failures = 0; send(); }
  });
  window.addEventListener("online", () => { failures = 0; send(); });
  document.addEventListener("cchc:session-back", () => { failures = 0; send(); });
  window.addEventListener("beforeunload", (event) => {
    if (document.activeElement && document.activeElement.form === form) document.activeElement.blur();
    if (waiting.size) event.preventDefault();
  });

  if (pageSave) pageSave.hidden = true;
  Object.entries(kept()).forEach(([name, was]) => {
    if (!byName(name).length) return;
    const [leaf, field] = split(name);
    bases0(leaf)[field] = was.base;
    hidden("v", leaf).value = was.version;
    setText(name, was.text);
    waiting.set(name, was.text);
  });
  send();
})();

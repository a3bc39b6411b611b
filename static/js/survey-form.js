// The citizen's form, one question a screen, kept in this browser until it has been sent: with or without a line.
// Without this script the same form goes from screen to screen through the server.
(() => {
  "use strict";
  const root = document.querySelector("[data-survey]");
  if (!root || !window.fetch || !window.URLSearchParams) return;
  const screen = root.querySelector("[data-survey-screen]");
  const offline = root.querySelector("[data-survey-offline]");
  const note = root.querySelector("[data-survey-note]");
  const status = document.querySelector("[data-survey-status]");
  const copy = (name) => document.querySelector(`template[data-survey-${name}]`).content.cloneNode(true);
  const questions = [...copy("questions").querySelectorAll("[data-survey-question]")];
  const isDesk = root.dataset.survey === "desk";
  const key = `phieu:${location.pathname}`;
  const RETRY = 15000;
  const NEXT_PERSON = 20000;
  const OVER = {
    used: "Mã này đã dùng cho một phiếu khác. Ông/bà chưa trả lời thì hỏi người phát phiếu để lấy mã khác.",
    expired: "Thời gian nhận ý kiến bằng mã này đã qua. Cảm ơn ông/bà.",
    closed: "Đợt lấy ý kiến đã đóng. Cảm ơn ông/bà.",
  };
  let sending = false;

  const random = () => [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const fresh = () => ({ once: random(), answers: {}, at: -1, state: "open" });
  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || fresh(); } catch { return fresh(); } };
  let form = read();
  const keep = () => { try { localStorage.setItem(key, JSON.stringify(form)); } catch { /* a private window: the page itself holds it */ } };
  const say = (words) => { if (status) status.textContent = words; };

  // Questions asked of somebody with these answers; an answer to one that isn't asked opens nothing.
  const way = () => {
    const shown = new Set();
    return questions.filter((question) => {
      const { when, is } = question.dataset;
      if (when) {
        const given = shown.has(when) ? (form.answers[when] || [])[0] : undefined;
        if (given === undefined || given === "0" || (given === is) === ("not" in question.dataset)) return false;
      }
      shown.add(question.dataset.surveyQuestion);
      return true;
    });
  };

  const show = (content) => {
    screen.replaceChildren(content);
    window.scrollTo(0, 0);
    const heading = screen.querySelector("h1");
    if (heading) heading.focus({ preventScroll: true });
  };

  const valuesOf = (fieldset) => {
    const inputs = [...fieldset.querySelectorAll("input, textarea")];
    const ticked = inputs.filter((input) => input.checked).map((input) => input.value);
    const typed = inputs.filter((input) => !["radio", "checkbox"].includes(input.type)).map((input) => input.value.trim());
    if (ticked.includes("-")) return ["-"];
    return [...typed, ...ticked].filter(Boolean);
  };

  const restore = (fieldset) => {
    const values = form.answers[fieldset.dataset.surveyQuestion] || [];
    fieldset.querySelectorAll("input, textarea").forEach((input) => {
      if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
      else input.value = values.find((value) => value !== "-") || "";
    });
  };

  // «Không trả lời» and the other boxes of a question exclude each other.
  const exclude = (event) => {
    const box = event.target;
    if (box.type !== "checkbox" || !box.checked) return;
    const quiet = ["0", "-"].includes(box.value);
    box.closest("fieldset").querySelectorAll("input[type=checkbox]").forEach((other) => {
      if (other !== box && (quiet || ["0", "-"].includes(other.value))) other.checked = false;
    });
  };

  const refuse = (words) => {
    const place = screen.querySelector("[data-survey-fault]");
    place.querySelector("span").textContent = words;
    place.hidden = false;
    say(words);
  };

  const ask = () => {
    const asked = way();
    const question = asked[Math.min(form.at, asked.length - 1)];
    const last = form.at >= asked.length - 1;
    const frame = copy("frame");
    const fieldset = question.cloneNode(true);
    frame.querySelector("[data-survey-place]").replaceWith(fieldset);
    const minutes = Math.max(1, Math.round(((asked.length - form.at) * 9) / 60));
    frame.querySelector("[data-survey-where]").textContent = `Câu ${form.at + 1} trên ${asked.length} · khoảng ${minutes} phút nữa`;
    const bar = frame.querySelector("progress");
    bar.max = asked.length;
    bar.value = form.at + 1;
    bar.setAttribute("aria-label", `Câu ${form.at + 1} trên ${asked.length}`);
    frame.querySelector("[data-survey-go]").textContent = last ? "Gửi phiếu" : "Câu tiếp theo";
    const back = frame.querySelector("[data-survey-back]");
    back.hidden = form.at === 0;
    back.addEventListener("click", () => { take(fieldset); form.at -= 1; keep(); ask(); });
    fieldset.addEventListener("change", exclude);
    frame.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); next(fieldset); });
    restore(fieldset);
    document.title = `Câu ${form.at + 1} trên ${asked.length} – Phiếu ý kiến`;
    show(frame);
  };

  const take = (fieldset) => {
    form.answers[fieldset.dataset.surveyQuestion] = valuesOf(fieldset);
    keep();
  };

  const next = (fieldset) => {
    take(fieldset);
    const given = form.answers[fieldset.dataset.surveyQuestion];
    if (!given.length && "required" in fieldset.dataset) {
      const typed = ["text", "number"].includes(fieldset.dataset.kind);
      refuse(`${typed ? "Ghi câu trả lời" : "Chọn một phương án"}, hoặc chọn «Không trả lời câu này».`);
      return;
    }
    if (fieldset.dataset.kind === "number" && given.length && given[0] !== "-" && !/^\d{1,11}([.,]\d{1,4})?$/.test(given[0])) {
      refuse("Ghi số như 12 hoặc 12,5.");
      return;
    }
    if (form.at + 1 < way().length) { form.at += 1; keep(); ask(); return; }
    form.state = "waiting";
    keep();
    send();
  };

  const body = () => {
    const data = new URLSearchParams({ once: form.once });
    way().forEach((question) => {
      const name = question.dataset.surveyQuestion;
      (form.answers[name] || []).forEach((value) => data.append(name, value));
    });
    return data;
  };

  const wait = () => {
    if (!screen.querySelector("[data-survey-again]")) {
      show(copy("waiting"));
      screen.querySelector("[data-survey-again]").addEventListener("click", send);
    }
    document.title = "Phiếu đang chờ gửi – Phiếu ý kiến";
    say("Phiếu đang chờ gửi.");
  };

  const thank = () => {
    form = fresh();
    form.state = isDesk ? "open" : "sent";
    keep();
    document.title = "Đã nhận phiếu – Phiếu ý kiến";
    show(copy("thanks"));
    if (isDesk) {
      const begin = () => { form = fresh(); keep(); location.reload(); };
      const timer = setTimeout(begin, NEXT_PERSON);
      screen.querySelector("[data-survey-new]").addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); begin(); });
    }
  };

  const over = (state) => {
    localStorage.removeItem(key);
    const content = copy("over");
    content.querySelector("[data-survey-words]").textContent = OVER[state] || OVER.closed;
    show(content);
  };

  const faulty = (faults) => {
    const place = way().findIndex((question) => question.dataset.code in faults);
    form.state = "open";
    form.at = Math.max(0, place);
    keep();
    ask();
    refuse(`${Object.values(faults)[0]}.`);
  };

  async function send() {
    if (sending || form.state !== "waiting") return;
    sending = true;
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: body(), headers: { "X-Requested-With": "fetch" }, credentials: "omit", cache: "no-store" });
      if (answer.ok) thank();
      else if (answer.status === 410) over((await answer.json()).state);
      else if (answer.status === 422) faulty((await answer.json()).faults);
      else if (answer.status === 404) over("closed");
      else wait();
    } catch {
      wait();
    } finally {
      sending = false;
    }
  }

  const line = () => {
    offline.hidden = navigator.onLine || form.state === "sent";
    if (navigator.onLine) send();
  };

  const begin = (event) => {
    event.preventDefault();
    form.at = 0;
    keep();
    ask();
  };

  const size = root.querySelector("[data-survey-size]");
  size.hidden = false;
  size.querySelector("button").addEventListener("click", (event) => {
    const big = document.documentElement.classList.toggle("survey-big");
    event.currentTarget.setAttribute("aria-pressed", String(big));
  });

  window.addEventListener("online", line);
  window.addEventListener("offline", line);
  setInterval(send, RETRY);
  note.hidden = true;
  root.querySelector("[data-survey-begin]").addEventListener("submit", begin);
  if (form.state === "waiting") { wait(); send(); }
  else if (form.state === "open" && form.at >= 0) ask();
  else if (form.state === "sent" && !isDesk) { form = fresh(); thank(); }
  line();

  if ("serviceWorker" in navigator) {
    const made = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((part) => part.href || part.src);
    navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.worker.replace(/[^/]*$/, "") })
      .then(() => navigator.serviceWorker.ready)
      .then((ready) => ready.active.postMessage({ keep: [location.pathname, ...made] }))
      .catch(() => { /* no worker: the page still works as long as it stays open */ });
  }
})();

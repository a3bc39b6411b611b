// Files in pieces over a bad line. Each file is announced, sent piece by piece, and goes on where the line broke: after
// a pause, after the session's end, or when the same file is chosen again on another day (the server knows the offset).
// A box with [data-file][data-leaf] has each document cited there as soon as it is whole.
(() => {
  "use strict";
  const box = document.querySelector("[data-cchc-upload]");
  if (!box || !window.fetch || !Blob.prototype.slice) return;
  box.hidden = false;
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-cchc-uploads]");
  const status = box.querySelector("[data-cchc-upload-status]");
  const done = box.querySelector("[data-cchc-upload-done]");
  const template = box.querySelector("template");
  const AT_ONCE = 2;
  const LONGEST_WAIT = 30000;
  const queue = [];
  let running = 0;
  let finished = 0;

  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const megabytes = (bytes) => (bytes / 1048576).toLocaleString("vi-VN", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

  const online = () => (navigator.onLine ? Promise.resolve()
    : new Promise((resolve) => { window.addEventListener("online", resolve, { once: true }); }));

  const alive = () => new Promise((resolve) => { document.addEventListener("cchc:alive", resolve, { once: true }); });

  // session.js opens its dialog on the same event as for htmx, and says «cchc:alive» after the login.
  const sessionEnded = (answer) => document.dispatchEvent(new CustomEvent("htmx:responseError", {
    detail: { xhr: { status: answer.status, getResponseHeader: (name) => answer.headers.get(name) } },
  }));

  const say = (one, words) => { one.said.textContent = words; };
  const show = (one) => {
    one.bar.value = one.offset;
    const share = Math.floor((100 * one.offset) / one.file.size);
    say(one, `${megabytes(one.offset)}/${megabytes(one.file.size)} MB · ${share} %`);
  };

  const send = (one, address, body, headers) => {
    one.abort = new AbortController();
    return fetch(address, {
      method: "POST", body, credentials: "same-origin", signal: one.abort.signal,
      headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch", ...headers },
    });
  };

  // One request until it is answered for good: lines that break and servers that are busy are tried again.
  const insist = async (one, make) => {
    for (let pause = 1000; ; pause = Math.min(pause * 2, LONGEST_WAIT)) {
      if (one.isPaused || one.isDropped) return null;
      let answer = null;
      try { answer = await make(); } catch (error) { if (one.isPaused || one.isDropped) return null; }
      if (answer && (answer.status === 401 || answer.headers.get("X-Token-Refused"))) {
        say(one, "Phiên làm việc đã hết – đăng nhập lại, tệp sẽ tải tiếp.");
        sessionEnded(answer);
        await alive();
      } else if (answer && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
        return answer;
      } else {
        say(one, `Đường truyền gián đoạn ở ${megabytes(one.offset)} MB – tự tải tiếp.`);
        await Promise.race([wait(pause), online().then(() => wait(pause))]);
      }
    }
  };

  const refuse = (one, words) => {
    one.item.classList.add("is-refused");
    one.bar.hidden = true;
    say(one, words);
    one.item.querySelector(".upload-acts").hidden = true;
    status.textContent = words;
  };

  const reason = async (answer) => {
    const said = await answer.json().catch(() => ({}));
    return said.message || `Máy chủ không nhận tệp (mã ${answer.status}). – Tải lại trang rồi chọn lại tệp.`;
  };

  const announce = async (one) => {
    const form = new FormData();
    form.append("name", one.file.name);
    form.append("size", one.file.size);
    form.append("stamp", one.file.lastModified);
    const answer = await insist(one, () => send(one, box.dataset.url, form));
    if (!answer) return false;
    if (!answer.ok) { refuse(one, await reason(answer)); return false; }
    const said = await answer.json();
    one.url = said.url; one.offset = said.offset; one.piece = said.piece;
    show(one);
    return true;
  };

  const sendPieces = async (one) => {
    while (one.offset < one.file.size) {
      const piece = one.file.slice(one.offset, one.offset + one.piece);
      const answer = await insist(one, () => send(one, one.url, piece, {
        "Content-Type": "application/octet-stream", "Upload-Offset": String(one.offset),
      }));
      if (!answer) return false;
      if (answer.status === 404) return announce(one).then((isKnown) => isKnown && sendPieces(one));
      if (!answer.ok && answer.status !== 409) { refuse(one, await reason(answer)); return false; }
      one.offset = (await answer.json()).offset;
      show(one);
    }
    return true;
  };

  const digest = async (file) => {
    if (!window.crypto || !crypto.subtle) return "";
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const finish = async (one) => {
    say(one, "Đang kiểm tra tệp…");
    const form = new FormData();
    form.append("sha256", await digest(one.file).catch(() => ""));
    ["file", "leaf"].forEach((name) => { if (box.dataset[name]) form.append(name, box.dataset[name]); });
    const answer = await insist(one, () => send(one, `${one.url}xong/`, form));
    if (!answer) return;
    if (answer.status === 409) { one.offset = (await answer.json()).offset; await carry(one); return; }
    if (!answer.ok) { refuse(one, await reason(answer)); return; }
    const said = await answer.json();
    one.item.classList.add("is-done");
    one.bar.value = one.file.size; one.bar.classList.add("full");
    one.item.querySelector(".upload-acts").hidden = true;
    const link = document.createElement("a");
    link.href = said.url; link.textContent = one.file.name;
    one.item.querySelector(".upload-name").replaceChildren(link);
    say(one, said.message);
    finished += 1;
    done.hidden = false;
    status.textContent = `Đã tải xong ${finished} tệp.`;
  };

  const carry = async (one) => {
    if ((one.url || await announce(one)) && await sendPieces(one)) await finish(one);
  };

  const next = async () => {
    if (running >= AT_ONCE || !queue.length) return;
    const one = queue.shift();
    running += 1;
    try { await carry(one); } finally { running -= 1; next(); }
  };

  const enqueue = (one) => { queue.push(one); next(); };

  const act = (one, name) => {
    const [pause, go] = ["pause", "go"].map((what) => one.item.querySelector(`[data-do=${what}]`));
    if (name === "pause") {
      one.isPaused = true; if (one.abort) one.abort.abort();
      pause.hidden = true; go.hidden = false; go.focus();
      say(one, `Tạm dừng ở ${megabytes(one.offset)} MB.`);
    } else if (name === "go") {
      one.isPaused = false; pause.hidden = false; go.hidden = true; pause.focus();
      enqueue(one);
    } else {
      one.isDropped = true; if (one.abort) one.abort.abort();
      const place = queue.indexOf(one); if (place >= 0) queue.splice(place, 1);
      if (one.url) send(one, `${one.url}bo/`, new FormData()).catch(() => null);
      one.item.remove(); input.focus();
    }
  };

  const add = (file) => {
    const item = template.content.firstElementChild.cloneNode(true);
    const one = { file, item, bar: item.querySelector("progress"), said: item.querySelector(".upload-said"), offset: 0 };
    item.querySelector(".upload-name").textContent = file.name;
    one.bar.max = file.size || 1;
    one.bar.setAttribute("aria-label", `Tiến độ tải ${file.name}`);
    item.querySelectorAll("[data-do]").forEach((button) => {
      button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
      button.addEventListener("click", () => act(one, button.dataset.do));
    });
    list.append(item);
    say(one, "Đang chờ");
    enqueue(one);
  };

  input.addEventListener("change", () => {
    Array.from(input.files).forEach(add);
    input.value = "";
  });
  window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
})();

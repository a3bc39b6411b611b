// An htmx request that failed says so beside the control: what happened, what was kept, what to do.
// The words are in <template data-cchc-network-note>; where something has to be done first (X-Detour), in <template
// data-cchc-detour-note>, with the way there. The next answered request takes the notice away.
(() => {
  "use strict";
  const template = document.querySelector("template[data-cchc-network-note]");
  if (!template) return;
  const remove = () => document.querySelectorAll("[data-cchc-failed]").forEach((note) => note.remove());

  const show = (event) => {
    const answer = event.detail.xhr;
    if (answer && (answer.status === 401 || answer.getResponseHeader("X-Token-Refused"))) return; // see session.js
    remove();
    const detour = answer && answer.getResponseHeader("X-Detour");
    const source = detour ? document.querySelector("template[data-cchc-detour-note]") : template;
    const note = source.content.firstElementChild.cloneNode(true);
    if (detour) note.querySelector("[data-cchc-detour]").href = detour;
    note.setAttribute("data-cchc-failed", "");
    const control = event.target.closest ? event.target.closest("form, td, fieldset, .box-b") : null;
    const place = control || document.querySelector("main");
    if (place.matches("td, main, .box-b")) place.prepend(note);
    else place.before(note);
    note.scrollIntoView({ block: "nearest" });
  };

  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, show));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) remove(); });
})();

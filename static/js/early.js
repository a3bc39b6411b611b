// Loaded before the page's content, unlike every other script: on a slow line the fields can be used while the scripts
// are still on their way. What was typed or chosen until then is told again once they listen, so that a field that
// saves itself, a form that sends itself or one that is checked while being typed misses nothing.
(() => {
  "use strict";
  const missed = new Map();
  const note = (event) => missed.set(event.target, (missed.get(event.target) || new Set()).add(event.type));
  const types = ["input", "change"];
  types.forEach((type) => document.addEventListener(type, note, true));
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => { // after htmx, which begins at the same event
    types.forEach((type) => document.removeEventListener(type, note, true));
    missed.forEach((seen, field) => types.forEach((type) => {
      if (seen.has(type) && field.isConnected) field.dispatchEvent(new Event(type, { bubbles: true }));
    }));
  }));
})();

// Counts `<time data-due="ISO">` down to its instant and marks it `soon` or `over`.
// The server wrote the first text and its own time; a wrong clock in this machine does no harm.
(() => {
  "use strict";
  const words = document.getElementById("words").dataset;
  const served = Date.parse(words.now);
  const loaded = Date.now();
  // A demonstration's days are shorter: its house counts `speed` seconds for each of ours.
  const speed = Number(words.speed) || 1;
  const over = new WeakSet();

  const two = (number) => String(number).padStart(2, "0");

  const span = (seconds) => {
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    if (hours < 1) return `${minutes}:${two(seconds % 60)}`;
    if (hours < 24) return words.wordHours.replace("{h}", hours).replace("{m}", two(minutes % 60));
    return words.wordDays.replace("{d}", Math.floor(hours / 24)).replace("{h}", hours % 24);
  };

  const show = (element, now) => {
    const left = Math.round((Date.parse(element.dataset.due) - now) / 1000);
    const late = left < 0;
    const text = (late ? words.wordOver : words.wordLeft).replace("{t}", span(Math.abs(left)));
    const place = element.querySelector("[data-text]") || element;
    if (place.textContent !== text) place.textContent = text;
    element.classList.toggle("over", late);
    element.classList.toggle("soon", !late && left < Number(element.dataset.soon || 300));
    if (late && !over.has(element)) {
      over.add(element);
      if ("announce" in element.dataset && left > -5) announce(element.dataset.announce);
    }
  };

  const announce = (text) => {
    const place = document.getElementById("announce");
    if (place) place.textContent = text;
  };

  const tick = () => {
    if (document.hidden) return;
    const passed = Date.now() - loaded;
    const now = Number.isNaN(served) ? Date.now() : served + passed * speed;
    for (const element of document.querySelectorAll("[data-due]")) show(element, now);
  };

  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:afterSettle", tick);
  tick();
})();

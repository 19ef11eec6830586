// Counts `<time data-since="ISO">` up from its instant, as `4:32` or `1:04:32`: how long a talk has
// lasted. By the server's time, as clock.js.
(() => {
  "use strict";
  const words = document.getElementById("words").dataset;
  const served = Date.parse(words.now);
  const loaded = Date.now();
  const speed = Number(words.speed) || 1;

  const two = (number) => String(number).padStart(2, "0");

  const span = (seconds) => {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  };

  const tick = () => {
    const now = Number.isNaN(served) ? Date.now() : served + (Date.now() - loaded) * speed;
    for (const element of document.querySelectorAll("[data-since]")) {
      element.textContent = span(Math.max(0, Math.round((now - Date.parse(element.dataset.since)) / 1000)));
    }
  };

  setInterval(tick, 1000);
  tick();
})();

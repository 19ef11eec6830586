// Light or dark at once, without a new page; the same form works without this file.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const chosen = event.submitter;
    if (!form.matches("[data-theme-switch]") || !chosen) return;
    event.preventDefault();
    const data = new FormData(form);
    data.set(chosen.name, chosen.value);
    fetch(form.action, { method: "POST", body: data, redirect: "manual" });
    document.documentElement.dataset.theme = chosen.value;
    for (const button of form.querySelectorAll("button[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
  });
})();

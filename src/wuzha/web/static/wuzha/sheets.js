// Dialogs, menus and toasts. `data-dialog="id"` opens a dialog that is on the page; a dialog that
// htmx has loaded opens itself. Links keep their address, so all of it works without this file.
(() => {
  "use strict";
  const STAY = 8000;

  const open = (dialog) => { if (dialog && !dialog.open) dialog.showModal(); };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const opener = target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) { event.preventDefault(); open(dialog); }
    }
    const closer = target.closest("[data-close]");
    if (closer) {
      const dialog = closer.closest("dialog");
      const toast = closer.closest(".toast");
      if (dialog || toast) event.preventDefault();
      if (dialog) dialog.close();
      if (toast) toast.remove();
    }
    if (target instanceof HTMLDialogElement) target.close();
    for (const menu of document.querySelectorAll("details.menu[open], .more > details[open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open], .more > details[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  const settle = () => {
    document.querySelectorAll("dialog[data-open]").forEach((dialog) => {
      dialog.removeAttribute("data-open");
      open(dialog);
    });
    document.querySelectorAll(".toast.success:not([data-timed])").forEach((toast) => {
      toast.dataset.timed = "";
      setTimeout(() => { if (!toast.matches(":hover, :focus-within")) toast.remove(); }, STAY);
    });
  };

  document.addEventListener("change", (event) => {
    const choices = event.target instanceof Element ? event.target.closest(".choices") : null;
    if (!choices) return;
    for (const label of choices.querySelectorAll("label")) {
      const input = label.querySelector("input");
      label.classList.toggle("on", Boolean(input && input.checked));
    }
  });

  document.addEventListener("htmx:afterSettle", settle);
  settle();
})();

// Keyboard shortcuts, declared where they act: `data-key="n"` on a link, button or field, also two
// keys one after the other (`data-key="g q"`). j and k walk through the links `[data-item]` of a
// list. `?` shows what there is. Nothing happens while somebody types.
(() => {
  "use strict";
  const PAUSE = 900;
  let before = "";
  let timer = 0;

  const shown = (element) => element.getClientRects().length > 0;
  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("select, textarea, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])"));

  const scope = () => document.querySelector("dialog[open]") || document;

  const find = (keys) =>
    [...scope().querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key === keys && !element.disabled && (shown(element) || element.closest(".nav")),
    );

  const use = (element) => {
    if (element.matches("input:not([type=radio]):not([type=checkbox]), select, textarea")) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.click();
      if (element.matches("input")) element.focus();
    }
  };

  const walk = (step) => {
    const items = [...scope().querySelectorAll("[data-item]")].filter(shown);
    if (!items.length) return false;
    const at = items.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : at + step;
    const item = items[Math.max(0, Math.min(items.length - 1, next))];
    item.focus();
    item.scrollIntoView({ block: "nearest" });
    return true;
  };

  const nameOf = (element) =>
    element.dataset.keyName ||
    element.getAttribute("aria-label") ||
    (element.labels && element.labels[0] && element.labels[0].textContent) ||
    [...element.childNodes]
      .filter((node) => !(node instanceof Element && node.matches("kbd, svg, .count")))
      .map((node) => node.textContent)
      .join(" ");

  const help = () => {
    const dialog = document.getElementById("keys");
    if (!dialog || dialog.open) return;
    const list = dialog.querySelector("[data-keys-list]");
    const rows = [...document.querySelectorAll("[data-key]")].map((element) => [element.dataset.key, nameOf(element).trim()]);
    if (document.querySelector("[data-item]")) rows.push(["j k", list.dataset.wordWalk]);
    const seen = new Set();
    list.replaceChildren(
      ...rows
        .filter(([key, name]) => name && !seen.has(key) && seen.add(key))
        .map(([key, name]) => {
          const row = document.createElement("div");
          const term = document.createElement("dt");
          const keys = document.createElement("dd");
          term.textContent = name;
          for (const part of key.split(" ")) {
            const cap = document.createElement("kbd");
            cap.textContent = part;
            keys.append(cap, " ");
          }
          row.append(term, keys);
          return row;
        }),
    );
    dialog.showModal();
  };

  const act = (key) => {
    const pair = before && `${before} ${key}`;
    before = "";
    const element = (pair && find(pair)) || find(key);
    if (element) return use(element), true;
    if (key === "?") return help(), true;
    if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
    if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
      before = key;
      clearTimeout(timer);
      timer = setTimeout(() => { before = ""; }, PAUSE);
    }
    return false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog")) return event.target.blur();
    if (typing(event.target) || event.key.length !== 1) return;
    if (act(event.key)) event.preventDefault();
  });
})();

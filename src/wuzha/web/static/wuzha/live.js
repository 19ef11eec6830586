// What changes by itself. The body names the stream (`data-live="/live/"`). Its event `changed` is
// the topic `changed`; a plain message is one or more topics. Every element whose `data-live-topic`
// has one of them gets the event `live`, at most once in two seconds, and htmx loads it anew.
// `#live-state` says quietly whether we are connected.
(() => {
  "use strict";
  const PAUSE = 2000;
  const address = document.body.dataset.live;
  const state = document.getElementById("live-state");
  if (!address || !window.EventSource) return;

  const waiting = new Set();
  const fired = new Map();
  let source = null;
  let tries = 0;

  const say = (value) => {
    if (!state || state.dataset.state === value) return;
    state.dataset.state = value;
    state.textContent = value === "on" ? state.dataset.wordOn : state.dataset.wordLost;
  };

  // By topic and not by element: a reload may put a new element in the old one's place.
  const fire = (topic) => {
    if (waiting.has(topic)) return;
    waiting.add(topic);
    setTimeout(() => {
      waiting.delete(topic);
      fired.set(topic, Date.now());
      for (const element of elements()) {
        if (element.dataset.liveTopic === topic && window.htmx) window.htmx.trigger(element, "live");
      }
    }, Math.max(0, PAUSE - (Date.now() - (fired.get(topic) || 0))));
  };

  const elements = () => document.querySelectorAll("[data-live-topic]");

  const receive = (text) => {
    const topics = new Set(text.split(/\s+/));
    for (const { dataset } of elements()) {
      if (dataset.liveTopic.split(/\s+/).some((topic) => topics.has(topic))) fire(dataset.liveTopic);
    }
  };

  const open = () => {
    source = new EventSource(address);
    source.onopen = () => {
      if (tries > 0) elements().forEach((element) => fire(element.dataset.liveTopic));
      tries = 0;
      say("on");
    };
    source.onmessage = (event) => receive(event.data);
    source.addEventListener("changed", () => receive("changed"));
    source.onerror = () => {
      source.close();
      tries += 1;
      if (tries > 1) say("lost");
      setTimeout(open, Math.min(30000, 1000 * 2 ** Math.min(tries, 5)) * (0.75 + Math.random() / 2));
    };
  };

  window.addEventListener("pagehide", () => source && source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
})();

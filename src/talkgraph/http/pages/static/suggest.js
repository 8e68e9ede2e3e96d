// Names what may be meant while one types into a search box, and has "/" lead to the box.
// Without it, the boxes are forms like any other.
"use strict";

(() => {
  const WAIT = 60; // milliseconds without a key, before the service is asked
  const MOST = 10;

  function made(tag, className, text = "") {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function option(box, item, number) {
    const element = made("li", "suggestion");
    element.id = `${box.id}-option-${number}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    element.dataset.page = item.page;
    const name = made("span", "suggestion-name", item.name);
    name.dir = "auto";
    element.append(made("span", "kind", item.kind), " ", name, " ", made("span", "suggestion-about", item.about));
    return element;
  }

  function suggest(box) {
    const list = made("ul", "suggestions");
    const heard = made("p", "unseen");
    let asked = null;
    let timer = 0;
    let chosen = -1;

    list.id = `${box.id}-suggestions`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    heard.setAttribute("role", "status");
    box.after(list, heard);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", list.id);

    function choose(number) {
      list.children[chosen]?.setAttribute("aria-selected", "false");
      chosen = number;
      const option = list.children[chosen];
      if (!option) return box.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", option.id);
    }

    function close() {
      clearTimeout(timer);
      asked?.abort();
      choose(-1);
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
    }

    function show(items) {
      choose(-1);
      list.replaceChildren(...items.map((item, number) => option(box, item, number)));
      list.hidden = !items.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      heard.textContent = items.length ? `${items.length} suggestions` : "";
    }

    async function ask() {
      const text = box.value.trim();
      asked?.abort();
      if (!text) return close();
      asked = new AbortController();
      const query = new URLSearchParams({ q: text.slice(0, 300), limit: MOST });
      const root = document.documentElement.dataset.root || "";
      try {
        const answer = await fetch(`${root}${box.dataset.suggest}?${query}`, { signal: asked.signal });
        if (!answer.ok) return close(); // too many ask at once, say: the search itself still works
        const { items } = await answer.json();
        if (document.activeElement === box) show(items);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }

    function open(option) {
      window.location.assign(option.dataset.page);
    }

    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    box.addEventListener("keydown", (event) => {
      const count = list.hidden ? 0 : list.children.length;
      if (event.isComposing) return;
      if (event.key === "Escape" && count) {
        event.preventDefault(); // the browser would empty the box
        close();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !count) {
        event.preventDefault();
        ask();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        choose(chosen + 1 === count ? -1 : chosen + 1);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        choose(chosen === -1 ? count - 1 : chosen - 1);
      } else if (event.key === "Enter" && count && chosen >= 0) {
        event.preventDefault();
        open(list.children[chosen]);
      }
    });
    box.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) open(option);
    });
  }

  function tellTheKey(box) {
    if (!box) return;
    box.setAttribute("aria-keyshortcuts", "/");
    // A telephone has no such key at hand, and no room for it.
    if (window.matchMedia("(min-width: 52rem)").matches) box.placeholder += " (key: /)";
  }

  function isTypedInto(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const boxes = [...document.querySelectorAll("[data-suggest]")];
    boxes.forEach(suggest);
    tellTheKey(boxes[0]);
    document.addEventListener("keydown", (event) => {
      const isOther = event.ctrlKey || event.metaKey || event.altKey || isTypedInto(event.target);
      if (event.key !== "/" || isOther || !boxes.length) return;
      event.preventDefault();
      boxes[0].focus();
      boxes[0].select();
    });
  });
})();

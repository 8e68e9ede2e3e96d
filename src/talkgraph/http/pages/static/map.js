// What scripts add to a map of talks or passages: moving about in it, finding dots in it, and cards on them.
// The map is drawn without it, and its dots are links.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const holder = document.querySelector("[data-map]");
  if (!holder) return;
  const svg = holder.querySelector("svg");
  const whole = svg.viewBox.baseVal;
  const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  const dots = [...svg.querySelectorAll(".dot")];
  const marked = dots.map((dot) => dot.classList.contains("found"));
  const card = holder.querySelector(".map-card");
  const field = holder.querySelector("input");
  const said = holder.querySelector("[role=status]");
  let view = { ...all };
  let cards = null;
  let shown = -1;

  function show(next) {
    const width = Math.min(all.width, Math.max(all.width / 40, next.width));
    const height = (width * all.height) / all.width;
    const within = (value, low, room) => Math.min(Math.max(value, low), low + Math.max(0, room));
    view = {
      width,
      height,
      x: within(next.x, all.x, all.width - width),
      y: within(next.y, all.y, all.height - height),
    };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    svg.style.setProperty("--zoom", String(view.width / all.width));
  }

  function zoom(factor, x = view.x + view.width / 2, y = view.y + view.height / 2) {
    const width = Math.min(all.width, view.width * factor);
    const share = width / view.width;
    show({ width, x: x - (x - view.x) * share, y: y - (y - view.y) * share });
  }

  function at(event) {
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(svg.getScreenCTM().inverse());
  }

  async function told() {
    const root = document.documentElement.dataset.root || "";
    cards ??= fetch(`${root}${holder.dataset.map}`).then((answer) => answer.json()).catch(() => []);
    return cards;
  }

  async function tell(number) {
    shown = number;
    const dot = dots[number];
    const known = (await told())[number];
    if (shown !== number || !dot || !known) return;
    const line = (className, text) => {
      const element = document.createElement("p");
      element.className = className;
      element.dir = "auto";
      element.textContent = text;
      return element;
    };
    const lines = [line("map-title", known.title), line("quiet", [known.speakers, known.event].filter(Boolean).join(" · "))];
    if (known.theme) lines.push(line("quiet", known.theme));
    if (known.sentence) lines.push(line("said", known.sentence));
    card.replaceChildren(...lines);
    card.hidden = false;
    const place = dot.getBoundingClientRect();
    const around = holder.getBoundingClientRect();
    const left = Math.min(Math.max(0, place.left - around.left - card.offsetWidth / 2), around.width - card.offsetWidth);
    const below = place.bottom - around.top + 8;
    const above = place.top - around.top - card.offsetHeight - 8;
    card.style.left = `${left}px`;
    card.style.top = `${above > 0 ? above : below}px`;
  }

  function hush() {
    shown = -1;
    card.hidden = true;
  }

  async function find() {
    const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const known = words.length ? await told() : [];
    const fits = dots.map((dot, number) => {
      const text = Object.values(known[number] || {}).join(" ").toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
    const standOut = words.length ? fits : marked; // those of a theme, say
    const some = words.length > 0 || marked.includes(true);
    dots.forEach((dot, number) => {
      dot.classList.toggle("dim", some && !standOut[number]);
      dot.classList.toggle("found", some && standOut[number]);
    });
    const count = fits.filter(Boolean).length;
    said.textContent = words.length ? `${count} of ${dots.length} ${holder.dataset.of}` : "";
  }

  // ── moving about ──
  const fingers = new Map();
  let moved = 0;
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !holder.contains(document.activeElement)) return; // the page scrolls on
    event.preventDefault();
    const { x, y } = at(event);
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, x, y);
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    const scale = view.width / svg.clientWidth;
    moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (others.length) {
      const apart = (place) => Math.hypot(place.x - others[0].x, place.y - others[0].y) || 1;
      const { x, y } = at(event);
      zoom(apart(before) / apart(now), x, y);
    } else {
      show({ ...view, x: view.x - (now.x - before.x) * scale, y: view.y - (now.y - before.y) * scale });
    }
    fingers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    svg.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => { if (moved > 6) event.preventDefault(); }, true);

  // ── cards ──
  svg.addEventListener("pointerover", (event) => {
    const dot = event.target.closest(".dot");
    if (dot) tell(dots.indexOf(dot)); else hush();
  });
  svg.addEventListener("pointerleave", hush);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });
  dots.forEach((dot) => dot.querySelector("title")?.remove()); // the card says it, and more

  // ── buttons and the field ──
  for (const [name, act] of [["in", () => zoom(0.7)], ["out", () => zoom(1 / 0.7)], ["all", () => show(all)]]) {
    holder.querySelector(`[data-zoom="${name}"]`).addEventListener("click", act);
  }
  let timer = 0;
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 80); });
  field.form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
});

// What scripts add to the pages: charts, the map's buttons, Ctrl+Enter, copying IRIs. Pages work
// without it.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  const NAMES = /^(theme:\d+|tile:\d+|accent|surface|muted|rule|ink)$/;

  function colour(name) {
    if (typeof name !== "string" || !NAMES.test(name)) return name;
    return getComputedStyle(root).getPropertyValue(`--${name.replace(":", "-")}`).trim();
  }

  // Puts the page's own colours where a figure names them.
  function coloured(value, key = "") {
    if (Array.isArray(value)) return value.map((each) => coloured(each, key));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, coloured(v, k)]));
    }
    return key === "color" || key === "colors" ? colour(value) : value;
  }

  function layoutOf(figure) {
    const line = { gridcolor: colour("rule"), linecolor: colour("rule"), zerolinecolor: colour("rule") };
    const layout = coloured(figure.layout);
    const height = figure.kind === "map" ? Math.min(layout.height, window.innerHeight * 0.75) : layout.height;
    return {
      ...layout,
      height: Math.max(height, 200),
      autosize: true,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: colour("ink") },
      hoverlabel: { bgcolor: colour("ink"), bordercolor: colour("ink"), font: { color: colour("surface") } },
      xaxis: { ...line, ...layout.xaxis },
      yaxis: { ...line, ...layout.yaxis },
    };
  }

  function open(point) {
    const target = Array.isArray(point.customdata) ? point.customdata[0] : point.customdata;
    if (typeof target === "string" && /^\/[^/\\]/.test(target)) window.location.assign((root.dataset.root || "") + target);
  }

  function zoom(canvas, factor) {
    const change = {};
    for (const axis of ["xaxis", "yaxis"]) {
      const [low, high] = canvas.layout[axis].range;
      const middle = (low + high) / 2;
      const half = ((high - low) / 2) * factor;
      change[`${axis}.range`] = [middle - half, middle + half];
    }
    window.Plotly.relayout(canvas, change);
  }

  function addTools(holder, canvas) {
    const tools = document.createElement("div");
    tools.className = "chart-tools";
    const whole = { "xaxis.autorange": true, "yaxis.autorange": true };
    for (const [name, label, act] of [
      ["+", "Zoom in", () => zoom(canvas, 0.7)],
      ["−", "Zoom out", () => zoom(canvas, 1 / 0.7)],
      ["All", "All: show the whole map", () => window.Plotly.relayout(canvas, whole)],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain-button";
      button.textContent = name;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", act);
      tools.append(button);
    }
    holder.append(tools);
  }

  function draw(holder) {
    const figure = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    const canvas = holder.querySelector(".chart-canvas");
    holder.hidden = false;
    const config = { displayModeBar: false, displaylogo: false, responsive: true, scrollZoom: figure.kind === "map" };
    const paint = () => window.Plotly.react(canvas, coloured(figure.data), layoutOf(figure), config);
    paint().then(() => {
      canvas.on("plotly_click", (event) => open(event.points[0]));
      canvas.on("plotly_treemapclick", (event) => { open(event.points[0]); return false; });
      if (figure.kind === "map") addTools(holder, canvas);
      holder.classList.add("drawn");
      // The list says the same, so it steps back where the drawing can be seen.
      const list = document.querySelector(`details[data-beside="${holder.dataset.chart}"]`);
      if (list && canvas.offsetParent !== null) list.open = false;
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  }

  function offerToCopy(button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    // Browsers let scripts copy in secure contexts only, which the local host is.
    if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(offerToCopy);
    if (window.Plotly) document.querySelectorAll("[data-chart]").forEach(draw);
    const editor = document.querySelector("textarea[name=query]");
    editor?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.form.requestSubmit();
    });
  });
})();

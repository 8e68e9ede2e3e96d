// What scripts add to the pages: Ctrl+Enter runs a query, a button copies an IRI. Pages work without.
"use strict";

(() => {
  document.documentElement.classList.add("scripted");

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
    const editor = document.querySelector("textarea[name=query]");
    editor?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.form.requestSubmit();
    });
  });
})();

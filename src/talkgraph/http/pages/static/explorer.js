// What scripts add to the pages: Ctrl+Enter runs a query, a button copies an IRI, and the address of a
// search has no fields that are empty. Pages work without.
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

  function leaveOutWhatIsEmpty(form) {
    const empty = [...form.elements].filter((field) => field.name && !field.value && !field.disabled);
    const disable = (is) => empty.forEach((field) => { field.disabled = is; });
    disable(true);
    setTimeout(disable, 0, false); // the page may be shown again as it was left
  }

  document.addEventListener("submit", (event) => {
    if (event.target.method === "get") leaveOutWhatIsEmpty(event.target);
  });

  document.addEventListener("DOMContentLoaded", () => {
    // Browsers let scripts copy in secure contexts only, which the local host is.
    if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(offerToCopy);
    const editor = document.querySelector("textarea[name=query]");
    editor?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.form.requestSubmit();
    });
  });
})();

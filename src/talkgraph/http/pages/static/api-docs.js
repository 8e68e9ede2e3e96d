// Shows the description of the API with the packaged Swagger UI.
"use strict";

document.addEventListener("DOMContentLoaded", async () => {
  const place = document.getElementById("swagger");
  const description = await (await fetch(place.dataset.document)).text();
  window.SwaggerUIBundle({
    // Without patterns: it reads \p{L} as the letters p and L, and would refuse to ask.
    spec: JSON.parse(description, (key, value) => (key === "pattern" ? undefined : value)),
    domNode: place,
    deepLinking: false, // its links would stand inside of buttons
    validatorUrl: null,
    tryItOutEnabled: true,
    defaultModelsExpandDepth: 0,
  });
});

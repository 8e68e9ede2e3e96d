// Shows the description of the API with the packaged Swagger UI.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger");
  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: false, // its links would stand inside of buttons
    validatorUrl: null,
    tryItOutEnabled: true,
    defaultModelsExpandDepth: 0,
  });
});

// The phone's place, asked for by a tap alone: data-place on a button, its form has fields for latitude,
// longitude and, of a station, accuracy. Without this, or where the phone says nothing, one chooses by name.
"use strict";
(() => {
  function show(root) {
    if (!navigator.geolocation || !window.isSecureContext) return;
    root.querySelectorAll("form[data-asks-place]").forEach((form) => { form.hidden = false; });
  }
  document.addEventListener("DOMContentLoaded", () => show(document));
  if (document.readyState !== "loading") show(document);

  function say(form, text) {
    form.querySelector("[data-place-says]").textContent = text;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-place]");
    if (!button) return;
    const form = button.form;
    say(form, form.dataset.asking);
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      // Who looks for the nearest needs no more than ten metres.
      const digits = form.elements.accuracy ? 6 : 4;
      form.elements.latitude.value = coords.latitude.toFixed(digits);
      form.elements.longitude.value = coords.longitude.toFixed(digits);
      if (form.elements.accuracy) form.elements.accuracy.value = Math.round(coords.accuracy);
      say(form, "");
      button.disabled = false;
      form.querySelector("[data-place-sends]").click();
    }, (error) => {
      button.disabled = false;
      say(form, error.code === error.PERMISSION_DENIED ? form.dataset.refused : form.dataset.unknown);
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
})();

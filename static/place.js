// The phone's place, asked for by a tap alone: data-place on a button; around it data-asks-place, with what is
// said, and fields for latitude, longitude and, where it is kept, accuracy. Then the form is sent
// (data-place-sends), or the place goes along with it (data-place-drop takes it off again). Without this, or
// where the phone says nothing, one says or chooses it in words.
"use strict";
(() => {
  function show() {
    if (!navigator.geolocation || !window.isSecureContext) return;
    document.querySelectorAll("[data-asks-place]").forEach((around) => {
      around.hidden = false;
      if (fields(around).latitude.value) taken(around, true); // of a form that is shown again
    });
  }
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:load", show); // of a form that comes in place of another
  if (document.readyState !== "loading") show();

  function fields(around) {
    const found = {};
    around.querySelectorAll("input").forEach((each) => { found[each.name] = each; });
    return found;
  }

  function say(around, text) {
    around.querySelector("[data-place-says]").textContent = text;
  }

  function taken(around, yes) {
    const drop = around.querySelector("[data-place-drop]");
    if (drop) { // one of the two buttons is there, and whoever pressed the other stays with it
      const ask = around.querySelector("[data-place]");
      const here = [ask, drop].includes(document.activeElement);
      [ask.hidden, drop.hidden] = [yes, !yes];
      if (here) (yes ? drop : ask).focus();
    }
    say(around, yes && around.dataset.taken ? around.dataset.taken : "");
  }

  document.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-place-drop]");
    if (!drop) return;
    const around = drop.closest("[data-asks-place]");
    ["latitude", "longitude", "accuracy"].forEach((name) => { fields(around)[name].value = ""; });
    taken(around, false);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-place]");
    if (!button) return;
    const around = button.closest("[data-asks-place]");
    const into = fields(around);
    say(around, around.dataset.asking);
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      button.disabled = false;
      if (around.dataset.rough && coords.accuracy > 200) { // as app/stations/places.py has it
        say(around, around.dataset.rough);
        return;
      }
      // Who looks for the nearest needs no more than ten metres.
      const digits = into.accuracy ? 6 : 4;
      into.latitude.value = coords.latitude.toFixed(digits);
      into.longitude.value = coords.longitude.toFixed(digits);
      if (into.accuracy) into.accuracy.value = Math.round(coords.accuracy);
      const sends = around.querySelector("[data-place-sends]");
      taken(around, !sends);
      if (sends) sends.click();
    }, (error) => {
      button.disabled = false;
      say(around, error.code === error.PERMISSION_DENIED ? around.dataset.refused : around.dataset.unknown);
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
})();

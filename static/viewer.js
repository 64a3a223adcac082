// Photos of a gallery, one at a time and as large as the window: before and after by buttons, keys
// and fingers; closer by a double tap; back as by any page. Loaded at the first tap on a photo
// (app.js); without it the photo's own page opens.
"use strict";

(() => {
  const FAR = 48; // pixels that a finger has to go sideways to turn the page
  let view = null; // while it is open: its parts, its pictures, and which one is shown
  let begun = null; // where a finger came down

  function part(name, kind, text) {
    const made = document.createElement(kind);
    made.className = name;
    if (kind === "button") made.type = "button";
    if (text) made.textContent = text;
    return made;
  }

  function open(link) {
    const gallery = link.closest("[data-viewer]");
    const all = link.closest("[data-photos]") || gallery; // before and after are turned through together
    const words = gallery.dataset.words.split("|"); // before, after, close, whole, about, which
    const box = part("viewer-box", "div");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-label", words[5]);
    const stage = part("viewer-stage", "div");
    const picture = part("viewer-picture", "img");
    stage.append(picture);
    const [before, after, close] = words.slice(0, 3).map((word) => part("viewer-turn", "button", word));
    const said = part("viewer-said", "p");
    said.setAttribute("aria-live", "polite");
    const whole = part("viewer-link", "a", words[3]);
    whole.target = "_blank";
    const about = part("viewer-link", "a", words[4]);
    const bar = part("viewer-bar", "div");
    [said, before, close, after, whole, about].forEach((each) => bar.append(each));
    box.append(stage, bar);
    document.body.append(box);
    document.body.classList.add("js-viewing");
    view = {
      box, stage, picture, said, whole, about, before, after, from: link, shown: -1,
      links: [...all.querySelectorAll("[data-viewer] a")].filter((each) => each.querySelector("img")),
    };
    before.addEventListener("click", () => turn(-1));
    after.addEventListener("click", () => turn(1));
    close.addEventListener("click", () => history.back());
    stage.addEventListener("click", (event) => { if (event.target === stage) history.back(); });
    picture.addEventListener("dblclick", (event) => closer(event.clientX, event.clientY));
    stage.addEventListener("touchstart", (event) => { begun = event.touches.length === 1 ? at(event.touches[0]) : null; }, { passive: true });
    stage.addEventListener("touchend", lifted);
    history.pushState({ viewer: true }, "");
    show(view.links.indexOf(link));
    close.focus();
  }

  function at(touch) {
    return { x: touch.clientX, y: touch.clientY };
  }

  let tapped = 0;
  function lifted(event) {
    if (!begun || !view) return;
    const end = at(event.changedTouches[0]);
    const [aside, down] = [end.x - begun.x, end.y - begun.y];
    begun = null;
    if (Math.abs(aside) < 10 && Math.abs(down) < 10) { // two taps in a row; the browser's own differ
      const again = event.timeStamp - tapped < 350;
      tapped = again ? 0 : event.timeStamp;
      if (again && event.target === view.picture) {
        event.preventDefault();
        closer(end.x, end.y);
      }
      return;
    }
    if (view.box.classList.contains("js-closer")) return; // then a finger moves the picture
    if (Math.abs(aside) > FAR && Math.abs(aside) > 2 * Math.abs(down)) turn(aside < 0 ? 1 : -1);
  }

  function closer(x, y) {
    const near = view.box.classList.toggle("js-closer");
    if (!near) return;
    view.stage.scrollLeft = (view.stage.scrollWidth - view.stage.clientWidth) * (x / window.innerWidth);
    view.stage.scrollTop = (view.stage.scrollHeight - view.stage.clientHeight) * (y / window.innerHeight);
  }

  // Public ones have an address at which browsers keep them, and files are.
  function largeOf(link) {
    return link.dataset.large || `${link.href}/1280`;
  }

  function show(place) {
    const link = view.links[place];
    const small = link.querySelector("img");
    const large = largeOf(link);
    const beneath = link.closest("figure") && link.closest("figure").querySelector("figcaption");
    view.shown = place;
    view.box.classList.remove("js-closer");
    view.picture.src = large;
    view.picture.alt = small.alt;
    view.whole.href = large;
    view.about.href = link.href;
    const which = view.links.length > 1 ? `${place + 1}/${view.links.length} ` : "";
    view.said.textContent = which + (beneath ? beneath.textContent.trim() : "");
    view.before.hidden = view.after.hidden = view.links.length === 1;
    view.before.disabled = place === 0;
    view.after.disabled = place === view.links.length - 1;
    const next = view.links[place + 1];
    if (next) new Image().src = largeOf(next);
  }

  function turn(by) {
    const place = view.shown + by;
    if (view.links[place]) show(place);
  }

  function end() {
    if (!view) return;
    view.box.remove();
    document.body.classList.remove("js-viewing");
    const { from } = view;
    view = null;
    from.focus();
    setTimeout(() => from.focus()); // the way back to an address with a # takes it elsewhere
  }

  window.addEventListener("popstate", end);
  document.addEventListener("keydown", (event) => {
    if (!view) return;
    if (event.key === "Escape") history.back();
    else if (event.key === "ArrowLeft") turn(-1);
    else if (event.key === "ArrowRight") turn(1);
    else if (event.key === "+" || event.key === "-") closer(window.innerWidth / 2, window.innerHeight / 2);
    else if (event.key === "Tab") keepIn(event);
    else return;
    if (event.key !== "Tab") event.preventDefault();
  });

  // The page behind it is not there meanwhile, for the keyboard neither.
  function keepIn(event) {
    const all = [...view.box.querySelectorAll("a, button:not([disabled])")];
    const out = event.shiftKey ? all[0] : all[all.length - 1];
    if (document.activeElement !== out) return;
    event.preventDefault();
    (event.shiftKey ? all[all.length - 1] : all[0]).focus();
  }

  document.addEventListener("photo", (event) => open(event.target));
})();

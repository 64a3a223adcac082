// A field that names one of what there is: it is looked for while somebody types, after a pause, and
// not while an input method still composes. What is chosen stands in the field as its own label, as
// somebody without scripts would type it. `data-choose`: the address that is asked, but for what was
// typed. `data-many`: several names, of which the one at the cursor is looked for; "lines": one a line.
"use strict";
(() => {
  const PAUSE = 300;
  let list = null; // of the field that is being filled in
  let field = null;
  let timer = 0;
  let composing = false;
  let asked = 0;

  function bounds() {
    if (!field.hasAttribute("data-many")) return [0, field.value.length];
    const at = field.selectionStart ?? field.value.length;
    const apart = field.dataset.many === "lines" ? /\n/ : /[、,;；，\n]/;
    let from = at;
    let to = at;
    while (from > 0 && !apart.test(field.value[from - 1])) from -= 1;
    while (to < field.value.length && !apart.test(field.value[to])) to += 1;
    return [from, to];
  }

  function typed() {
    return field.value.slice(...bounds()).trim();
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    if (list) list.remove();
    if (field) {
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
    list = null;
  }

  function take(into) {
    if (field === into) return;
    close();
    field = into;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    const mine = ++asked;
    const text = typed();
    if (!text && field.hasAttribute("data-many")) {
      close();
      return;
    }
    let said = "";
    try {
      const answer = await fetch(field.dataset.choose + encodeURIComponent(text));
      if (answer.ok) said = await answer.text();
    } catch { /* offline: the field takes what is typed all the same */ }
    if (mine !== asked || composing || document.activeElement !== field) return;
    if (!said) close();
    else show(said);
  }

  function show(said) {
    if (!list) {
      list = document.createElement("ul");
      list.className = "choices-found";
      list.id = "choices-found";
      list.setAttribute("role", "listbox");
      const label = field.closest("label");
      list.setAttribute("aria-label", label ? label.firstChild.textContent.trim() : field.name);
      (label || field).after(list);
    }
    list.innerHTML = said;
    options().forEach((each, place) => { each.id = `choice-${place}`; });
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  }

  function options() {
    return list ? [...list.querySelectorAll("[role=option]")] : [];
  }

  function move(by) {
    const all = options();
    if (!all.length) return;
    const now = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const next = now < 0 && by < 0 ? all.length - 1 : (now + by + all.length) % all.length;
    all.forEach((each, place) => each.setAttribute("aria-selected", String(place === next)));
    all[next].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[next].id);
  }

  function pick(option) {
    const [from, to] = bounds();
    const label = option.dataset.label;
    const rest = field.value.slice(to);
    const more = field.dataset.many === "" && !rest ? "、" : "";
    field.value = field.value.slice(0, from) + label + more + rest;
    const place = from + label.length + more.length;
    field.setSelectionRange(place, place);
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("compositionstart", (event) => {
    if (!event.target.matches("[data-choose]")) return;
    composing = true;
    clearTimeout(timer);
  });
  document.addEventListener("compositionend", (event) => {
    if (!event.target.matches("[data-choose]")) return;
    composing = false;
    take(event.target);
    later();
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-choose]") || event.isComposing || composing) return;
    take(event.target);
    later();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.matches("[data-choose]")) return;
    take(event.target);
    if (!field.value) later();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target !== field) return;
    composing = false;
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field || !list || event.isComposing || event.keyCode === 229) return;
    const now = list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && now) pick(now);
    else return;
    event.preventDefault();
  });
  // The field keeps the cursor: else its list would be gone before the click arrives.
  document.addEventListener("mousedown", (event) => {
    if (list && list.contains(event.target)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = list && list.contains(event.target) && event.target.closest("[role=option]");
    if (option) pick(option);
  });
  // This file is loaded when somebody comes to such a field (app.js), who may have typed meanwhile.
  if (document.activeElement?.matches("[data-choose]")) {
    take(document.activeElement);
    later();
  }
})();

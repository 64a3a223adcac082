// Small helps. Every page works without them, but for upload progress.
"use strict";

// Instead of what was there. Engines of village phones lack `replaceChildren`.
function fill(place, ...parts) {
  place.textContent = "";
  place.append(...parts);
}

// How large letters are is kept on this device; without scripts as long as `#large-letters` stands in the
// address (app.css).
const LARGE = "#large-letters";
try {
  const chosen = localStorage.getItem("size");
  document.documentElement.dataset.size = chosen || (location.hash === LARGE ? "large" : "");
} catch (error) {
  // What keeps nothing begins anew.
}
document.addEventListener("click", (event) => {
  const link = event.target.closest(".tools a[href^='#']");
  if (!link) return;
  event.preventDefault();
  const chosen = link.hash === LARGE ? "large" : "standard";
  document.documentElement.dataset.size = chosen;
  link.parentElement.querySelector(chosen === "large" ? ".to-standard" : ".to-large").focus();
  try {
    localStorage.setItem("size", chosen);
  } catch (error) {
    // For this page, then.
  }
});

// A script that only some parts of a page need is loaded when somebody comes to one of them.
function load(address, then, otherwise) {
  const there = document.querySelector(`script[src="${address}"]`);
  if (there && there.dataset.ready && then) then();
  if (there) return;
  const script = document.createElement("script");
  script.src = address;
  script.addEventListener("load", () => {
    script.dataset.ready = "1";
    if (then) then();
  });
  script.addEventListener("error", () => {
    script.remove();
    if (otherwise) otherwise();
  });
  document.head.append(script);
}

// A refused field is marked where it is, besides the summary at the top whose lines lead there.
function clearMarks() {
  document.querySelectorAll(".wrong-here").forEach((old) => old.remove());
  document.querySelectorAll("[aria-invalid]").forEach((old) => old.removeAttribute("aria-invalid"));
}

function markFields(root, form) {
  clearMarks();
  root.querySelectorAll("[data-field]").forEach((line) => {
    const name = CSS.escape(line.dataset.field);
    const field = (form || document).querySelector(`[name="${name}"]:not([type=hidden])`);
    if (!field) return;
    field.id = field.id || `field-${line.dataset.field}`;
    field.setAttribute("aria-invalid", "true");
    const beside = document.createElement("span");
    beside.className = "wrong wrong-here";
    beside.id = `wrong-${field.id}`;
    beside.textContent = line.textContent;
    field.setAttribute("aria-describedby", beside.id);
    const group = field.matches("[type=radio], [type=checkbox]") && field.closest("fieldset");
    const home = group || field.closest("label") || field.closest("fieldset");
    if (home) home.append(beside);
    else field.after(beside);
    const link = document.createElement("a");
    link.href = `#${field.id}`;
    link.textContent = line.textContent;
    fill(line, link);
  });
  showAsked();
}

// A line of the summary puts the cursor into its field.
document.addEventListener("click", (event) => {
  const link = event.target.closest("#notice a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  openTo(link.hash);
  field.focus();
});

// What is being mended loses its mark, and its line in the summary.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("[aria-invalid]")) return;
  const alike = field.form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`);
  alike.forEach((each) => {
    each.removeAttribute("aria-invalid");
    const note = document.getElementById(each.getAttribute("aria-describedby"));
    if (note && note.classList.contains("wrong")) note.remove();
  });
  document.querySelectorAll("#notice a").forEach((link) => {
    const place = decodeURIComponent(link.hash.slice(1));
    if ([...alike].some((each) => place === each.id)) link.closest("li").remove();
  });
  const notice = document.getElementById("notice");
  if (notice && !notice.querySelector("li")) notice.remove();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "flash") {
    markFields(event.target, event.detail.requestConfig && event.detail.requestConfig.elt.closest("form"));
    event.target.scrollIntoView({ block: "center" });
  } else {
    const flash = document.getElementById("flash");
    if (flash && !flash.querySelector(FRESH)) fill(flash);
  }
});

// A summary that came with its page, or with the part of it that somebody else had changed first.
const FRESH = "#notice[tabindex]:not([data-seen])";
function focusNotice() {
  const notice = document.querySelector(FRESH);
  if (!notice) return;
  notice.dataset.seen = "1";
  notice.focus();
}
document.addEventListener("DOMContentLoaded", focusNotice);
document.addEventListener("htmx:afterSettle", focusNotice);

// What was done is said; the form that was sent may stay, and then sends under a new token.
document.addEventListener("done", (event) => {
  const { said, of_desk: ofDesk, token } = event.detail;
  const form = event.target.closest("form") || document.querySelector("form[data-one]");
  if (form && form.elements.form_token) form.elements.form_token.value = token;
  const place = document.getElementById("done");
  const template = document.getElementById("done-says");
  clearMarks();
  if (!place || !template || !said) return;
  fill(place, template.content.cloneNode(true));
  place.querySelector("[data-said]").textContent = said;
  const onward = place.querySelector(".onward");
  if (onward && !ofDesk) onward.remove();
  if (renewed === "topic") place.scrollIntoView({ block: "center" });
});
// A decision stands at the end of what was read for it; what was done is said on top.
let renewed = "";
document.addEventListener("htmx:beforeSwap", (event) => { renewed = event.detail.target.id; });

function sayOffline() {
  const flash = document.getElementById("flash");
  const template = document.getElementById("offline");
  if (flash && template) fill(flash, template.content.cloneNode(true));
  offerToKeep();
}
document.addEventListener("htmx:sendError", sayOffline);
// Whoever stands before the program answers for it while it is away.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 502 || xhr.getResponseHeader("hx-retarget")) return;
  event.detail.shouldSwap = false;
  sayOffline();
});

// The server names all that is wrong at once, so the browser does not stop at the first. But half a
// day, or a number that is none, would arrive as nothing at all.
document.addEventListener("submit", (event) => {
  const unread = [...event.target.elements].find((each) => each.validity && each.validity.badInput);
  if (!unread) return;
  event.preventDefault();
  event.stopPropagation();
  unread.reportValidity();
}, true);

// What is being sent is not sent twice by an impatient finger.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && !form.hasAttribute("data-hx-post")) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});

// On a phone that many use nothing of what was typed stays to come back to. Such a form is sent from
// where it stands: the page that follows takes its place in the history; a refusal comes in place of
// what was there; and what could not be sent stays. Without this it is sent like any other.
async function sendFromHere(form, submitter) {
  const texts = [...new FormData(form, submitter)].filter(([, each]) => typeof each === "string");
  const other = submitter && submitter.hasAttribute("formaction");
  const body = new URLSearchParams(texts);
  const answer = await fetch(other ? submitter.formAction : form.action, { method: "POST", body, redirect: "manual" });
  if (answer.type === "opaqueredirect") {
    form.querySelectorAll("[name]:not([type=hidden]):not(button)").forEach((each) => {
      if (each.matches("[type=radio], [type=checkbox]")) each.checked = false;
      else each.value = "";
    });
    location.replace(form.dataset.then);
    return;
  }
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = found.querySelector("main");
  if (!main) throw new Error(answer.status);
  // Too large, too slow, away: whatever does not bring the form again leaves it as it is.
  const sentTo = form.getAttribute("action");
  if (![...main.querySelectorAll("form")].some((each) => each.getAttribute("action") === sentTo)) {
    delete form.dataset.sent;
    const flash = document.getElementById("flash");
    fill(flash, main.querySelector("#notice") || main.querySelector("h1"));
    if (answer.status > 500) offerToKeep();
    flash.scrollIntoView({ block: "center" });
    return;
  }
  document.title = found.title;
  const instead = document.querySelector("main");
  instead.replaceWith(main);
  window.htmx.process(main);
  // All that a page gets when it is there, it gets now; and what the one before it held goes over.
  main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { instead } }));
  showAsked();
  focusNotice();
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.then || !window.fetch) return;
  event.preventDefault();
  sendFromHere(form, event.submitter).catch(() => {
    delete form.dataset.sent;
    sayOffline();
  });
});

// What a browser kept of a matter that was open is asked for anew: by now its code may be forgotten.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-own]")) location.reload();
});

// As long as the server takes, counted as it counts: letters, however many units they have in here.
// What is too much goes where it was typed, as with `maxlength`, but not while an input method
// still composes.
function keepShort(field) {
  const most = Number(field.dataset.most);
  const tooMany = [...field.value].length - most;
  if (tooMany <= 0) return;
  const caret = field.selectionStart ?? field.value.length;
  const before = [...field.value.slice(0, caret)];
  const after = [...field.value.slice(caret)];
  before.splice(Math.max(before.length - tooMany, 0), tooMany);
  field.value = [...before, ...after].slice(0, most).join("");
  const place = before.join("").length;
  if (field.selectionStart !== null) field.setSelectionRange(place, place);
}
["input", "compositionend"].forEach((kind) => {
  document.addEventListener(kind, (event) => {
    if (event.target.matches("[data-most]") && !event.isComposing) keepShort(event.target);
  });
});

document.addEventListener("focusin", (event) => {
  if (event.target.dataset && event.target.dataset.with) load(event.target.dataset.with);
});

// A photo opens over its page (viewer.js), unless somebody wants it in another window. What cannot
// be loaded opens as the link that it is.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-viewer] a");
  if (!link || !link.querySelector("img") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.button || !history.pushState) return;
  event.preventDefault();
  const open = () => link.dispatchEvent(new Event("photo", { bubbles: true }));
  load(link.closest("[data-viewer]").dataset.viewer, open, () => location.assign(link.href));
});

// What lies open at a phone's lower edge closes as people expect it.
document.addEventListener("click", (event) => {
  const more = document.querySelector(".low-more[open], .nav-more[open]");
  if (more && !more.contains(event.target)) more.open = false;
});
document.addEventListener("keydown", (event) => {
  const more = event.key === "Escape" && document.querySelector(".low-more[open], .nav-more[open]");
  if (!more) return;
  more.open = false;
  more.querySelector("summary").focus();
});

// Ticks are saved by themselves. What somebody ticked after the last of them were sent is not in what
// comes back: it is ticked again there, and saved next.
let late = [];
const ticksOf = (root) => [...root.querySelectorAll("[data-ticks] [type=checkbox]")];
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches("[data-ticks]")) return;
  ticksOf(event.target.parentNode).forEach((each) => { each.told = each.checked; });
});
document.addEventListener("htmx:beforeSwap", (event) => {
  late = ticksOf(event.detail.target).filter((each) => each.checked !== (each.told ?? each.defaultChecked))
    .map(({ name, value, checked }) => ({ name, value, checked }));
});
document.addEventListener("htmx:afterSettle", () => {
  late.splice(0).forEach(({ name, value, checked }) => {
    const again = ticksOf(document).find((each) => each.name === name && each.value === value);
    if (!again || again.checked === checked) return;
    again.checked = checked;
    again.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// Days to tap beside a field for a day.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-day]");
  const field = button && button.closest(".day").querySelector("input");
  if (!field) return;
  field.value = button.dataset.day;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

// Buttons that only scripts can answer are there where there are scripts; those that nobody needs
// where scripts run are there until then. (`noscript` is not for engines that cannot read a script.)
function showButtons() {
  document.querySelectorAll("[data-unless-scripts]").forEach((each) => { each.hidden = true; });
  document.querySelectorAll("[data-printing]").forEach((each) => { each.hidden = false; });
  document.querySelectorAll("button[data-day]").forEach((each) => { each.disabled = false; });
}
document.addEventListener("DOMContentLoaded", showButtons);
document.addEventListener("htmx:load", showButtons);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// As by its button; engines without `requestSubmit` tell nobody, but send it.
function submitNow(form) {
  if (form.requestSubmit) form.requestSubmit();
  else form.submit();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-shows]")) showChosen(event.target);
});

// A choice opens the part of the form that belongs to it: data-shows on the choice's input,
// data-when on the part. Nothing is chosen beforehand, and then none of them is open.
function showChosen(input) {
  const scope = input.closest("form");
  scope.querySelectorAll("[data-when]").forEach((part) => {
    part.hidden = !part.dataset.when.split(" ").includes(input.value);
  });
}

// Whether a number is meant to stand there is asked where there is one; without this it stands there.
function showAsked() {
  document.querySelectorAll("[data-when-asked]").forEach((part) => {
    part.hidden = !part.querySelector("li, :checked, [aria-invalid]");
  });
}

function showAllChosen(scope) {
  scope.querySelectorAll("[data-when]").forEach((part) => {
    part.hidden = true;
  });
  scope.querySelectorAll("[data-shows]:checked").forEach(showChosen);
}

document.addEventListener("DOMContentLoaded", () => {
  showAllChosen(document);
  showAsked();
});
document.addEventListener("htmx:load", (event) => {
  showAllChosen(event.target);
});
document.addEventListener("htmx:afterSwap", showAsked);

// The charter's editor: what is wrong stands beside its field, also while typing; pieces are dragged.
function markPlaces(list) {
  document.querySelectorAll("#part .wrong").forEach((old) => old.remove());
  document.querySelectorAll("#part [aria-invalid]").forEach((old) => old.removeAttribute("aria-invalid"));
  list.querySelectorAll("[data-at]").forEach((line) => {
    const place = document.getElementById(line.dataset.at);
    if (!place) return;
    const beside = document.createElement("span");
    beside.className = "wrong";
    beside.textContent = line.dataset.says;
    if (place.matches("input, select, textarea")) {
      place.setAttribute("aria-invalid", "true");
      place.closest("label").append(beside);
    } else {
      const title = place.querySelector("legend, summary");
      if (title) title.after(beside);
      else place.append(beside);
    }
  });
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "problems") return;
  const list = document.getElementById("problems");
  if (list) markPlaces(list);
});
// What was open stays open when the form comes back.
let opened = [];
// What is saved by itself while typing never goes over another's text: that takes the button.
document.addEventListener("htmx:beforeRequest", (event) => {
  const by = event.detail.requestConfig.triggeringEvent;
  const typing = by && by.type === "input";
  if (typing && event.target.querySelector("[data-theirs]")) event.preventDefault();
});
// What is read again by itself rests while nobody sees it.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.closest("[data-while-seen]")) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (["part", "circle"].includes(event.target.id)) opened = [...event.target.querySelectorAll("details[open]")].map((each) => each.id);
});
document.addEventListener("htmx:afterSwap", () => {
  opened.splice(0).forEach((id) => { const again = id && document.getElementById(id); if (again) again.open = true; });
});
function sortable(root) {
  if (!window.Sortable) return;
  root.querySelectorAll("[data-sortable]").forEach((list) => {
    window.Sortable.create(list, {
      handle: ".grip",
      ghostClass: "js-dragged",
      onEnd: () => list.dispatchEvent(new Event("change", { bubbles: true })),
    });
  });
}
document.addEventListener("DOMContentLoaded", () => sortable(document));
document.addEventListener("htmx:load", (event) => sortable(event.target));
// A link to a place inside a closed piece opens it.
function openTo(hash) {
  const place = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!place) return;
  for (let up = place; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  place.scrollIntoView({ block: "center" });
}
window.addEventListener("hashchange", () => openTo(location.hash));
document.addEventListener("DOMContentLoaded", () => openTo(location.hash));
// An invitation's code stands after # in its address, so that no server's log has it.
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("[data-from-hash]");
  if (field && location.hash.length > 1) field.value = decodeURIComponent(location.hash.slice(1));
});

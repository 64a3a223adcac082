// What is typed and not sent stays: when a part of the page comes anew, and when the page is left and
// comes again. Fields that the answered form was read for are done with; the server names them.
"use strict";

const NOT_TYPED = "[type=hidden], [type=file], [type=password], [type=submit]";
const CHOICE = "[type=radio], [type=checkbox]";
const typedIn = (root) => [...root.querySelectorAll("textarea[name], select[name], input[name]")]
  .filter((each) => each.form && each.form.method === "post" && each.closest("main") && !each.matches(NOT_TYPED));

const asItCame = (field) => {
  if (field.matches(CHOICE)) return String(field.defaultChecked);
  if (field.tagName !== "SELECT") return field.defaultValue;
  const option = [...field.options].find((each) => each.defaultSelected) || field.options[0];
  return option ? option.value : "";
};
const asItIs = (field) => (field.matches(CHOICE) ? String(field.checked) : field.value);

// A form is known by where it is sent; of a page that is one form that may change meanwhile.
const whose = (form) => (form.hasAttribute("data-one") ? "one" : form.getAttribute("action"));

// Of what: a decision on a matter is one about how it stood, a text is the same at any time.
const decides = (field) => field.matches(`select, ${CHOICE}`);
const versionOf = (field) => {
  const version = field.form.elements.namedItem("version");
  return decides(field) && version ? version.value : null;
};

const told = (each) => ({
  form: whose(each.form), name: each.name, choice: each.matches(CHOICE) ? each.value : null,
  was: asItCame(each), is: asItIs(each), version: versionOf(each), field: each,
});

function changed(root) {
  return typedIn(root)
    .filter((each) => asItIs(each) !== asItCame(each) && !each.closest("[data-ticks], form[autocomplete=off]"))
    .map(told);
}

// → those that have no place here now. What somebody else wrote there meanwhile is not gone over.
function putBack(found) {
  const fields = typedIn(document);
  return found.filter((one) => {
    const field = fields.find((each) => each.name === one.name && whose(each.form) === one.form
      && (one.choice === null || (each.matches(CHOICE) && each.value === one.choice)));
    if (!field) return true;
    if (versionOf(field) !== one.version) return false;
    if (asItCame(field) !== one.was || asItIs(field) !== asItCame(field)) return false;
    if (one.choice === null) field.value = one.is;
    else field.checked = one.is === "true";
    for (let up = field.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    return false;
  });
}

// Of what was sent: the names that were meant, or all of its form where nothing says so.
const formOf = (element) => element.form || element.closest("form");
function doneWith(element, xhr) {
  const form = formOf(element);
  const meant = xhr && xhr.getResponseHeader("x-meant");
  const names = meant === null ? null : meant.split(" ").map(decodeURIComponent);
  return (one) => one.field.form === form && (names === null || names.includes(one.name));
}

let kept = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, xhr, shouldSwap } = event.detail;
  if (!shouldSwap || target.id === "flash" || !requestConfig || requestConfig.verb !== "post") return;
  const done = doneWith(requestConfig.elt, xhr);
  kept = kept.concat(changed(target).filter((one) => !done(one)));
});
document.addEventListener("htmx:afterSettle", () => { kept = putBack(kept); });

// A page that is left by whoever is signed in: until the next page of this window, and no longer.
const PLACE = "typed";
// What was sent and not read (too large, too slow, away): until the page where one goes back to.
const UNREAD = "sent";
const sent = new WeakSet();
let gone = () => false;
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.target !== "_blank") sent.add(event.target);
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.getResponseHeader("hx-redirect")) gone = doneWith(requestConfig.elt, xhr);
});
window.addEventListener("pagehide", () => {
  if (!document.querySelector("form[action$='/logout']")) return;
  const all = changed(document);
  const plain = (found) => JSON.stringify(found.map(({ field, ...one }) => one));
  const left = all.filter((one) => !sent.has(one.field.form) && !gone(one));
  const away = all.filter((one) => sent.has(one.field.form));
  try {
    if (left.length) sessionStorage.setItem(PLACE, plain(left));
    if (away.length) sessionStorage.setItem(UNREAD, plain(away));
  } catch (error) {
    // A window that keeps nothing keeps nothing.
  }
});
function comesAgain() {
  try {
    const found = sessionStorage.getItem(PLACE);
    const unread = sessionStorage.getItem(UNREAD);
    sessionStorage.removeItem(UNREAD);
    if (document.querySelector("[data-unread]")) {
      // The answer is the form itself, or a page that leads back to it.
      const both = putBack([found, unread].filter(Boolean).flatMap((each) => JSON.parse(each)));
      if (both.length) sessionStorage.setItem(PLACE, JSON.stringify(both));
      else sessionStorage.removeItem(PLACE);
      return;
    }
    sessionStorage.removeItem(PLACE);
    if (found && document.querySelector("form[action$='/logout']")) putBack(JSON.parse(found));
  } catch (error) {
    // Nor does it give anything back.
  }
}
document.addEventListener("DOMContentLoaded", comesAgain);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) sessionStorage.removeItem(PLACE);
});

// What could not be sent stays on this device if whoever typed it wishes so: until it is put back, or
// deleted. A code opens somebody's matter, and stays nowhere.
const KEPT = "kept";
const shown = (id) => document.getElementById(id).content.cloneNode(true);
function worthKeeping() {
  return typedIn(document).filter((each) => asItIs(each) !== asItCame(each) && each.name !== "code").map(told);
}
function offerToKeep() {
  const flash = document.getElementById("flash");
  if (flash && document.getElementById("to-keep") && worthKeeping().length) flash.append(shown("to-keep"));
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-keep]");
  if (!button) return;
  const { keep } = button.dataset;
  try {
    if (keep === "keep") {
      const all = worthKeeping().map(({ field, ...one }) => one);
      localStorage.setItem(KEPT, JSON.stringify(all));
      button.replaceWith(shown("is-kept"));
      return;
    }
    if (keep === "back") putBack(JSON.parse(localStorage.getItem(KEPT)));
    localStorage.removeItem(KEPT);
  } catch (error) {
    // A device that keeps nothing.
  }
  button.closest(".notice").remove();
});
document.addEventListener("DOMContentLoaded", () => {
  const flash = document.getElementById("flash");
  if (!flash || !document.getElementById("to-put-back")) return;
  try {
    const all = JSON.parse(localStorage.getItem(KEPT)) || [];
    const here = all.some((one) => typedIn(document).some((each) => each.name === one.name && whose(each.form) === one.form));
    if (here) flash.append(shown("to-put-back"));
  } catch (error) {
    // Nor does it give anything back.
  }
});

// A browser that goes back to a page, or loads it again, fills in itself what was chosen there. Where
// the matter has moved on since, that was another decision, and nobody has made this one.
const stood = (history.state && history.state.versions) || {};
function noteVersions() {
  const all = typedIn(document).map((field) => [whose(field.form), versionOf(field)]);
  const versions = Object.fromEntries(all.filter(([, version]) => version !== null));
  if (Object.keys(versions).length) history.replaceState({ ...history.state, versions }, "");
}
document.addEventListener("DOMContentLoaded", noteVersions);
document.addEventListener("htmx:afterSettle", noteVersions);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) return;
  const moved = typedIn(document).filter((field) => {
    const [then, now] = [stood[whose(field.form)], versionOf(field)];
    return now !== null && then !== undefined && then !== now && asItIs(field) !== asItCame(field);
  });
  moved.forEach((field) => {
    if (field.matches(CHOICE)) field.checked = field.defaultChecked;
    else field.value = asItCame(field);
  });
  if (moved.length) showAllChosen(document);
});

// On a page that is one form the Enter key presses the button next to where one types.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
  if (!field.matches("form[data-one] input") || field.matches(CHOICE) || field.matches(NOT_TYPED)) return;
  for (let up = field.parentElement; up && up !== field.form.parentElement; up = up.parentElement) {
    const buttons = [...up.querySelectorAll("button[formaction]:not([hidden])")];
    const button = buttons.find((each) => field.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING) || buttons[0];
    if (!button) continue;
    event.preventDefault();
    button.click();
    return;
  }
});

// What was noted by a button that is no longer there: on with the next one.
let next = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  const button = document.activeElement;
  next = (button && event.target === button && button.dataset.next) || "";
});
document.addEventListener("htmx:afterSettle", () => {
  const field = next && document.querySelector(`main [name="${next}"]`);
  next = "";
  if (field && (!document.activeElement || document.activeElement === document.body)) field.focus();
});

// A button that is gone with the part it stood in leaves whoever pressed it nowhere: the part's own
// heading is next. Where it is another one, as of names to be checked, the view begins with it.
let left = null;
function headOf(part) {
  return [...part.children].find((each) => each.tagName === "H2");
}
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  const pressed = requestConfig.verb === "post" && target.id && target.contains(requestConfig.elt);
  left = pressed && headOf(target) ? { id: target.id, text: headOf(target).textContent } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  const part = left && document.getElementById(left.id);
  const head = part && headOf(part);
  if (!head || document.activeElement !== document.body) return;
  if (head.textContent !== left.text) head.scrollIntoView();
  left = null;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
});

// Filters of a list apply at once; where arrows go from one to the next, when one has arrived.
let onTheWay = null;
document.addEventListener("pointerdown", () => { onTheWay = null; }, true);
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches("select[data-submit-on-change]")) return;
  if (event.key === "Enter" && onTheWay && onTheWay.field === field && onTheWay.moved) {
    event.preventDefault();
    onTheWay = null;
    submitNow(field.form);
  } else if (event.key !== "Tab" && event.key !== "Enter" && !(onTheWay && onTheWay.field === field)) {
    onTheWay = { field, moved: false };
  }
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches("[data-submit-on-change]")) return;
  if (onTheWay && onTheWay.field === field) onTheWay.moved = true;
  else submitNow(field.form);
});
document.addEventListener("focusout", (event) => {
  const one = onTheWay;
  if (!one || one.field !== event.target) return;
  onTheWay = null;
  if (one.moved) submitNow(one.field.form);
});

// Small helps. Every page works without them, but for upload progress.
"use strict";

// A refused field is marked where it is, besides the notice at the top.
function markFields(root) {
  document.querySelectorAll(".wrong-here").forEach((old) => old.remove());
  root.querySelectorAll("[data-field]").forEach((line) => {
    const field = document.querySelector(`main [name="${CSS.escape(line.dataset.field)}"]`);
    if (!field) return;
    field.setAttribute("aria-invalid", "true");
    const beside = document.createElement("span");
    beside.className = "wrong wrong-here";
    beside.textContent = line.textContent;
    (field.closest("label") || field.closest("fieldset") || field).append(beside);
  });
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "flash") {
    markFields(event.target);
    event.target.scrollIntoView({ block: "center" });
  } else {
    const flash = document.getElementById("flash");
    if (flash) flash.replaceChildren();
  }
});

document.addEventListener("htmx:sendError", () => {
  const flash = document.getElementById("flash");
  const template = document.getElementById("offline");
  if (flash && template) flash.replaceChildren(template.content.cloneNode(true));
});

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

// Filters of a list apply at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-shows]")) showChosen(event.target);
});

// A choice opens the part of the form that belongs to it: data-shows on the choice's input,
// data-when on the part.
function showChosen(input) {
  const scope = input.closest("form");
  scope.querySelectorAll("[data-when]").forEach((part) => {
    part.hidden = !part.dataset.when.split(" ").includes(input.value);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-shows]:checked").forEach(showChosen);
  const flash = document.getElementById("notice");
  if (flash) markFields(flash);
});
document.addEventListener("htmx:load", (event) => {
  event.target.querySelectorAll("[data-shows]:checked").forEach(showChosen);
});

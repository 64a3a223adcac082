// Photos and files go from the browser straight to the store: two at a time, each with its own
// progress, reason and second chance. Without this script the form sends them the ordinary way.
"use strict";

(() => {
  const AT_ONCE = 2;
  const waiting = [];
  const shown = new Set(); // all that have a row
  const underWay = new Set(); // not all there yet; what is there is taken in without this page
  let running = 0;

  // What can be mended by trying again; a refusal of what was sent itself cannot.
  class Failed extends Error {}
  class Refusal extends Error {}

  function enhance(root) {
    root.querySelectorAll("form[data-uploads] [data-plain]").forEach((part) => {
      part.hidden = true;
    });
    root.querySelectorAll("form[data-uploads] [data-pick]").forEach((button) => {
      button.hidden = false; // what a browser says beside its own is of one choice, and in its own language
      button.parentNode.classList.add("js-pick");
    });
  }
  document.addEventListener("DOMContentLoaded", () => enhance(document));
  document.addEventListener("htmx:load", (event) => enhance(event.target.parentNode || document));

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-uploads]");
    if (!form || event.target.type !== "file") return;
    for (const file of event.target.files) add(form, file);
    event.target.value = ""; // the same one may be chosen again
  });

  window.addEventListener("beforeunload", (event) => {
    if (underWay.size) event.preventDefault();
  });

  // What goes along with a form that is being written is there before the form is sent.
  let held = null; // its button, pressed while photos were on their way
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("held" in form.dataset)) return;
    if (!underWay.size) return;
    event.preventDefault();
    event.stopPropagation();
    held = event.submitter || form.querySelector(".main-action");
    holding(form, form.dataset.first);
  }, true);

  function holding(form, text) {
    form.querySelectorAll("input[type=file]").forEach((each) => { each.disabled = Boolean(text); });
    const place = form.querySelector("[data-holding]");
    place.textContent = text;
    place.hidden = !text;
  }

  function release() {
    if (underWay.size || !held) return;
    const button = held;
    held = null;
    holding(button.form, "");
    button.click();
  }

  function add(form, file) {
    const row = form.querySelector("template").content.firstElementChild.cloneNode(true);
    const list = form.querySelector(".uploads");
    const retry = row.querySelector("[data-retry]");
    const upload = { form, file, row, retry, id: null, sent: false };
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    retry.setAttribute("aria-label", `${retry.textContent} ${file.name}`);
    retry.addEventListener("click", () => wait(upload));
    const remove = row.querySelector("[data-remove]");
    if (remove) {
      remove.setAttribute("aria-label", `${remove.textContent} ${file.name}`);
      remove.addEventListener("click", () => takeOut(upload));
    }
    list.hidden = false;
    list.append(row);
    shown.add(upload);
    wait(upload);
  }

  function wait(upload) {
    upload.retry.hidden = true;
    say(upload, upload.form.dataset.waiting, "");
    waiting.push(upload);
    underWay.add(upload);
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      send(waiting.shift()).finally(() => {
        running -= 1;
        next();
      });
    }
  }

  async function send(upload) {
    const { form, file } = upload;
    if (upload.out) return;
    try {
      if (!upload.sent) {
        say(upload, form.dataset.sending, "");
        const { id, upload: link } = await ask(upload, "", {
          ...("held" in form.dataset || { kind: form.dataset.kind, id: form.dataset.id }),
          size: file.size,
          ...("named" in form.dataset && { name: file.name }),
          ...(upload.id && { again: upload.id }), // the same place, not one more
        });
        upload.id = id;
        if (upload.out) return drop(upload); // meanwhile
        await put(upload, link);
        upload.sent = true;
      }
      if (upload.out) return;
      say(upload, form.dataset.working, "");
      let found = await ask(upload, `/${upload.id}/arrival`, {});
      arrived(upload);
      for (let round = 0; found.state === "arrived"; round += 1) {
        await new Promise((done) => setTimeout(done, Math.min(800 + 200 * round, 4000)));
        if (upload.out) return;
        found = await ask(upload, `/${upload.id}/state`, "held" in form.dataset ? {} : null);
      }
      if (found.state !== "ready") throw new Refusal(found.text || form.dataset.failed);
      show(upload, found);
    } catch (error) {
      arrived(upload);
      say(upload, error instanceof TypeError ? form.dataset.offline : error.message, "wrong");
      upload.row.querySelector("progress").hidden = true;
      upload.retry.hidden = error instanceof Refusal;
    }
  }

  // `values` null: only looks. A refusal comes as the notice that pages show.
  async function ask(upload, path, values) {
    const { form } = upload;
    const headers = { "hx-request": "true", "x-form-token": form.elements.form_token.value };
    if (form.elements.held) headers["x-held"] = form.elements.held.value;
    const asked = values && { method: "POST", body: new URLSearchParams(values) };
    const answer = await fetch(form.dataset.uploads + path, { headers, ...asked });
    if (answer.ok) return answer.json();
    if (answer.status === 401) throw new Failed(form.dataset.expired);
    if (answer.status >= 500) throw new Failed(form.dataset.failed);
    const notice = document.createElement("template");
    notice.innerHTML = await answer.text();
    const lines = [...notice.content.querySelectorAll("li")].map((line) => line.textContent.trim());
    if (path) upload.sent = false; // it did not come through whole: all over again
    throw new (path ? Failed : Refusal)(lines.join(" ") || form.dataset.failed);
  }

  // XMLHttpRequest, since fetch does not tell how far an upload has come.
  function put(upload, { method, url, headers }) {
    const { form, file, row } = upload;
    const progress = row.querySelector("progress");
    progress.hidden = false;
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open(method, url);
      Object.entries(headers).forEach(([name, text]) => request.setRequestHeader(name, text));
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", () => {
        const there = request.status === 412; // it came through, only the answer did not
        if (request.status < 300 || there) done();
        else failed(new Failed(form.dataset.failed));
      });
      request.addEventListener("error", () => failed(new Failed(form.dataset.offline)));
      request.addEventListener("abort", () => failed(new Failed(form.dataset.offline)));
      request.send(file);
    });
  }

  function arrived(upload) {
    underWay.delete(upload);
    release();
  }

  function takeOut(upload) {
    upload.out = true;
    arrived(upload);
    upload.row.remove();
    shown.delete(upload);
    drop(upload);
  }

  // A refused form comes in place of the one that was sent: what that one holds is seen here, too.
  document.addEventListener("htmx:load", (event) => {
    const before = event.detail && event.detail.instead;
    const [from, to] = [before, event.target].map((each) => each && each.querySelector("form[data-held]"));
    if (!from || !to || from.elements.held.value !== to.elements.held.value) return;
    to.querySelector(".uploads").replaceWith(from.querySelector(".uploads"));
    shown.forEach((upload) => {
      if (upload.form !== from) return;
      upload.form = to;
      const told = to.querySelector(`[name=drop][value="${upload.id}"]`);
      if (told) told.closest("label").remove();
    });
    to.querySelectorAll("[data-kept]").forEach((each) => { each.hidden = !each.querySelector("label"); });
  });

  function drop(upload) {
    if (upload.id) ask(upload, `/${upload.id}/removal`, {}).catch(() => {});
  }

  // Nobody sees yet what goes along with a form: the picture is the one that lies here.
  function show(upload, found) {
    const link = document.createElement(found.page ? "a" : "span");
    if (found.page) link.href = found.page;
    if (found.picture || !found.page) {
      const picture = document.createElement("img");
      picture.src = found.picture || URL.createObjectURL(upload.file);
      picture.alt = upload.file.name;
      picture.width = 160;
      link.append(picture);
    } else {
      link.textContent = upload.file.name;
    }
    upload.row.querySelector("progress").replaceWith(link);
    say(upload, upload.form.dataset.ready, "");
  }

  function say(upload, text, kind) {
    const status = upload.row.querySelector("[data-status]");
    status.textContent = text;
    status.className = kind;
  }
})();

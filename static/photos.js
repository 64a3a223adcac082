// Photos go from the browser straight to the store: two at a time, each with its own progress,
// reason and second chance. Without this file the form sends them the ordinary way.
"use strict";

(() => {
  const AT_ONCE = 2;
  const waiting = [];
  let running = 0;

  // What can be mended by trying again; a refusal of the photo itself cannot.
  class Failed extends Error {}
  class Refusal extends Error {}

  function enhance(root) {
    root.querySelectorAll("form[data-photos] [data-plain]").forEach((part) => {
      part.hidden = true;
    });
  }
  document.addEventListener("DOMContentLoaded", () => enhance(document));
  document.addEventListener("htmx:load", (event) => enhance(event.target.parentNode || document));

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-photos]");
    if (!form || event.target.type !== "file") return;
    for (const file of event.target.files) add(form, file);
    event.target.value = ""; // the same photo may be chosen again
  });

  window.addEventListener("beforeunload", (event) => {
    if (running > 0) event.preventDefault();
  });

  function add(form, file) {
    const row = form.querySelector("template").content.firstElementChild.cloneNode(true);
    const list = form.querySelector(".uploads");
    const retry = row.querySelector("[data-retry]");
    const photo = { form, file, row, retry, id: null, sent: false };
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    retry.setAttribute("aria-label", `${retry.textContent} ${file.name}`);
    retry.addEventListener("click", () => wait(photo));
    list.hidden = false;
    list.append(row);
    wait(photo);
  }

  function wait(photo) {
    photo.retry.hidden = true;
    say(photo, photo.form.dataset.waiting, "");
    waiting.push(photo);
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

  async function send(photo) {
    const { form, file } = photo;
    try {
      if (!photo.sent) {
        say(photo, form.dataset.sending, "");
        const { id, upload } = await ask(photo, "", {
          kind: form.dataset.kind,
          id: form.dataset.id,
          size: file.size,
          ...(photo.id && { again: photo.id }), // the same place, not one more
        });
        photo.id = id;
        await put(photo, upload);
        photo.sent = true;
      }
      say(photo, form.dataset.working, "");
      let found = await ask(photo, `/${photo.id}/arrival`, {});
      for (let round = 0; found.state === "arrived"; round += 1) {
        await new Promise((done) => setTimeout(done, Math.min(800 + 200 * round, 4000)));
        found = await ask(photo, `/${photo.id}/state`, null);
      }
      if (found.state !== "ready") throw new Refusal(found.text || form.dataset.failed);
      show(photo, found);
    } catch (error) {
      say(photo, error instanceof TypeError ? form.dataset.offline : error.message, "wrong");
      photo.row.querySelector("progress").hidden = true;
      photo.retry.hidden = error instanceof Refusal;
    }
  }

  // `values` null: only looks. A refusal comes as the notice that pages show.
  async function ask(photo, path, values) {
    const { form } = photo;
    const headers = { "hx-request": "true", "x-form-token": form.elements.form_token.value };
    const asked = values && { method: "POST", body: new URLSearchParams(values) };
    const answer = await fetch(form.dataset.photos + path, { headers, ...asked });
    if (answer.ok) return answer.json();
    if (answer.status === 401) throw new Failed(form.dataset.expired);
    if (answer.status >= 500) throw new Failed(form.dataset.failed);
    const notice = document.createElement("template");
    notice.innerHTML = await answer.text();
    const lines = [...notice.content.querySelectorAll("li")].map((line) => line.textContent.trim());
    if (path) photo.sent = false; // it did not come through whole: all over again
    throw new (path ? Failed : Refusal)(lines.join(" ") || form.dataset.failed);
  }

  // XMLHttpRequest, since fetch does not tell how far an upload has come.
  function put(photo, { method, url, headers }) {
    const { form, file, row } = photo;
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

  function show(photo, found) {
    const link = document.createElement("a");
    const picture = document.createElement("img");
    link.href = found.page;
    picture.src = found.picture;
    picture.alt = photo.file.name;
    picture.width = 160;
    link.append(picture);
    photo.row.querySelector("progress").replaceWith(link);
    say(photo, photo.form.dataset.ready, "");
  }

  function say(photo, text, kind) {
    const status = photo.row.querySelector("[data-status]");
    status.textContent = text;
    status.className = kind;
  }
})();

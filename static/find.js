// Searching where there is no program behind the page: data-find on a form says where the index lies
// (app/public/finding.py); what is found is shown in data-find-into. By words, by pinyin, by its initials.
"use strict";
(() => {
  const form = document.querySelector("form[data-find]");
  if (!form) return;
  const base = form.dataset.find;
  const into = document.querySelector("[data-find-into]");
  const kept = new Map();
  const MOST = 20;
  let asked = 0;

  function read(name) {
    if (!kept.has(name)) {
      kept.set(name, fetch(`${base}/${name}.json`).then((answer) => {
        if (!answer.ok) throw new Error(name);
        return answer.json();
      }));
      kept.get(name).catch(() => kept.delete(name));
    }
    return kept.get(name);
  }

  function keysOf(words) {
    const signs = [...words].filter((sign) => sign > "\u33ff");
    if (signs.length) return [...new Set(signs)].slice(0, 3);
    return words.length > 1 ? [words.slice(0, 2)] : [];
  }

  function fits(record, words) {
    const syllables = record[3].split(" ");
    if (record[1].normalize("NFKC").toLowerCase().includes(words)) return true;
    if (syllables.map((each) => each[0]).join("").includes(words)) return true;
    return syllables.some((_each, place) => syllables.slice(place).join("").startsWith(words));
  }

  function show(records, more) {
    into.querySelector("ul").textContent = "";
    records.forEach(([path, title, beside]) => {
      const item = into.querySelector("template").content.cloneNode(true);
      item.querySelector("a").href = base.replace(/\/find$/, path);
      item.querySelector("a").textContent = title;
      item.querySelector(".meta").textContent = beside;
      into.querySelector("ul").append(item);
    });
    into.querySelector("[data-find-none]").hidden = records.length > 0;
    into.querySelector("[data-find-more]").hidden = !more;
    into.hidden = false;
  }

  async function find(typed) {
    const words = typed.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
    const mine = ++asked;
    const keys = keysOf(words);
    const found = [];
    const groups = keys.length ? [...await read("index")] : [];
    let parts = [];
    while (found.length < MOST && (parts.length || groups.length)) {
      if (mine !== asked) return;
      if (parts.length) {
        const records = await read(parts.shift());
        found.push(...records.filter((record) => fits(record, words)));
      } else {
        const where = await read(groups.shift());
        const [first, ...others] = keys.map((key) => where[key] || []);
        parts = first.filter((name) => others.every((those) => those.includes(name)));
      }
    }
    if (mine === asked) show(found.slice(0, MOST), parts.length + groups.length > 0);
  }

  function away() {
    into.querySelector("[data-find-away]").hidden = false;
    into.hidden = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    into.querySelector("[data-find-away]").hidden = true;
    find(form.elements.q.value).catch(away);
  });
  const said = new URLSearchParams(location.search).get("q");
  if (said) {
    form.elements.q.value = said;
    find(said).catch(away);
  }
})();

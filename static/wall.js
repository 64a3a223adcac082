// A wall where page.js did not run, for its engine cannot read it or it never came, is read again as a
// whole. In words that every engine knows: nothing later than ECMAScript 3.
setTimeout(function () {
  if (!window.htmx) location.reload();
}, 60000);

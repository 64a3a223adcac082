// What a finger has to reach: its own height, or of a tick its label's. A link within a sentence may be 24 px high;
// what stands by itself is 44 px.
() => {
  const shown = (each) => each.getClientRects().length > 0 && getComputedStyle(each).visibility !== "hidden";
  const within = (link) => {
    if (getComputedStyle(link).display !== "inline") return false;
    let around = link.parentElement;
    while (getComputedStyle(around).display === "inline") around = around.parentElement;
    const links = [...around.querySelectorAll("a")].map((each) => each.innerText).join("");
    return around.innerText.replace(/\s/g, "").length > links.replace(/\s/g, "").length;
  };
  const found = [];
  for (const each of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!shown(each) || each.matches(".skip, .fold") || each.closest("[hidden], iframe")) continue;
    const picture = each.querySelector("img");
    const box = picture || (each.matches("[type=checkbox], [type=radio], [type=file]") && each.closest("label")) || each;
    const least = within(each) ? 24 : 44;
    // Of a link on two lines each line is a target.
    const height = Math.min(...[...box.getClientRects()].map((line) => line.height));
    if (height < least - .5) found.push(`${each.tagName} ${(each.innerText || each.name || "").slice(0, 16)}: ${height.toFixed(1)} < ${least} in ${box.parentElement.tagName}.${box.parentElement.className}`);
  }
  return found;
}

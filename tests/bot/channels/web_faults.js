// Run in the page: returns text with too little contrast, controls without a name or too small to tap,
// pictures without alt, ids used twice, landmarks that are missing.
() => {
  const found = [];
  const rgb = (colour) => colour.match(/[\d.]+/g).map(Number);
  const part = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = ([red, green, blue]) => 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  const ground = (element) => {
    while (rgb(getComputedStyle(element).backgroundColor)[3] === 0) element = element.parentElement;
    return rgb(getComputedStyle(element).backgroundColor);
  };
  const ratio = (element, pseudo) => {
    const both = [light(rgb(getComputedStyle(element, pseudo).color)), light(ground(element))];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  };
  const shown = (element) => element.checkVisibility() && !element.closest(".unseen, .skip");

  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(element)) continue;
    seen += 1;
    if (ratio(element) < 4.5) found.push(`contrast ${ratio(element).toFixed(1)}: ${walker.currentNode.data}`);
  }
  if (seen < 10) found.push(`only ${seen} texts seen`);

  for (const element of document.querySelectorAll("textarea, input, button, summary, a")) {
    if (element.type === "hidden" || !shown(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.height < 44 || box.width < 44) found.push(`small: ${element.outerHTML}`);
    if (!(element.labels && element.labels.length) && !element.innerText.trim()) found.push(`no name: ${element.outerHTML}`);
    if (element.placeholder && ratio(element, "::placeholder") < 4.5) found.push("placeholder");
  }
  for (const picture of document.querySelectorAll("img:not([alt])")) found.push(`no alt: ${picture.src}`);
  if (document.querySelectorAll("h1, main, header").length !== 3) found.push("landmarks");
  const ids = Array.from(document.querySelectorAll("[id]"), (element) => element.id);
  if (new Set(ids).size !== ids.length) found.push("ids twice");
  return found;
}

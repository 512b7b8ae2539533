const SVG = "http://www.w3.org/2000/svg";

/** Returns an element with its attributes and children; a child that is null is left out. */
function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

function section(id, title, ...children) {
  const heading = id + "-title";
  return element("section", {id, "aria-labelledby": heading}, element("h2", {id: heading}, title), ...children);
}

/** Returns a table; rows are lists of texts or elements. */
function table(caption, head, rows) {
  return element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": caption},
    element("table", {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, head.map(text => element("th", {scope: "col"}, text)))),
      element("tbody", {}, rows.map(row => element("tr", {}, row.map((cell, i) =>
        i === 0 ? element("th", {scope: "row"}, cell) : element("td", {}, cell)))))));
}

function color(index) {
  return `var(--c${index % 8})`;
}

/** Returns a number with the digits that a reader can use. */
function digits(value) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  return size >= 0.001 ? Number(value.toPrecision(4)).toString() : value.toExponential(1);
}

function percent(share) {
  return (100 * share).toFixed(share > 0.9995 && share < 1 ? 2 : 1) + " %";
}

function seconds(value) {
  if (value < 120) return digits(value) + " s";
  return value < 7200 ? digits(value / 60) + " min" : digits(value / 3600) + " h";
}

function swatch(fill) {
  return element("span", {class: "swatch", style: "background:" + fill, "aria-hidden": "true"});
}

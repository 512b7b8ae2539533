const PLOT = {width: 560, height: 240, left: 56, right: 12, top: 10, bottom: 34};

/**
 * Draws lines over rounds. Arrow keys and the pointer move a cursor whose values are written below.
 *
 * lines: {name, x, y, low, high, dots, fill}; marks: {x, y, text}
 */
function lineChart(title, lines, {note, logarithmic = false, xName = "round", marks = []} = {}) {
  const drawn = lines.filter(line => line.x.length > 0);
  const figure = element("figure", {}, element("figcaption", {}, title));
  if (drawn.length === 0) {
    figure.append(element("p", {class: "note"}, "Nothing to draw yet."));
    return figure;
  }
  const scale = scales(drawn, logarithmic);
  const plot = shape("svg", {
    class: "plot", viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "img", tabindex: 0,
    "aria-label": title + ". " + drawn.map(line => summary(line)).join(" ") + " Arrow keys move a cursor."});
  plot.append(...axes(scale, xName));
  drawn.forEach((line, i) => plot.append(...lineShapes(line, line.fill ?? color(i), scale)));
  marks.forEach(mark => plot.append(markShape(mark, scale)));
  const readout = element("p", {class: "readout", "aria-live": "polite"});
  figure.append(plot, legend(drawn), readout);
  if (note) figure.append(element("p", {class: "note"}, note));
  addCursor(plot, drawn, scale, readout, xName);
  return figure;
}

function summary(line) {
  const last = line.y.length - 1;
  return `${line.name}: from ${digits(line.y[0])} to ${digits(line.y[last])}.`;
}

function scales(lines, logarithmic) {
  const xs = lines.flatMap(line => [line.x[0], line.x[line.x.length - 1]]);
  let low = Infinity, high = -Infinity;
  for (const line of lines) {
    for (const value of (line.low ?? line.y)) if (!logarithmic || value > 0) low = Math.min(low, value);
    for (const value of (line.high ?? line.y)) if (!logarithmic || value > 0) high = Math.max(high, value);
  }
  const turn = logarithmic ? Math.log10 : value => value;
  let [from, to] = [turn(low), turn(high)];
  if (!(to > from)) [from, to] = [from - (Math.abs(from) || 1) * 0.1, from + (Math.abs(from) || 1) * 0.1];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const width = PLOT.width - PLOT.left - PLOT.right, height = PLOT.height - PLOT.top - PLOT.bottom;
  return {
    left, right, from, to, logarithmic,
    x: value => PLOT.left + (right > left ? (value - left) / (right - left) : 0.5) * width,
    y: value => PLOT.top + height - (turn(Math.max(value, logarithmic ? 1e-300 : -Infinity)) - from) / (to - from) * height,
    round: x => left + (x - PLOT.left) / width * (right - left)};
}

function ticks(from, to, count) {
  const raw = (to - from) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(one => one * power).find(one => one >= raw);
  const all = [];
  for (let at = Math.ceil(from / step) * step; at <= to + step * 1e-9; at += step) all.push(Number(at.toPrecision(12)));
  return all;
}

function axes(scale, xName) {
  const bottom = PLOT.height - PLOT.bottom, shapes = [];
  const values = scale.logarithmic
    ? ticks(scale.from, scale.to, 4).map(power => 10 ** power)
    : ticks(scale.from, scale.to, 5);
  for (const value of values) {
    const y = scale.y(value);
    shapes.push(shape("line", {class: "axis", x1: PLOT.left, x2: PLOT.width - PLOT.right, y1: y, y2: y}),
      shape("text", {x: PLOT.left - 6, y: y + 4, "text-anchor": "end"}, digits(value)));
  }
  if (scale.right > scale.left) {
    for (const value of ticks(scale.left, scale.right, 6)) {
      shapes.push(shape("text", {x: scale.x(value), y: bottom + 15, "text-anchor": "middle"}, digits(value)));
    }
  }
  shapes.push(shape("text", {x: PLOT.width - PLOT.right, y: PLOT.height - 4, "text-anchor": "end"}, xName));
  return shapes;
}

function lineShapes(line, stroke, scale) {
  const shapes = [], at = values => line.x.map((x, i) => `${scale.x(x).toFixed(1)},${scale.y(values[i]).toFixed(1)}`);
  if (line.low) {
    shapes.push(shape("polygon", {points: at(line.high).concat(at(line.low).reverse()).join(" "), style: `fill:${stroke};opacity:.22`}));
  }
  shapes.push(shape("polyline", {
    points: at(line.y).join(" "), style: `fill:none;stroke:${stroke};stroke-width:${line.low ? 1.2 : 2}`,
    "stroke-dasharray": line.dashed ? "5 4" : undefined}));
  if (line.dots || line.x.length === 1) {
    line.x.forEach((x, i) => shapes.push(shape("circle", {cx: scale.x(x), cy: scale.y(line.y[i]), r: 3, style: "fill:" + stroke})));
  }
  return shapes;
}

function markShape(mark, scale) {
  const x = scale.x(mark.x), y = scale.y(mark.y), end = x > PLOT.width / 2;
  return shape("g", {},
    shape("circle", {cx: x, cy: y, r: 6, style: "fill:none;stroke:var(--ink);stroke-width:2"}),
    shape("text", {x: x + (end ? -10 : 10), y: Math.max(y - 9, 12), "text-anchor": end ? "end" : "start", style: "fill:var(--ink)"}, mark.text));
}

function legend(lines) {
  return element("ul", {class: "legend"}, lines.map((line, i) =>
    element("li", {}, swatch(line.fill ?? color(i)), line.name + (line.low ? " (band: least to greatest)" : ""))));
}

function addCursor(plot, lines, scale, readout, xName) {
  const cursor = shape("line", {class: "cursor", y1: PLOT.top, y2: PLOT.height - PLOT.bottom, visibility: "hidden"});
  plot.append(cursor);
  const longest = lines.reduce((one, other) => other.x.length > one.x.length ? other : one);
  let index = -1;
  const show = to => {
    index = Math.max(0, Math.min(longest.x.length - 1, to));
    const round = longest.x[index];
    cursor.setAttribute("x1", scale.x(round));
    cursor.setAttribute("x2", scale.x(round));
    cursor.setAttribute("visibility", "visible");
    readout.textContent = `${xName} ${digits(round)}: ` + lines.map(line => `${line.name} ${digits(line.y[nearest(line.x, round)])}`).join(", ");
  };
  plot.addEventListener("pointermove", event => {
    const box = plot.getBoundingClientRect();
    show(nearest(longest.x, scale.round((event.clientX - box.left) / box.width * PLOT.width)));
  });
  plot.addEventListener("keydown", event => {
    const last = longest.x.length - 1, from = index < 0 ? (event.key === "ArrowLeft" ? last + 1 : -1) : index;
    const to = {ArrowRight: from + 1, ArrowLeft: from - 1, PageDown: from + 20, PageUp: from - 20, Home: 0, End: last}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  });
}

const SHADES = 16;

/**
 * Draws a grid of cells with one path for each shade, since a page with an element for each cell would be slow.
 *
 * rows: lists of shares, 0 to 1, or null for no cell; size: {left, step, height, gap}
 */
function cellShapes(rows, {left, step, height, gap}) {
  const paths = Array.from({length: SHADES}, () => []);
  rows.forEach((row, i) => row.forEach((share, column) => {
    if (share !== null) {
      paths[Math.min(SHADES - 1, Math.floor(share * SHADES))].push(
        `M${(left + column * step).toFixed(1)} ${(i * height).toFixed(1)}h${step.toFixed(2)}v${(height - gap).toFixed(1)}h${(-step).toFixed(2)}z`);
    }
  }));
  return paths.map((path, shade) => path.length === 0 ? null
    : shape("path", {d: path.join(""), style: `fill:var(--c0);opacity:${(0.1 + 0.9 * shade / (SHADES - 1)).toFixed(2)}`})).filter(one => one);
}

/** Writes what a cell under the pointer is. */
function describeCells(plot, width, rows, {left, step, height}, text) {
  const readout = element("p", {class: "readout"});
  plot.addEventListener("pointermove", event => {
    const box = plot.getBoundingClientRect(), scale = width / box.width;
    const column = Math.floor(((event.clientX - box.left) * scale - left) / step), row = Math.floor((event.clientY - box.top) * scale / height);
    readout.textContent = rows[row]?.[column] === undefined ? "" : text(row, column);
  });
  return readout;
}

/** Returns the index of the value that is nearest, in a rising list. */
function nearest(values, wanted) {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1; else high = middle;
  }
  return low > 0 && wanted - values[low - 1] < values[low] - wanted ? low - 1 : low;
}

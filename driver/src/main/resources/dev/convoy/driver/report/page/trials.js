const page = JSON.parse(document.getElementById("data").textContent);
const {rows, keys, metric} = page;
// What a run had before it failed is no result.
const scored = rows.filter(row => Number.isFinite(row.value) && row.status !== "failed");

/** Returns the place of values on an axis, 0 to 1: numbers by their size, or its logarithm, and texts side by side. */
function axisOf(values) {
  const known = values.filter(value => value !== undefined && value !== null);
  const numbers = known.map(Number), isNumeric = known.length > 0 && numbers.every(Number.isFinite);
  if (!isNumeric) {
    const names = [...new Set(known)].sort();
    return {ticks: names.map((name, i) => [name, spread(i, names.length - 1)]), of: value => names.includes(value) ? spread(names.indexOf(value), names.length - 1) : NaN};
  }
  const from = Math.min(...numbers), to = Math.max(...numbers), isLog = from > 0 && to / from > 30;
  const size = value => isLog ? Math.log10(value) : value;
  const share = value => to > from ? (size(value) - size(from)) / (size(to) - size(from)) : 0.5;
  const distinct = [...new Set(numbers)].sort((one, other) => one - other);
  const marked = distinct.length <= 5 ? distinct : isLog ? powers(from, to) : ticks(from, to, 4);
  return {isLog, ticks: marked.map(value => [digits(value), share(value)]), of: value => share(Number(value))};
}

function powers(from, to) {
  const inner = [];
  for (let power = Math.ceil(Math.log10(from)); power <= Math.log10(to); power++) inner.push(10 ** power);
  return inner.length > 1 ? inner : [from, to];
}

function spread(index, last) {
  return last > 0 ? index / last : 0.5;
}

/** Returns 0 for the worst of all results and 1 for the best. */
function quality(row) {
  const values = scored.map(one => one.value), from = Math.min(...values), to = Math.max(...values);
  if (!(to > from)) return 1;
  const share = (row.value - from) / (to - from);
  return page.lessIsBetter ? 1 - share : share;
}

/** Returns the best of the completed runs, or of all if none is completed. */
function bestRun() {
  const completed = scored.filter(row => row.status === "completed");
  return (completed.length > 0 ? completed : scored).reduce((one, other) => one && quality(one) >= quality(other) ? one : other, undefined);
}

function describe(row) {
  return `${row.name}: ${metric} ${digits(row.value)}, ${keys.map(key => key + " " + (row.keys[key] ?? "–")).join(", ")}, ${row.status}`;
}

/** Makes each mark a stop of the Tab key whose row is written below, as under the pointer. */
function readable(mark, row, readout) {
  mark.setAttribute("tabindex", 0);
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", describe(row));
  for (const event of ["pointerenter", "focus"]) {
    mark.addEventListener(event, () => {
      readout.textContent = describe(row);
      mark.parentNode.append(mark);
    });
  }
  return mark;
}

function parallelSection() {
  const names = [...keys, metric], width = Math.max(560, 130 * names.length), height = 300, top = 34, bottom = 20, side = 60;
  const axes = names.map((name, i) => axisOf(rows.map(row => i < keys.length ? row.keys[name] : row.value)));
  const x = i => side + spread(i, names.length - 1) * (width - 2 * side), y = share => height - bottom - share * (height - top - bottom);
  const plot = shape("svg", {class: "plot wide", viewBox: `0 0 ${width} ${height}`, role: "group",
    "aria-label": `Each line is a run: its keys, and its ${metric} on the right.`});
  const labels = shape("g", {"pointer-events": "none"});
  axes.forEach((axis, i) => labels.append(
    shape("line", {class: "axis", x1: x(i), x2: x(i), y1: y(0), y2: y(1)}),
    shape("text", {x: x(i), y: 14, "text-anchor": "middle", style: "fill:var(--ink)"}, names[i] + (axis.isLog ? " (log)" : "")),
    ...axis.ticks.map(([text, share]) => shape("text", {x: x(i) + 5, y: y(share) + 4}, text))));
  const readout = element("p", {class: "readout", "aria-live": "polite"}), lines = shape("g");
  [...scored].sort((one, other) => quality(one) - quality(other)).forEach(row => {
    const points = names.map((name, i) => [x(i), axes[i].of(i < keys.length ? row.keys[name] : row.value)])
      .filter(([, share]) => Number.isFinite(share)).map(([at, share]) => `${at.toFixed(1)},${y(share).toFixed(1)}`);
    lines.append(readable(shape("polyline", {class: "run", points: points.join(" "),
      style: `fill:none;stroke:var(--c0);stroke-width:${(1 + 2 * quality(row)).toFixed(1)};opacity:${(0.25 + 0.75 * quality(row)).toFixed(2)}`}), row, readout));
  });
  plot.append(lines, labels);
  return section("parallel", "All keys at once", element("figure", {},
    element("figcaption", {}, "Each line is a run; the better its result, the stronger the line"), element("div", {class: "scroll"}, plot), readout));
}

function scatter(key) {
  const across = axisOf(scored.map(row => row.keys[key])), up = axisOf(scored.map(row => row.value));
  const width = PLOT.width - PLOT.left - PLOT.right - 40, height = PLOT.height - PLOT.top - PLOT.bottom - 16;
  const x = share => PLOT.left + 20 + share * width, y = share => PLOT.top + 8 + (1 - share) * height;
  const plot = shape("svg", {class: "plot", viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "group", "aria-label": `${metric} against ${key}`});
  up.ticks.forEach(([text, share]) => plot.append(
    shape("line", {class: "axis", x1: PLOT.left, x2: PLOT.width - PLOT.right, y1: y(share), y2: y(share)}),
    shape("text", {x: PLOT.left - 6, y: y(share) + 4, "text-anchor": "end"}, text)));
  across.ticks.forEach(([text, share]) => plot.append(
    shape("text", {x: x(share), y: PLOT.height - PLOT.bottom + 12, "text-anchor": "middle"}, text)));
  plot.append(shape("text", {x: PLOT.width - PLOT.right, y: PLOT.height - 4, "text-anchor": "end"}, key + (across.isLog ? " (log)" : "")));
  const readout = element("p", {class: "readout", "aria-live": "polite"}), marks = shape("g");
  scored.filter(row => row.keys[key] !== undefined).forEach(row => marks.append(readable(shape("circle", {class: "run",
    cx: x(across.of(row.keys[key])).toFixed(1), cy: y(up.of(row.value)).toFixed(1), r: 5,
    style: `fill:${row.status === "completed" ? "var(--c0)" : "var(--ground)"};stroke:var(--c0);stroke-width:2`}), row, readout)));
  plot.append(marks);
  return element("figure", {}, element("figcaption", {}, `${metric} and ${key}`), plot, readout,
    element("p", {class: "note"}, "Filled: completed. Empty: any other status, after fewer epochs."));
}

function tableSection() {
  const columns = [["status", row => row.status], [metric, row => digits(row.value)],
    ["mean of seeds", row => row.mean == null ? null : `${digits(row.mean)} ± ${digits(row.interval95)} (${row.seeds})`],
    ["test accuracy", row => metric === "test accuracy" || row.testAccuracy == null ? null : percent(row.testAccuracy)],
    ["epochs", row => row.epochs], ["images/s", row => row.imagesPerSecond == null ? null : digits(row.imagesPerSecond)],
    ["core-hours", row => row.coreHours == null ? null : digits(row.coreHours)],
    ["GPU-hours", row => row.gpuHours == null ? null : digits(row.gpuHours)],
    ["weights", row => row.paramsSha256 ? row.paramsSha256.slice(0, 12) : null], ["error", row => row.error]]
    .filter(([, of]) => rows.some(row => of(row) != null));
  return section("runs", "The runs", element("figure", {}, table("What differs, and what came of it",
    ["run", ...keys, ...columns.map(([name]) => name)],
    rows.map(row => [row.link ? element("a", {href: row.link}, row.name) : row.name, ...keys.map(key => row.keys[key] ?? "–"),
      ...columns.map(([, of]) => String(of(row) ?? "–"))]))));
}

const main = document.querySelector("main");
document.title = page.title;
document.querySelector("h1").textContent = page.title;
const best = bestRun();
main.append(element("p", {class: "verdict"}, best ? `Best ${metric}: ${describe(best)}.` : "No run has a result yet."));
main.append(tableSection());
if (scored.length > 0 && keys.length > 0) {
  main.append(parallelSection(), section("keys", "Each key", element("div", {class: "grid"}, keys.map(scatter))));
}
document.querySelector("nav").append(element("ul", {}, [...main.querySelectorAll("section")].map(part =>
  element("li", {}, element("a", {href: "#" + part.id}, part.querySelector("h2").textContent)))));

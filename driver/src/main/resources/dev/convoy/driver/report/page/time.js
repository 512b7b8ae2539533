const PART_ORDER = ["start", "compute", "decode", "read", "state", "average", "wait", "evaluate", "checkpoint", "report", "other", "hold", "statistics"];

function timeSection(run) {
  const names = Object.keys(run.time.seconds).sort((one, other) => PART_ORDER.indexOf(one) - PART_ORDER.indexOf(other));
  const wall = run.time.wallSeconds, fill = name => color(Math.max(0, PART_ORDER.indexOf(name)));
  const bar = element("div", {class: "bar", role: "img", "aria-label": "Wall time: " + names.map(name => `${name} ${percent(run.time.seconds[name] / wall)}`).join(", ")},
    names.map(name => element("span", {style: `flex:${run.time.seconds[name]} 0 0;background:${fill(name)}`, title: name})));
  const rows = names.map(name => [element("span", {}, swatch(fill(name)), name), seconds(run.time.seconds[name]),
    percent(run.time.seconds[name] / wall), run.timeNames[name] ?? ""]);
  const time = table(`Wall time ${seconds(wall)}, of which ${percent(run.time.attributed)} has a name`, ["part", "time", "share", "what it is"], rows);
  time.querySelectorAll("td:last-child").forEach(cell => cell.classList.add("text"));
  return section("time", "Where the time went",
    element("figure", {}, bar, time),
    partsChart(run, fill), executorLanes(run));
}

function partsChart(run, fill) {
  const lines = PART_ORDER.filter(name => run.parts[name]).map(name => line(name, run.parts[name], {fill: fill(name)}));
  return lines.length === 0 ? null : lineChart("Seconds of each round, by part", lines, {
    note: "Seconds of tasks count by the share of the cluster's slots that they take, so that the parts add up to the round."});
}

function executorLanes(run) {
  const {rounds, count, lanes} = run.executors;
  if (lanes.length === 0 || rounds.length === 0) return null;
  const most = Math.max(...lanes.flatMap(lane => lane.compute).filter(value => value !== null), 1e-9);
  const left = 110, width = 560, height = 18, step = (width - left) / rounds.length;
  const plot = shape("svg", {viewBox: `0 0 ${width} ${lanes.length * height + 20}`, role: "img",
    "aria-label": `Work of ${lanes.length} executors over rounds ${rounds[0]} to ${rounds[rounds.length - 1]}`});
  const size = {left, step, height, gap: 4}, computing = lanes.map(lane => lane.compute);
  plot.append(...cellShapes(computing.map(row => row.map(value => value === null ? null : value / most)), size));
  lanes.forEach((lane, row) => {
    plot.append(shape("text", {x: left - 6, y: row * height + 13, "text-anchor": "end"}, `${lane.executor} ${lane.host}`.slice(0, 18)));
    for (const [round, sign] of [[lane.joined, "▶"], [lane.lost, "✕"]]) {
      if (round > 0) plot.append(shape("text", {x: left + nearest(rounds, round) * step, y: row * height + 13, style: "fill:var(--ink);font-weight:700"}, sign));
    }
  });
  plot.append(shape("text", {x: left, y: lanes.length * height + 14}, "round " + rounds[0]),
    shape("text", {x: width, y: lanes.length * height + 14, "text-anchor": "end"}, "round " + rounds[rounds.length - 1]));
  return element("figure", {}, element("figcaption", {}, "Executors"), plot,
    describeCells(plot, width, computing, size, (row, column) =>
      `executor ${lanes[row].executor}, up to round ${rounds[column]}: ${lanes[row].compute[column] === null ? "no task" : digits(lanes[row].compute[column]) + " s of computing"}`),
    element("p", {class: "note"}, "Darker: more seconds of computing. Recorded with rounds that are saved. ▶ joined, ✕ lost."
      + (count > lanes.length ? ` ${lanes.length} of ${count} executors.` : "")),
    table("Executors", ["executor", "host", "tasks", "computing", "joined in round", "lost in round"], lanes.map(lane =>
      [lane.executor, lane.host || "–", digits(lane.tasks), seconds(lane.seconds), lane.joined || "–", lane.lost || "–"])));
}

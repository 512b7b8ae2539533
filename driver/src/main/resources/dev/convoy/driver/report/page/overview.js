function line(name, series, more = {}) {
  return {name, x: series.rounds, y: series.mean, low: series.low, high: series.high, ...more};
}

function curvesSection(run) {
  const ends = run.epochEnds, by = run.summary.best?.by ?? "test";
  const best = run.summary.best && ends.find(end => end.round === run.summary.best.round);
  const ending = value => ({x: ends.map(end => end.round), y: ends.map(value), dots: ends.length <= 60});
  return section("curves", "Curves",
    element("div", {class: "grid"},
      lineChart("Loss", [line("training", run.curves.loss), {name: by, ...ending(end => end.loss)}], {
        note: "Training: mean of a round's examples, each before its update. Lower is better."}),
      lineChart("Accuracy on " + by + " images", [{name: by, ...ending(end => end.accuracy)}], {
        marks: best ? [{x: best.round, y: best.accuracy, text: `best: ${percent(best.accuracy)}, epoch ${best.epoch}`}] : []}),
      lineChart("Learning rate", [line("learning rate", run.curves.learningRate)]),
      lineChart("Images per second", [line("images/s", run.curves.imagesPerSecond)])));
}

function factsSection(run) {
  const all = run.summary, image = all.image ?? {};
  const rows = [
    ["status", all.status], ["test accuracy", all.testAccuracy == null ? "–" : percent(all.testAccuracy)],
    ["test loss", digits(all.testLoss)], ["validation accuracy", all.validationAccuracy == null ? "–" : percent(all.validationAccuracy)],
    ["epochs, rounds", `${digits(all.epochs)}, ${digits(all.rounds)}`], ["examples used", digits(all.examples)],
    ["images per second, in rounds", digits(all.imagesPerSecond)], ["wall time", seconds(all.wallSeconds ?? 0)],
    ["engine", `${all.engine}, ${all.precision} (${all.arithmetic})`],
    ["workers, averaging frequency", `${all.workers}, ${all.averagingFrequency}`],
    ["retried tasks, lost executors", `${all.tasksRetried}, ${all.executorsLost}`],
    ["SHA-256 of the parameters", all.paramsSha256 ?? "–"]];
  const data = [
    ["training images", run.repeat.data || "–"], ["training data (examples × channels × height × width: checksum)", all.identity?.["data.train"] ?? "–"],
    ["test data", all.identity?.["data.test"] ?? "–"], ["the network sees", `${image.channels} × ${image.height} × ${image.width}`],
    ["classes", `${(all.classes ?? []).length}: ${(all.classes ?? []).slice(0, 20).join(", ")}${(all.classes ?? []).length > 20 ? ", …" : ""}`],
    ["normalization", `(pixel − ${list(all.normalization?.mean)}) / ${list(all.normalization?.deviation)}`], ["model", run.repeat.model || all.identity?.model || "–"]];
  return section("facts", "Facts and data", element("div", {class: "grid"}, facts("The run", rows), facts("The data", data)));
}

function list(values) {
  return (values ?? []).map(digits).join(", ");
}

function facts(caption, rows) {
  return element("figure", {}, element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": caption}, element("table", {}, element("caption", {}, caption),
    element("tbody", {}, rows.map(([name, value]) => element("tr", {}, element("th", {scope: "row"}, name), element("td", {class: "text"}, String(value))))))));
}

function repeatSection(run) {
  return section("repeat", "Repeat this run",
    element("p", {}, "The same configuration and seed give the same bits on any number of executors:"),
    element("pre", {tabindex: 0}, run.repeat.command),
    element("details", {}, element("summary", {}, "The whole configuration"), element("pre", {tabindex: 0}, run.repeat.settings || "resolved.conf is missing.")));
}

/** Returns the sections of a page that compares runs. */
function runsSections(runs) {
  return [tableOfRuns(runs), section("curves", "Curves", element("div", {class: "grid"},
    lineChart("Training loss", runs.map((run, i) => line(run.name, run.curves.loss, {low: undefined, high: undefined, dashed: i >= 11}))),
    lineChart("Held-out accuracy", runs.map(run => ends(run, end => end.accuracy))),
    lineChart("Held-out loss", runs.map(run => ends(run, end => end.loss))),
    lineChart("Images per second", runs.map(run => line(run.name, run.curves.imagesPerSecond, {low: undefined, high: undefined}))),
    ...bands(runs))), section("verdicts", "Runs", runs.map(run => element("div", {}, element("h3", {}, run.name), element("p", {}, run.verdict))))];
}

function ends(run, value) {
  return {name: run.name, x: run.epochEnds.map(end => end.round), y: run.epochEnds.map(value), dots: run.epochEnds.length <= 60};
}

function tableOfRuns(runs) {
  const given = runs.map(identity);
  const keys = [...new Set(given.flatMap(Object.keys))];
  const differing = keys.filter(key => new Set(given.map(one => one[key])).size > 1);
  return section("runs", "The runs", element("figure", {}, table("What differs, and what came of it",
    ["run", ...differing, "status", "test accuracy", "best", "rounds", "images/s", "wall time"],
    runs.map((run, i) => [run.name, ...differing.map(key => given[i][key] ?? "–"), run.summary.status,
      run.summary.testAccuracy == null ? "–" : percent(run.summary.testAccuracy), best(run.summary.best),
      digits(run.summary.rounds), digits(run.summary.imagesPerSecond), seconds(run.summary.wallSeconds ?? 0)]))));
}

function best(checkpoint) {
  if (!checkpoint) return "–";
  return checkpoint.accuracy == null ? `${checkpoint.metric} ${checkpoint.value.toPrecision(4)}` : percent(checkpoint.accuracy);
}

/** The settings of a run, and what its bits depend on, such as checksums of images; that of the model has the seed, too. */
function identity(run) {
  const all = {...run.summary.identity};
  return {...run.settings, ...all, model: all.model?.replace(/:[0-9a-f]{64}$/, "")};
}

/** Runs that differ in their seed only are one curve with a band. */
function bands(runs) {
  const groups = new Map();
  // Of a file, the name does not tell which model it holds.
  for (const run of runs.filter(one => /^[a-z0-9-]+$/.test(identity(one).model ?? ""))) {
    const key = JSON.stringify({...identity(run), "train.seed": ""});
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].filter(group => new Set(group.map(run => run.summary.identity["train.seed"])).size === group.length && group.length > 1).map(group => {
    const ends = group[0].epochEnds.filter(end => group.every(run => run.epochEnds.some(one => one.epoch === end.epoch)));
    const at = ends.map(end => group.map(run => run.epochEnds.find(one => one.epoch === end.epoch).accuracy));
    return lineChart(`Held-out accuracy of ${group.length} seeds`, [{
      name: "mean", x: ends.map(end => end.round), y: at.map(all => all.reduce((sum, one) => sum + one, 0) / all.length),
      low: at.map(all => Math.min(...all)), high: at.map(all => Math.max(...all)), dots: ends.length <= 60}], {note: group.map(run => run.name).join(", ")});
  });
}

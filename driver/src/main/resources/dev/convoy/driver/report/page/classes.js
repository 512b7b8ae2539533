const FULL_MATRIX = 30;

function classesSection(run, gallery) {
  const end = run.conclusion;
  if (!end) return section("classes", "Classes", element("p", {}, "There is no evaluation yet."));
  const names = end.scores.perClass.map(row => row.name);
  return section("classes", `Classes, by the ${end.split} images`,
    element("div", {class: "grid"}, perClass(end), calibration(end)),
    names.length <= FULL_MATRIX ? matrix(end, names, gallery) : confusedPairs(end, names, gallery));
}

function perClass(end) {
  const rows = [...end.scores.perClass].sort((one, other) => one.f1 - other.f1);
  return element("figure", {}, table(`Per class, lowest F1 first${rows.length > 100 ? " (100 of " + rows.length + ")" : ""}`,
    ["class", "images", "precision", "recall", "F1"],
    rows.slice(0, 100).map(row => [row.name, digits(row.images), percent(row.precision), percent(row.recall), percent(row.f1)])));
}

function calibration(end) {
  const bins = end.scores.calibration.filter(bin => bin.images > 0);
  return lineChart("Calibration", [
    {name: "accuracy", x: bins.map(bin => bin.confidence), y: bins.map(bin => bin.accuracy), dots: true},
    {name: "perfectly calibrated", x: [0, 1], y: [0, 1], dashed: true, fill: "var(--quiet)"}], {
    xName: "confidence",
    note: `Expected calibration error: ${percent(end.scores.calibrationError)} (15 bins of equal width). Points below the`
      + " dashed line: the network is more confident than it is right."});
}

function matrix(end, names, gallery) {
  const count = new Map(end.scores.confusion.map(([label, predicted, images]) => [label + ":" + predicted, images]));
  const row = label => names.map((_, predicted) => {
    const images = count.get(label + ":" + predicted) ?? 0, total = end.scores.perClass[label].images;
    const share = total > 0 ? images / total : 0;
    const style = images > 0 ? `background:rgba(var(--cold), ${(0.06 + 0.3 * share).toFixed(3)})` : "";
    return element("td", {style}, label === predicted || images === 0
      ? element("span", {}, images === 0 ? "·" : digits(images))
      : cellButton(digits(images), label, predicted, images, names, gallery));
  });
  return element("figure", {}, element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Confusion matrix"},
    element("table", {class: "matrix"},
      element("caption", {}, "Confusion matrix: a row for each true class, a column for each predicted class. A number opens its images."),
      element("thead", {}, element("tr", {}, element("th", {scope: "col"}, "true ↓ predicted →"), names.map(name => element("th", {scope: "col"}, name)))),
      element("tbody", {}, names.map((name, label) => element("tr", {}, element("th", {scope: "row"}, name), row(label)))))));
}

function confusedPairs(end, names, gallery) {
  const pairs = end.scores.confusion.filter(([label, predicted]) => label !== predicted).slice(0, 50);
  return element("figure", {}, table("The classes that are confused most", ["true class", "predicted", "images"],
    pairs.map(([label, predicted, images]) => [names[label], names[predicted],
      cellButton(digits(images), label, predicted, images, names, gallery)])));
}

function cellButton(text, label, predicted, images, names, gallery) {
  const button = element("button", {type: "button", class: "cell", "data-cell": label + ":" + predicted,
    "aria-label": `${images} images of ${names[label]} predicted as ${names[predicted]}: show`}, text);
  button.addEventListener("click", () => gallery.show(label, predicted));
  return button;
}

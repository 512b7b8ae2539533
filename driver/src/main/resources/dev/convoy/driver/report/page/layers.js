function layersSection(run) {
  const layers = run.layers;
  if (layers.names.length === 0) return section("layers", "Layers", element("p", {}, "No round was compared."));
  const last = row => row[row.length - 1];
  const rows = layers.names.map((name, i) => [name, digits(last(layers.ratios[i])), last(layers.ratios[i]) ? Math.log10(last(layers.ratios[i])).toFixed(1) : "–", digits(last(layers.gradients[i]))]);
  return section("layers", "Layers",
    element("p", {}, "Update-to-parameter ratio: the norm of a round's change by that of the parameters. For a single step, about"
      + " 10⁻³ is usual; a round makes several. Much less: the layer hardly learns. Much more: the learning rate may be too high."),
    element("div", {class: "grid"}, heatMap("Update-to-parameter ratio", layers, layers.ratios), heatMap("Norm of the gradient", layers, layers.gradients)),
    element("figure", {}, table("After the last round that was compared", ["layer", "ratio", "log10", "gradient norm"], rows)));
}

function heatMap(title, layers, values) {
  const known = values.flat().filter(value => value > 0).map(Math.log10);
  const figure = element("figure", {}, element("figcaption", {}, title + ", by layer and round"));
  if (known.length === 0) {
    figure.append(element("p", {class: "note"}, "Not known: on a GPU, gradients stay on the device."));
    return figure;
  }
  const low = Math.min(...known), high = Math.max(...known, low + 1e-9);
  const height = Math.max(6, Math.min(16, 400 / values.length)), left = 110, width = 560, step = (width - left) / layers.rounds.length;
  const plot = shape("svg", {viewBox: `0 0 ${width} ${values.length * height + 20}`, role: "img",
    "aria-label": `${title}: from ${digits(10 ** low)} to ${digits(10 ** high)}`});
  const size = {left, step, height, gap: 0.5};
  plot.append(...cellShapes(values.map(row => row.map(value => value > 0 ? (Math.log10(value) - low) / (high - low) : null)), size));
  values.forEach((_, i) => {
    if (height >= 10 || i % 3 === 0) plot.append(shape("text", {x: left - 6, y: i * height + height / 2 + 4, "text-anchor": "end"}, layers.names[i].slice(0, 17)));
  });
  plot.append(shape("text", {x: left, y: values.length * height + 14}, "round " + layers.rounds[0]),
    shape("text", {x: width, y: values.length * height + 14, "text-anchor": "end"}, "round " + layers.rounds[layers.rounds.length - 1]));
  figure.append(plot, describeCells(plot, width, values, size, (row, column) =>
    `${layers.names[row]}, round ${layers.rounds[column]}: ${digits(values[row][column])}`), element("p", {class: "note"}, `Faint ${digits(10 ** low)}, full ${digits(10 ** high)}, logarithmic.`));
  return figure;
}

const {epochs, augment, sizes, rows} = JSON.parse(document.getElementById("data").textContent);

function label([name, share]) {
  return element("div", {class: "note"}, share > 0.9995 ? name : `${name}: ${percent(share)}`);
}

function picture(seen, title) {
  return element("td", {class: "seen"},
    element("img", {src: seen.source, alt: title, width: 96, height: 96}),
    seen.shares.map(label));
}

document.title = "Training images as the network sees them";
document.querySelector("h1").textContent = document.title;
document.querySelector("main").append(
  element("p", {class: "verdict"}, `train.augment = [${augment}]`),
  element("p", {}, `The first ${rows.length} training images, in epochs 1 to ${epochs}: the very pixels of a training with ${sizes}.`
    + " Below each image are its labels, mixed ones and smoothed ones with their shares."),
  element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "images"},
    element("table", {class: "images"},
      element("thead", {}, element("tr", {}, ["image", ...Array.from({length: epochs}, (_, i) => "epoch " + (i + 1))]
        .map(text => element("th", {scope: "col"}, text)))),
      element("tbody", {}, rows.map((row, i) => element("tr", {},
        picture(row.plain, `image ${i + 1}, unchanged`),
        row.epochs.map((seen, epoch) => picture(seen, `image ${i + 1} in epoch ${epoch + 1}`))))))));

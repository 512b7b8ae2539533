const {runs} = JSON.parse(document.getElementById("data").textContent);

function sectionsOf(run) {
  const gallery = imageGallery(run);
  return [curvesSection(run), classesSection(run, gallery), gallery.section, timeSection(run), layersSection(run), factsSection(run), repeatSection(run)];
}

const main = document.querySelector("main");
const isAlone = runs.length === 1;
document.title = isAlone ? "Training report: " + runs[0].name : `Training report: ${runs.length} runs`;
document.querySelector("h1").textContent = document.title;
main.append(element("p", {class: "verdict"}, isAlone ? runs[0].verdict : `${runs.length} runs, side by side.`),
  ...(isAlone ? sectionsOf(runs[0]) : runsSections(runs)));
document.querySelector("nav").append(element("ul", {}, [...main.querySelectorAll("section")].map(part =>
  element("li", {}, element("a", {href: "#" + part.id}, part.querySelector("h2").textContent)))));

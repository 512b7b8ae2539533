/** The wrong predictions; show(label, predicted) leaves those of one cell of the confusion matrix. */
function imageGallery(run) {
  const end = run.conclusion;
  if (!end || end.images.length === 0) {
    return {section: section("images", "Wrong predictions", element("p", {}, end ? "No image was found that is predicted wrongly." : "There is no evaluation yet.")), show() {}};
  }
  const names = end.scores.perClass.map(row => row.name);
  const title = element("p", {"aria-live": "polite"});
  const list = element("ul", {class: "gallery"});
  const all = element("button", {type: "button", class: "plain", hidden: ""}, "Show all again");
  const fill = (images, text) => {
    title.textContent = text;
    list.replaceChildren(...images.map(image => card(image, names)));
  };
  const everything = () => {
    all.hidden = true;
    fill(end.images.slice(0, 60), "Greatest loss first. An image at the top is either hard, or its label is wrong."
      + (end.searched < end.scores.images ? ` Looked for among the first ${digits(end.searched)} of ${digits(end.scores.images)} images.` : ""));
  };
  all.addEventListener("click", everything);
  const made = section("images", "Wrong predictions", title, all, list);
  everything();
  return {
    section: made,
    show(label, predicted) {
      const some = end.images.filter(image => image.label === label && image.predicted === predicted);
      all.hidden = false;
      fill(some, some.length > 0
        ? `${names[label]} predicted as ${names[predicted]}: ${some.length} shown`
        : `${names[label]} predicted as ${names[predicted]}: no image of this pair is kept in the report.`);
      made.scrollIntoView();
      all.focus({preventScroll: true});
    }};
}

function card(image, names) {
  return element("li", {},
    element("img", {src: image.source, alt: `${names[image.label]} predicted as ${names[image.predicted]}`, loading: "lazy"}),
    element("div", {}, "label ", element("strong", {}, names[image.label]), ` ${percent(image.labelOutput)}`),
    element("div", {}, "predicted ", element("strong", {}, names[image.predicted]), ` ${percent(image.confidence)}`),
    element("div", {class: "note"}, image.id.split("/").pop()));
}

// What the network says, which pixels mattered, right and wrong answers, and a second network.
import {canvas, drawHeat, drawImage, drawMap, element} from './drawing.js';
import {best, floats, percent, format} from './numbers.js';
import {windowOf} from './sliding.js';

const MOST_CLASSES = 5;
const MOST_FILTERS = 12;

function isProbability(network) {
  return network.data.loss !== 'mean squared error';
}

function shown(network, value) {
  return isProbability(network) ? percent(value) : format(value);
}

export function photo(network, image, label, className = 'big') {
  const [channels, height, width] = network.data.input;
  return drawImage(canvas(height, width, label, className), network.pixels(image), height, width, channels);
}

function heat(network, image, grid, label) {
  const [channels, height, width] = network.data.input;
  return drawHeat(canvas(height, width, label, 'big'), network.pixels(image), height, width, channels, grid);
}

export function answer(network, image, which = 0) {
  const {predicted, outputs} = network.data.images[image].evidence[which];
  return `${network.data.classes[predicted]} (${shown(network, outputs[predicted])})`;
}

function outputsTable(network, evidence, caption) {
  return element('table', {}, element('caption', {}, caption), element('tbody', {},
    ...best(evidence.outputs, MOST_CLASSES).map(k => element('tr', {'data-value': evidence.outputs[k]},
      element('th', {scope: 'row'}, network.data.classes[k]), element('td', {}, shown(network, evidence.outputs[k]))))));
}

function names(network) {
  return [network.data.network, ...(network.data.compared ? [network.data.compared.name] : [])];
}

function pictures(network, image, which) {
  const evidence = network.data.images[image].evidence[which];
  const name = network.data.classes[evidence.predicted];
  return [
    evidence.gradCam ? element('figure', {}, heat(network, image, evidence.gradCam, `Grad-CAM for ${name}`),
      element('figcaption', {}, `Grad-CAM: orange where the last convolution found something that speaks for ${name}`)) : '',
    element('figure', {}, heat(network, image, evidence.occlusion, `Occlusion for ${name}`),
      element('figcaption', {}, `Occlusion: orange where the output for ${name} falls if that part of the image is covered,`
        + ' blue where it rises'))];
}

export function showEvidence(section, network, image) {
  const {name} = network.data.images[image];
  section.replaceChildren(
    element('h2', {id: 'evidence-title'}, '5. Which pixels mattered'),
    element('p', {}, `Two views of ${name}, made independently. Where they agree, believe them more.`),
    ...names(network).map((title, which) => element('div', {},
      names(network).length > 1 ? element('h3', {}, title) : '',
      element('div', {class: 'row'},
        which === 0 ? element('figure', {}, photo(network, image, `The image ${name}`), element('figcaption', {}, name)) : '',
        ...pictures(network, image, which),
        outputsTable(network, network.data.images[image].evidence[which], isProbability(network) ? 'Probabilities' : 'Outputs')))));
}

function judged(network, image) {
  const {label, name, evidence} = network.data.images[image];
  const right = label === evidence[0].predicted;
  return element('figure', {},
    photo(network, image, `The image ${name}`),
    evidence[0].gradCam ? heat(network, image, evidence[0].gradCam, `Grad-CAM of ${name}`) : '',
    element('figcaption', {}, element('b', {}, right ? 'right: ' : 'wrong: '),
      `it is ${network.data.classes[label]}; the network says ${answer(network, image)}`));
}

/** Shows wrong answers on the left, and right answers about the same class next to them. */
export function showPairs(section, network) {
  const images = network.data.images;
  const known = Array.from(images.keys()).filter(i => images[i].label >= 0);
  const isRight = i => images[i].label === images[i].evidence[0].predicted;
  const wrong = known.filter(i => !isRight(i));
  const right = known.filter(isRight);
  if (known.length === 0) {
    return;
  }
  section.hidden = false;
  const pairs = wrong.map(i => [i, right.find(j => images[j].label === images[i].label)]);
  const rest = right.filter(j => !pairs.some(pair => pair[1] === j));
  section.append(
    element('h2', {id: 'pairs-title'}, '6. Right and wrong'),
    element('p', {}, wrong.length === 0 ? 'The network is right about all images of this page.'
      : 'A mistake, and an image of the same class that the network got right. Look at where it looked.'),
    ...pairs.map(pair => element('div', {class: 'row'}, ...pair.filter(i => i !== undefined).map(i => judged(network, i)))),
    element('div', {class: 'row'}, ...rest.map(i => judged(network, i))));
}

/** Shows what two networks say, and the filters of their first convolutions. */
export function showCompared(section, network) {
  const {compared, images} = network.data;
  if (!compared) {
    return;
  }
  section.hidden = false;
  section.append(
    element('h2', {id: 'compared-title'}, '7. Two networks compared'),
    element('table', {}, element('caption', {}, 'The most probable class of each image'),
      element('thead', {}, element('tr', {}, ...['image', ...names(network)].map(name => element('th', {scope: 'col'}, name)))),
      element('tbody', {}, ...images.map((image, i) => element('tr', {}, element('th', {scope: 'row'}, image.name),
        element('td', {}, answer(network, i, 0)), element('td', {}, answer(network, i, 1)))))));
  const first = network.nodes.find(node => node.kind === 'Convolution' && node.inputs.includes(0));
  if (!compared.filters || !first) {
    return;
  }
  const window = windowOf(first.details.window);
  const taps = window.height * window.width;
  const row = weights => element('div', {class: 'maps'}, ...first.kept.slice(0, MOST_FILTERS).map((channel, o) => {
    const per = first.details.groups > 1 ? 1 : network.data.input[0];
    const filter = weights.subarray(o * per * taps, (o * per + 1) * taps);
    return element('figure', {}, drawMap(canvas(1, 1, `filter of map ${channel}`), filter, window.height, window.width),
      element('figcaption', {}, `map ${channel}`));
  }));
  section.append(element('h3', {}, `Filters of ${first.name} (first channel of the image): ${network.data.network}`),
    row(floats(first.details.weights)), element('h3', {}, compared.name), row(floats(compared.filters)));
}

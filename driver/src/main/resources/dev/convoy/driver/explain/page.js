// Puts the page together.
import {element} from './drawing.js';
import {Basics} from './basics.js';
import {Graph} from './graph.js';
import {Network} from './layers.js';
import {Unit} from './unit.js';
import {answer, photo, showCompared, showEvidence, showPairs} from './evidence.js';

const find = id => document.getElementById(id);

/** The choices that all chapters share. */
class State {
  constructor(network) {
    this.network = network;
    this.image = 0;
    this.node = 0;
    this.channel = undefined;
  }

  start() {
    this.node = (this.network.nodes.find(node => node.kind === 'Convolution') || this.network.nodes[1]).id;
    this.graph = new Graph(find('graph'), this.network, this);
    this.unit = new Unit(find('unit'), this.network, this);
    this.graph.show(this.node);
    this.showImage();
  }

  choose(id) {
    this.node = id;
    this.graph.show(id);
    this.graph.mark();
    this.unit.show();
  }

  look(image) {
    this.image = image;
    this.graph.draw();
    this.showImage();
  }

  showImage() {
    find('images').querySelectorAll('button').forEach((button, i) =>
      button.setAttribute('aria-pressed', String(i === this.image)));
    this.unit.show();
    showEvidence(find('evidence'), this.network, this.image);
  }
}

function showImages(network, state) {
  find('images').append(
    element('h2', {id: 'images-title'}, '2. Your images'),
    ...network.data.notes.map(note => element('p', {class: 'soft'}, note)),
    element('p', {}, 'Choose the image that the next chapters are about.'),
    element('div', {class: 'images'}, ...network.data.images.map((image, i) =>
      element('button', {type: 'button', 'aria-pressed': 'false', onclick: () => state.look(i)},
        photo(network, i, '', ''), element('span', {}, image.name), element('br'), answer(network, i)))));
}

/** The first image in grey, from 0 to 10, which is computed only if somebody chooses it. */
function ownImage(network) {
  const [channels, height, width] = network.data.input;
  let values = null;
  const grey = (pixels, i) => (channels === 3 ? 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2] : pixels[i]);
  return {name: network.data.images[0].name, height, width, get values() {
    const pixels = network.pixels(0);
    values = values || Float32Array.from({length: height * width}, (_, i) => Math.round(grey(pixels, i * channels) / 2.55) / 10);
    return values;
  }};
}

function start() {
  const data = JSON.parse(find('data').textContent);
  const network = data ? new Network(data) : null;
  new Basics(find('basics'), network ? ownImage(network) : null);
  if (!data) {
    find('subject').textContent = 'A first chapter, without a network.';
    return;
  }
  const state = new State(network);
  find('subject').textContent = data.compared ? `${data.network}, compared with ${data.compared.name}` : data.network;
  ['images', 'graph', 'unit', 'evidence'].forEach(id => {
    find(id).hidden = false;
  });
  showImages(network, state);
  state.start();
  showPairs(find('pairs'), network);
  showCompared(find('compared'), network);
  document.querySelectorAll('main section:not([hidden]) h2').forEach(title =>
    find('chapters').append(element('a', {href: `#${title.parentElement.id}`}, title.textContent)));
}

start();

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

function ownImage(data) {
  const [channels, height, width] = data.input;
  const pixels = new Network(data).pixels(0);
  const values = Array.from({length: height * width}, (_, i) => {
    const [red, green, blue] = [0, 1, 2].map(c => pixels[i * channels + (channels === 3 ? c : 0)]);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
  return {name: data.images[0].name, height, width, values};
}

function start() {
  const data = JSON.parse(find('data').textContent);
  new Basics(find('basics'), data ? ownImage(data) : null);
  if (!data) {
    find('subject').textContent = 'A first chapter, without a network.';
    return;
  }
  const network = new Network(data);
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

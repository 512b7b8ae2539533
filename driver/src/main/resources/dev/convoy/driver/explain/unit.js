// A layer's maps, and how one number of one map comes about.
import {canvas, drawCells, drawMap, element} from './drawing.js';
import {best, bytes, format} from './numbers.js';
import {formula, mapName} from './formulas.js';
import {kind, shapeText} from './graph.js';
import {Network} from './layers.js';
import {Position, taps, windowOf} from './sliding.js';

const MOST_UNITS = 10;

export class Unit {
  constructor(section, network, state) {
    this.section = section;
    this.network = network;
    this.state = state;
  }

  /** Shows a layer, its strongest map first. */
  show() {
    const node = this.network.nodes[this.state.node];
    const channels = this.channels(node);
    if (!channels.includes(this.state.channel)) {
      this.state.channel = channels[0];
    }
    this.maps = element('div', {class: 'maps'}, ...channels.map(channel => this.button(node, channel)), this.rest(node));
    this.detail = element('div', {});
    this.section.replaceChildren(
      element('h2', {id: 'unit-title'}, `4. ${node.name}: ${kind(node)}`),
      element('p', {}, `${shapeText(node)}. ${this.sizeText(node)}`),
      this.maps,
      this.detail);
    this.showMap();
  }

  /** Returns the channels that can be chosen. */
  channels(node) {
    const image = this.state.image;
    if (!Network.isVector(node) || node.id === 0) {
      return node.kept;
    }
    if (node.kind === 'Dense') {
      return (this.network.data.images[image].dense[node.id] || []).map(unit => unit.unit);
    }
    const values = this.network.vector(image, node.id);
    if (values === null) {
      return [];
    }
    return node.kind === 'Softmax' || node.kind === 'Sigmoid' ? best(values, MOST_UNITS) : node.kept.slice(0, MOST_UNITS);
  }

  sizeText(node) {
    if (!node.details.window || node.details.window.length < 10) {
      return '';
    }
    const window = windowOf(node.details.window);
    const [, n] = this.network.nodes[node.inputs[0]].shape;
    const reach = window.dilationY * (window.height - 1) + 1;
    const padding = window.top + window.bottom;
    const height = `floor((${n} + ${padding} − ${reach}) / ${window.strideY}) + 1 = ${node.shape[1]}`;
    return `Window ${window.height}×${window.width}, stride ${window.strideY}, dilation ${window.dilationY},`
      + ` padding ${window.top} above and ${window.bottom} below. Height: ${height}.`;
  }

  name(node, channel) {
    const last = this.network.nodes[this.network.data.nodes.length];
    const isClass = node.id >= last.id && Network.isVector(node);
    return isClass ? this.network.data.classes[channel] : Network.isVector(node) ? `number ${channel}` : mapName(this.network, node.id, channel);
  }

  button(node, channel) {
    const [, height, width] = node.shape;
    const values = this.network.map(this.state.image, node.id, channel);
    const vector = Network.isVector(node) && node.id > 0;
    return element('button', {type: 'button', 'data-channel': channel, 'aria-pressed': 'false',
      onclick: () => {
        this.state.channel = channel;
        this.showMap();
      }},
    vector || values === null ? null : drawMap(canvas(height, width), values, height, width),
    this.name(node, channel), vector ? `: ${format(values[0])}` : null);
  }

  /** Returns the picture of all maps that are left out. */
  rest(node) {
    const rest = this.network.data.images[this.state.image].rests[node.id];
    if (!rest) {
      return null;
    }
    const pixels = bytes(rest.pixels);
    const values = Array.from(pixels, pixel => rest.least + pixel / 255 * (rest.greatest - rest.least));
    const label = `sum of ${rest.count} weaker maps`;
    return element('figure', {}, drawMap(canvas(rest.height, rest.width, label), values, rest.height, rest.width),
      element('figcaption', {}, label));
  }

  /** Shows a map with a position that can be moved. */
  showMap() {
    const node = this.network.nodes[this.state.node];
    this.maps.querySelectorAll('button').forEach(button =>
      button.setAttribute('aria-pressed', String(Number(button.dataset.channel) === this.state.channel)));
    if (this.position) {
      this.position.stop();
    }
    this.choice = {};
    const [, height, width] = node.shape;
    this.written = element('div', {id: 'formula', 'data-node': node.id, 'data-channel': this.state.channel});
    if (this.state.channel === undefined) {
      this.detail.replaceChildren(element('p', {}, 'This vector is too long for the page.'));
      return;
    }
    this.position = new Position(height, width, () => this.draw());
    this.input = canvas(1, 1, 'The input map; frames mark what the layer reads', 'cells');
    this.output = canvas(1, 1, `${this.name(node, this.state.channel)}: the arrow keys move the position`, 'cells');
    this.position.follow(this.output);
    this.chooser = element('select', {'aria-label': 'Input map', onchange: () => {
      this.choice.channel = Number(this.chooser.value);
      this.draw();
    }}, ...this.inputs(node).map(channel =>
      element('option', {value: channel}, mapName(this.network, node.inputs[0], channel))));
    const isMap = !Network.isVector(node);
    const readsMap = node.id > 0 && !Network.isVector(this.network.nodes[node.inputs[0]]) && this.inputs(node).length > 0;
    this.filter = node.kind === 'Convolution' ? canvas(1, 1, 'The filter', 'cells') : null;
    this.intermediate = node.kind === 'Convolution' ? canvas(1, 1, 'The input map times its filter', 'cells') : null;
    const figure = (picture, text) => (picture ? element('figure', {}, picture, element('figcaption', {}, text)) : null);
    this.detail.replaceChildren(
      element('h3', {}, `How ${this.name(node, this.state.channel)} comes about`),
      readsMap ? element('div', {class: 'controls'}, element('label', {}, 'Input map', this.chooser)) : '',
      element('div', {class: 'row'},
        readsMap ? figure(this.input, 'Input map') : '',
        figure(this.filter, 'Filter for this input map') || '',
        figure(this.intermediate, 'Input map times filter; the sum of these over all input maps, and the bias, is the map') || '',
        isMap ? figure(this.output, 'The map. Click a number, or reach the map with the Tab key and use the arrow keys.') : ''),
      isMap ? this.position.box : '',
      this.written);
    this.position.go(Math.floor(height / 2), Math.floor(width / 2));
  }

  /** Returns the kept input maps that the chosen map reads. */
  inputs(node) {
    if (node.id === 0) {
      return [];
    }
    if (node.kind === 'Convolution') {
      return this.network.filters(node, this.state.channel).map(filter => filter.channel);
    }
    const source = this.network.nodes[node.inputs[0]];
    const same = ['Dense', 'Reshape', 'Concatenation', 'Deconvolution'].includes(node.kind);
    return !same && source.kept.includes(this.state.channel) ? [this.state.channel] : [];
  }

  draw() {
    const node = this.network.nodes[this.state.node];
    const image = this.state.image;
    const {y, x} = this.position;
    const [, height, width] = node.shape;
    this.written.replaceChildren(...formula(this.network, image, node, this.state.channel, y, x, this.choice).filter(Boolean));
    const values = this.network.map(image, node.id, this.state.channel);
    this.written.dataset.activation = values[y * width + x];
    if (!Network.isVector(node)) {
      drawCells(this.output, values, height, width, [[y, x]]);
    }
    this.drawInput(node, image, y, x);
  }

  drawInput(node, image, y, x) {
    const inputs = this.inputs(node);
    const chosen = inputs.includes(this.choice.channel) ? this.choice.channel : inputs[0];
    const source = this.network.nodes[node.inputs[0]];
    if (chosen === undefined || Network.isVector(source)) {
      return;
    }
    const [, height, width] = source.shape;
    const values = this.network.map(image, source.id, chosen);
    const windowed = node.details.window && node.details.window.length === 10;
    const marks = windowed
      ? taps(windowOf(node.details.window), y, x, height, width).filter(tap => tap.inside).map(tap => [tap.row, tap.column])
      : [[y, x]];
    drawCells(this.input, values, height, width, marks);
    if (this.filter) {
      const window = windowOf(node.details.window);
      const {weights} = this.network.filters(node, this.state.channel).find(filter => filter.channel === chosen);
      drawCells(this.filter, weights, window.height, window.width);
      this.drawIntermediate(node, values, weights, window, source);
    }
  }

  /** Draws the input map times its filter at every position; again only if another input map is chosen. */
  drawIntermediate(node, values, weights, window, source) {
    if (this.intermediate.values === values) {
      return;
    }
    this.intermediate.values = values;
    const [, height, width] = node.shape;
    const sums = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        sums[y * width + x] = this.sumAt(values, weights, window, source, y, x);
      }
    }
    drawCells(this.intermediate, sums, height, width);
  }

  sumAt(values, weights, window, source, y, x) {
    const [, height, width] = source.shape;
    let sum = 0;
    for (let u = 0; u < window.height; u++) {
      for (let v = 0; v < window.width; v++) {
        const row = y * window.strideY + u * window.dilationY - window.top;
        const column = x * window.strideX + v * window.dilationX - window.left;
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        sum += inside ? values[row * width + column] * weights[u * window.width + v] : 0;
      }
    }
    return sum;
  }
}

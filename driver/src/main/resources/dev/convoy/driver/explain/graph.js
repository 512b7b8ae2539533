// The network as a graph: layers from left to right, with stages of one image size that can be folded.
import {canvas, drawImage, drawMap, element} from './drawing.js';
import {Network} from './layers.js';

const COLUMN = 136;
const LANE = 108;
const WIDTH = 112;
const HEIGHT = 92;
/** A longer network starts with its longer stages folded. */
const MOST_SHOWN = 30;
const MOST_OF_STAGE = 8;

export const WORDS = {
  Image: 'image', Convolution: 'convolution', Deconvolution: 'transposed convolution', Pooling: 'pooling',
  Dense: 'dense', BatchNormalization: 'batch normalization', Activate: 'activation', ElementWise: 'sum',
  Dropout: 'dropout', Reshape: 'flatten', Concatenation: 'concatenation', PadOrCrop: 'padding',
  Upsampling: 'upsampling', LocalResponseNormalization: 'normalization', Softmax: 'softmax', Sigmoid: 'sigmoid',
};

export function kind(node) {
  if (node.kind === 'Convolution' && node.details.groups > 1) {
    return node.details.groups === node.shape[0] ? 'depthwise convolution' : 'grouped convolution';
  }
  if (node.kind === 'ElementWise') {
    return node.details.function === 'add' ? 'sum' : node.details.function;
  }
  return node.kind === 'Activate' || node.kind === 'Pooling'
    ? `${node.details.function} ${node.kind === 'Pooling' ? 'pooling' : ''}`.trim()
    : WORDS[node.kind];
}

export function shapeText(node) {
  const [channels, height, width] = node.shape;
  return Network.isVector(node) ? `${channels} numbers` : `${channels} maps ${height}×${width}`;
}

/**
 * Returns the stages. A layer belongs to the last stage of its image size, unless it reads from a later stage: so a
 * shortcut to the next stage does not cut this one in two, and no arrow leads backwards.
 */
function stagesOf(network) {
  const stages = [];
  const number = [];
  for (const node of network.nodes) {
    const size = Network.isVector(node) ? 'numbers' : `${node.shape[1]}×${node.shape[2]}`;
    const earliest = Math.max(0, ...node.inputs.map(input => number[input]));
    let at = stages.length - 1;
    while (at >= earliest && stages[at].size !== size) {
      at--;
    }
    if (at < earliest) {
      at = stages.push({size, nodes: [], folded: false}) - 1;
    }
    stages[at].nodes.push(node);
    number[node.id] = at;
  }
  const many = network.nodes.length > MOST_SHOWN;
  stages.forEach(stage => {
    stage.folded = many && stage.nodes.length > MOST_OF_STAGE;
  });
  return stages;
}

export class Graph {
  constructor(section, network, state) {
    this.network = network;
    this.state = state;
    this.stages = stagesOf(network);
    this.chips = element('div', {class: 'controls'});
    this.drawing = element('div', {class: 'drawing'});
    section.append(
      element('h2', {id: 'graph-title'}, '3. The network'),
      element('p', {}, 'Each box is a layer; an arrow leads to the layer that reads its result. A layer that two arrows lead'
        + ' to adds up or joins what it reads. Choose a box to see its maps below. A stage is a run of layers whose'
        + ' maps have one size.'),
      this.chips,
      element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Layers, from left to right'}, this.drawing));
    this.draw();
  }

  fold(stage, folded) {
    stage.folded = folded;
    this.draw();
  }

  /** Shows a layer's stage if it is folded. */
  show(id) {
    const stage = this.stages.find(one => one.nodes.some(node => node.id === id));
    if (stage.folded) {
      this.fold(stage, false);
    }
  }

  /** Returns what is drawn: layers, and folded stages. */
  items() {
    return this.stages.flatMap(stage => (stage.folded ? [{stage, nodes: stage.nodes}] : stage.nodes.map(node => ({nodes: [node]}))));
  }

  draw() {
    const items = this.items();
    const itemOf = new Map(items.flatMap((item, i) => item.nodes.map(node => [node.id, i])));
    const depth = [];
    const lane = [];
    const used = new Map();
    const edges = [];
    items.forEach((item, i) => {
      const from = new Set(item.nodes.flatMap(node => node.inputs.map(input => itemOf.get(input))));
      from.delete(i);
      from.forEach(source => edges.push([source, i]));
      depth[i] = Math.max(-1, ...Array.from(from, source => depth[source])) + 1;
      lane[i] = used.get(depth[i]) || 0;
      used.set(depth[i], lane[i] + 1);
    });
    const top = 14 + Math.min(60, 8 * Math.max(0, ...edges.map(([a, b]) => depth[b] - depth[a] - 1)));
    const place = i => [10 + depth[i] * COLUMN, top + lane[i] * LANE];
    this.drawing.replaceChildren(this.arrows(edges, depth, lane, place, top), ...items.map((item, i) => this.box(item, place(i))));
    this.drawing.style.width = `${20 + (Math.max(...depth) + 1) * COLUMN}px`;
    this.drawing.style.height = `${top + Math.max(...used.values()) * LANE + 10}px`;
    this.drawChips();
    this.mark();
  }

  drawChips() {
    this.chips.replaceChildren(...this.stages.map(stage => element('button', {type: 'button',
      'aria-expanded': String(!stage.folded), onclick: () => this.fold(stage, !stage.folded)},
    `${stage.folded ? '▸' : '▾'} ${stage.size}: ${stage.nodes.length} ${stage.nodes.length === 1 ? 'layer' : 'layers'}`)));
  }

  arrows(edges, depth, lane, place, top) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('width', 20 + (Math.max(...depth) + 1) * COLUMN);
    svg.setAttribute('height', top + (Math.max(...lane) + 1) * LANE);
    svg.setAttribute('aria-hidden', 'true');
    for (const [source, target] of edges) {
      const [x1, y1] = place(source);
      const [x2, y2] = place(target);
      const span = depth[target] - depth[source];
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      const over = Math.max(4, top - 8 * span);
      path.setAttribute('d', span > 1 && lane[source] === 0 && lane[target] === 0
        ? `M${x1 + WIDTH / 2},${y1} C${x1 + WIDTH},${over} ${x2},${over} ${x2 + WIDTH / 2},${y2}`
        : `M${x1 + WIDTH},${y1 + HEIGHT / 2} C${x1 + WIDTH + 24},${y1 + HEIGHT / 2} ${x2 - 24},${y2 + HEIGHT / 2} ${x2},${y2 + HEIGHT / 2}`);
      svg.append(path);
    }
    return svg;
  }

  box(item, [x, y]) {
    const style = `left:${x}px;top:${y}px`;
    if (item.stage) {
      const count = name => item.nodes.filter(node => node.kind === name).length;
      return element('button', {type: 'button', style, 'aria-expanded': 'false', onclick: () => this.fold(item.stage, false)},
        `▸ ${item.stage.size}: ${item.nodes.length} layers, ${count('Convolution')} convolutions, ${count('ElementWise')} sums`);
    }
    const [node] = item.nodes;
    return element('button', {type: 'button', style, 'data-node': node.id, 'aria-pressed': 'false',
      'aria-label': `${node.name}, ${kind(node)}, ${shapeText(node)}`, onclick: () => this.state.choose(node.id)},
    node.name, this.picture(node), kind(node));
  }

  /** Returns the layer's strongest map, small. */
  picture(node) {
    const [channels, height, width] = node.shape;
    const image = this.state.image;
    if (node.id === 0) {
      return drawImage(canvas(height, width), this.network.pixels(image), height, width, channels);
    }
    if (Network.isVector(node)) {
      const vector = this.network.vector(image, node.id);
      return vector === null ? element('br') : drawMap(canvas(1, 1), vector.subarray(0, 64), 1, Math.min(64, channels));
    }
    const values = this.network.map(image, node.id, node.kept[0]);
    return values === null ? element('br') : drawMap(canvas(height, width), values, height, width);
  }

  mark() {
    this.drawing.querySelectorAll('button[data-node]').forEach(button =>
      button.setAttribute('aria-pressed', String(Number(button.dataset.node) === this.state.node)));
  }
}

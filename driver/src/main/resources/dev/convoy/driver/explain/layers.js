// The network's values. A page holds the numbers of convolutions and of short vectors; it computes the others.
import {bytes, floats} from './numbers.js';
import {taps, windowOf} from './sliding.js';

export const FUNCTIONS = {
  relu: [(x, a) => (x > 0 ? x : a * x), a => (a ? `x if x > 0, otherwise ${a} · x` : 'max(0, x)')],
  'clipped relu': [(x, a) => Math.min(Math.max(x, 0), a), a => `min(max(0, x), ${a})`],
  elu: [(x, a) => (x > 0 ? x : a * Math.expm1(x)), a => `x if x > 0, otherwise ${a} · (exp(x) − 1)`],
  swish: [(x, a) => x / (1 + Math.exp(-a * x)), a => `x / (1 + exp(−${a} · x))`],
  sigmoid: [x => 1 / (1 + Math.exp(-x)), () => '1 / (1 + exp(−x))'],
  tanh: [x => Math.tanh(x), () => 'tanh(x)'],
  'hard sigmoid': [x => Math.min(Math.max(x / 5 + 0.5, 0), 1), () => 'min(max(x / 5 + 1/2, 0), 1)'],
  softplus: [x => Math.log1p(Math.exp(x)), () => 'ln(1 + exp(x))'],
  mish: [x => x * Math.tanh(Math.log1p(Math.exp(x))), () => 'x · tanh(ln(1 + exp(x)))'],
};

export const OPERATIONS = {
  add: [values => values.reduce((a, b) => a + b), '+'],
  subtract: [values => values[0] - values[1], '−'],
  product: [values => values.reduce((a, b) => a * b), '×'],
  average: [values => values.reduce((a, b) => a + b) / values.length, 'and, on average,'],
  max: [values => Math.max(...values), 'and, the greater,'],
};

export function pooled(kind, window, seen) {
  if (kind === 'max') {
    return Math.max(...seen);
  }
  const count = kind === 'average' ? seen.length : window.height * window.width;
  return seen.reduce((a, b) => a + b, 0) / count;
}

/** The layers and their numbers for one image at a time. */
export class Network {
  constructor(data) {
    this.data = data;
    const [channels] = data.input;
    const image = {id: 0, name: 'image', kind: 'Image', inputs: [], shape: data.input, stored: true,
      kept: Array.from({length: channels}, (_, c) => c), details: {}};
    this.nodes = [image, ...data.nodes];
    const last = this.nodes[this.nodes.length - 1];
    if (data.loss !== 'mean squared error') {
      const kind = data.loss.startsWith('softmax') ? 'Softmax' : 'Sigmoid';
      this.nodes.push({id: last.id + 1, name: kind.toLowerCase(), kind, inputs: [last.id], shape: last.shape,
        stored: false, kept: last.kept, details: {}});
    }
    this.readers = this.nodes.map(node => this.nodes.filter(other => other.inputs.includes(node.id)).length);
    this.cache = new Map();
  }

  static isVector(node) {
    return node.shape[1] === 1 && node.shape[2] === 1;
  }

  cached(key, make) {
    if (!this.cache.has(key)) {
      this.cache.set(key, make());
    }
    return this.cache.get(key);
  }

  /** Returns all numbers of a value without positions; null if the page does not hold them. */
  vector(image, id) {
    const node = this.nodes[id];
    if (node.kind === 'Softmax' || node.kind === 'Sigmoid') {
      return Float32Array.from(this.data.images[image].evidence[0].outputs);
    }
    const text = this.data.images[image].vectors[id];
    return text === undefined ? null : this.cached(`v${image}.${id}`, () => floats(text));
  }

  /** Returns the numbers of a map; null if the page does not hold them. */
  map(image, id, channel) {
    const node = this.nodes[id];
    if (id > 0 && Network.isVector(node)) {
      const all = this.vector(image, id);
      return all === null ? null : all.subarray(channel, channel + 1);
    }
    return node.kept.includes(channel)
      ? this.cached(`m${image}.${id}.${channel}`, () => this.computed(image, node, channel))
      : null;
  }

  computed(image, node, channel) {
    const [, height, width] = node.shape;
    const plane = height * width;
    if (node.id === 0) {
      const pixels = this.pixels(image);
      const channels = this.data.input[0];
      return Float32Array.from({length: plane}, (_, i) =>
        (pixels[i * channels + channel] - this.data.mean[channel]) / this.data.std[channel]);
    }
    if (node.stored) {
      const all = this.cached(`s${image}.${node.id}`, () => floats(this.data.images[image].maps[node.id]));
      const at = node.kept.indexOf(channel) * plane;
      return all.subarray(at, at + plane);
    }
    const sources = node.inputs.map(input => this.map(image, input, channel));
    if (sources.some(source => source === null)) {
      return null;
    }
    return Float32Array.from({length: plane}, (_, i) =>
      this.numberFrom(node, channel, sources, Math.floor(i / width), i % width));
  }

  /** Computes one number of a layer that treats each channel for itself. */
  numberFrom(node, channel, sources, y, x) {
    const [, height, width] = this.nodes[node.inputs[0]].shape;
    const i = y * node.shape[2] + x;
    const details = node.details;
    switch (node.kind) {
      case 'BatchNormalization': {
        const [scale, shift] = this.affine(node, channel);
        return scale * sources[0][i] + shift;
      }
      case 'Activate':
        return FUNCTIONS[details.function][0](sources[0][i], details.alpha);
      case 'ElementWise':
        return OPERATIONS[details.function][0](sources.map(source => source[i]));
      case 'Pooling': {
        const window = windowOf(details.window);
        const seen = taps(window, y, x, height, width).filter(tap => tap.inside).map(tap => sources[0][tap.index]);
        return pooled(details.function, window, seen);
      }
      case 'PadOrCrop': {
        const row = y - details.window[0];
        const column = x - details.window[1];
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        return inside ? sources[0][row * width + column] : 0;
      }
      case 'Upsampling':
        return sources[0][Math.floor(y / details.window[0]) * width + Math.floor(x / details.window[1])];
      default:
        return sources[0][i];
    }
  }

  pixels(image) {
    return this.cached(`p${image}`, () => bytes(this.data.images[image].pixels));
  }

  /** Returns scale and shift of a channel's batch normalization. */
  affine(node, channel) {
    const [scale, shift] = this.cached(`a${node.id}`, () => [floats(node.details.scale), floats(node.details.shift)]);
    const at = node.kept.indexOf(channel);
    return [scale[at], shift[at]];
  }

  bias(node, channel) {
    return this.cached(`b${node.id}`, () => floats(node.details.bias))[node.kept.indexOf(channel)];
  }

  /** Returns the filters of a convolution's map: one for each kept input map that it reads. */
  filters(node, channel) {
    return this.cached(`f${node.id}`, () => this.allFilters(node)).get(channel);
  }

  allFilters(node) {
    const weights = floats(node.details.weights);
    const source = this.nodes[node.inputs[0]];
    const {height, width} = windowOf(node.details.window);
    const all = new Map();
    let at = 0;
    for (const output of node.kept) {
      const group = Math.floor(output / (node.shape[0] / node.details.groups));
      const size = source.shape[0] / node.details.groups;
      all.set(output, source.kept.filter(input => Math.floor(input / size) === group).map(input => {
        at += height * width;
        return {channel: input, weights: weights.subarray(at - height * width, at)};
      }));
    }
    return all;
  }

  /** Returns how many input maps a map of a convolution reads that the page does not hold. */
  left(node, channel) {
    return this.nodes[node.inputs[0]].shape[0] / node.details.groups - this.filters(node, channel).length;
  }
}

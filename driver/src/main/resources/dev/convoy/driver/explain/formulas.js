// One number of a layer, written out as what it is computed from.
import {element} from './drawing.js';
import {format} from './numbers.js';
import {FUNCTIONS, Network, OPERATIONS} from './layers.js';
import {taps, windowOf} from './sliding.js';

/** A row of a table: a name, its parts, and the number in full as an attribute. */
function row(name, value, attributes = {}, ...parts) {
  return element('tr', {...attributes, 'data-value': value}, element('th', {scope: 'row'}, name),
    ...parts.map(part => element('td', {}, part)), element('td', {}, format(value)));
}

function table(caption, ...rows) {
  return element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    element('table', {}, element('caption', {}, caption), element('tbody', {}, ...rows)));
}

/** Returns the products of a convolution at a position, by input map; the rest is what the other input maps add. */
export function products(network, image, node, channel, y, x) {
  const source = network.nodes[node.inputs[0]];
  const positions = taps(windowOf(node.details.window), y, x, source.shape[1], source.shape[2]);
  const maps = network.filters(node, channel).map(filter => {
    const values = network.map(image, source.id, filter.channel);
    const terms = positions.map((tap, i) => {
      const input = tap.inside ? values[tap.index] : 0;
      return {...tap, input, weight: filter.weights[i], product: input * filter.weights[i]};
    });
    return {channel: filter.channel, terms, sum: terms.reduce((sum, term) => sum + term.product, 0)};
  });
  const value = network.map(image, node.id, channel)[y * node.shape[2] + x];
  const bias = network.bias(node, channel);
  const shown = maps.reduce((sum, map) => sum + map.sum, bias);
  const left = network.left(node, channel);
  const rest = left > 0 ? value - shown : 0;
  return {maps, bias, left, rest, sum: shown + rest, value};
}

/** The products of one input map, as they lie under the filter. */
export function productTable(map, window) {
  const rows = [];
  for (let u = 0; u < window.height; u++) {
    const terms = map.terms.slice(u * window.width, (u + 1) * window.width);
    rows.push(element('tr', {}, ...terms.map(term =>
      element('td', {'data-value': term.product, class: term.inside ? false : 'outside'},
        `${format(term.input)} × ${format(term.weight)} = ${format(term.product)}`))));
  }
  return table('Number under the filter × weight = product. Zeros that the padding adds are in italics', ...rows);
}

function convolution(network, image, node, channel, y, x, choice) {
  const parts = products(network, image, node, channel, y, x);
  const chosen = parts.maps.find(map => map.channel === choice.channel) || parts.maps[0];
  const rows = parts.maps.map(map => row(`products of ${mapName(network, node.inputs[0], map.channel)}`, map.sum,
    {'data-channel': map.channel, class: map === chosen ? 'chosen' : false}));
  if (parts.left > 0) {
    rows.push(row(`${parts.left} other input maps together`, parts.rest, {'data-part': 'rest'}));
  }
  rows.push(row('bias', parts.bias, {'data-part': 'bias'}));
  rows.push(row('sum', parts.sum, {'data-part': 'sum', class: 'sum'}));
  const name = chosen ? mapName(network, node.inputs[0], chosen.channel) : '';
  return [
    table('Sum over the input maps', ...rows),
    chosen ? element('h4', {}, `Products of ${name}`) : null,
    chosen ? productTable(chosen, windowOf(node.details.window)) : null];
}

function pooling(network, image, node, channel, y, x) {
  const [, height, width] = network.nodes[node.inputs[0]].shape;
  const values = network.map(image, node.inputs[0], channel);
  const kind = node.details.function;
  const result = network.map(image, node.id, channel)[y * node.shape[2] + x];
  if (values === null) {
    return [element('p', {}, 'The page does not hold this input map.')];
  }
  const window = windowOf(node.details.window);
  const all = taps(window, y, x, height, width);
  const seen = all.filter(tap => tap.inside).map(tap => values[tap.index]);
  const greatest = Math.max(...seen);
  const rows = [];
  for (let u = 0; u < window.height; u++) {
    rows.push(element('tr', {}, ...all.slice(u * window.width, (u + 1) * window.width).map(tap => {
      const value = tap.inside ? values[tap.index] : null;
      const chosen = kind === 'max' && value === greatest;
      return element('td', {'data-value': value, class: chosen ? 'chosen' : false}, value === null ? '–' : format(value));
    })));
  }
  const count = kind === 'average' ? seen.length : window.height * window.width;
  const rule = kind === 'max' ? 'the greatest of them' : `their sum, divided by ${count}`;
  return [table('Numbers under the window', ...rows), table('Result', row(rule, result, {'data-part': 'sum', class: 'sum'}))];
}

function elementwise(network, image, node, channel, y, x) {
  const at = y * node.shape[2] + x;
  const rows = node.inputs.map(input => {
    const values = network.map(image, input, channel);
    return row(`map ${channel} of ${network.nodes[input].name}`, values === null ? NaN : values[at]);
  });
  const [, sign] = OPERATIONS[node.details.function];
  return [table(`The inputs, joined by ${sign}`, ...rows,
    row(node.details.function, network.map(image, node.id, channel)[at], {'data-part': 'sum', class: 'sum'}))];
}

function oneToOne(network, image, node, channel, y, x) {
  const at = y * node.shape[2] + x;
  const source = network.map(image, node.inputs[0], channel);
  const value = network.map(image, node.id, channel)[at];
  const given = source === null ? [] : [row('x', source[at])];
  if (node.kind === 'BatchNormalization') {
    const [scale, shift] = network.affine(node, channel);
    return [table('scale · x + shift; scale and shift hold what the training images were like', ...given,
      row('scale', scale), row('shift', shift), row('scale · x + shift', value, {'data-part': 'sum', class: 'sum'}))];
  }
  const rule = FUNCTIONS[node.details.function][1](node.details.alpha);
  return [table(`The activation function ${node.details.function}`, ...given,
    row(rule, value, {'data-part': 'sum', class: 'sum'}))];
}

function dense(network, image, node, channel) {
  const unit = (network.data.images[image].dense[node.id] || []).find(found => found.unit === channel);
  if (!unit) {
    return [element('p', {}, 'The page holds the sums of the strongest units only.')];
  }
  const products = unit.inputs.map((input, i) => unit.x[i] * unit.w[i]);
  const rows = unit.inputs.map((input, i) => row(inputName(network, node.inputs[0], input), products[i],
    {'data-channel': input}, `${format(unit.x[i])} × ${format(unit.w[i])}`));
  const all = network.nodes[node.inputs[0]].shape.reduce((a, b) => a * b);
  const sum = products.reduce((a, b) => a + b, unit.rest + unit.bias);
  if (all > unit.inputs.length) {
    rows.push(row(`${all - unit.inputs.length} other inputs together`, unit.rest, {'data-part': 'rest'}, ''));
  }
  rows.push(row('bias', unit.bias, {'data-part': 'bias'}, ''));
  rows.push(row('sum', sum, {'data-part': 'sum', class: 'sum'}, ''));
  return [table('Input × weight, the largest products first', ...rows)];
}

/** Names a number of a vector: a flattened map's position, where there is one. */
function inputName(network, id, input) {
  const node = network.nodes[id];
  if (node.kind !== 'Reshape') {
    return `${node.name} ${input}`;
  }
  const source = network.nodes[node.inputs[0]];
  const [, height, width] = source.shape;
  const plane = height * width;
  const place = `row ${Math.floor(input % plane / width) + 1}, column ${input % width + 1}`;
  return `${source.name}, map ${Math.floor(input / plane)}, ${place}`;
}

function softmax(network, image, node, channel) {
  const scores = network.vector(image, node.inputs[0]);
  const outputs = network.vector(image, node.id);
  const greatest = Math.max(...scores);
  const powers = Array.from(scores, score => Math.exp(score - greatest));
  const sum = powers.reduce((a, b) => a + b, 0);
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]).slice(0, 10);
  const shown = order.includes(channel) ? order : [...order, channel];
  return [table('Score z; exp(z − greatest z); share of the sum of all such powers',
    ...shown.map(k => row(network.data.classes[k], powers[k] / sum,
      {'data-channel': k, class: k === channel ? 'chosen' : false}, format(scores[k]), format(powers[k]))),
    row('sum of the powers', sum, {}, '', ''),
    row(`probability of ${network.data.classes[channel]}`, outputs[channel], {'data-part': 'sum', class: 'sum'}, '', ''))];
}

const SENTENCES = {
  Image: 'A pixel, less the mean of the training images and divided by their standard deviation.',
  Dropout: 'Dropout acts in training only. Here the numbers pass unchanged.',
  Reshape: 'The same numbers in another order: maps become one row, or the other way round.',
  Concatenation: 'The maps of all inputs, one after the other.',
  PadOrCrop: 'Rows and columns of zeros are added around the map, or cut off.',
  Upsampling: 'Each number is repeated in both directions.',
  Deconvolution: 'A transposed convolution spreads each number over a filter and adds up the overlaps.',
  LocalResponseNormalization: 'Each number is divided by the strength of its neighbouring maps.',
};

export function mapName(network, id, channel) {
  const node = network.nodes[id];
  if (id === 0 && node.shape[0] === 3) {
    return ['red', 'green', 'blue'][channel];
  }
  return id === 0 ? 'the image' : `map ${channel} of ${node.name}`;
}

/**
 * Returns elements that show how one number comes about.
 *
 * choice: which input map's products are written out
 */
export function formula(network, image, node, channel, y, x, choice) {
  switch (node.kind) {
    case 'Convolution': return convolution(network, image, node, channel, y, x, choice);
    case 'Pooling': return pooling(network, image, node, channel, y, x);
    case 'ElementWise': return elementwise(network, image, node, channel, y, x);
    case 'BatchNormalization': return oneToOne(network, image, node, channel, y, x);
    case 'Activate':
      return FUNCTIONS[node.details.function] ? oneToOne(network, image, node, channel, y, x) : [];
    case 'Dense': return dense(network, image, node, channel);
    case 'Softmax': return softmax(network, image, node, channel);
    case 'Sigmoid': {
      const score = network.vector(image, node.inputs[0])[channel];
      return [table('1 / (1 + exp(−z))', row('z', score),
        row('output', network.vector(image, node.id)[channel], {'data-part': 'sum', class: 'sum'}))];
    }
    default: {
      const values = network.map(image, node.id, channel);
      const value = Network.isVector(node) ? values[0] : values[y * node.shape[2] + x];
      return [element('p', {}, SENTENCES[node.kind]), table('Number', row('value', value, {'data-part': 'sum', class: 'sum'}))];
    }
  }
}

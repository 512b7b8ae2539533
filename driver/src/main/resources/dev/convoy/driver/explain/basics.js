// The first chapter: what a filter, padding, stride and dilation do. It needs no network.
import {bytes, format, greatestSize} from './numbers.js';
import {canvas, drawCells, element} from './drawing.js';
import {outputSize, Position, slider, taps} from './sliding.js';
import {productTable} from './formulas.js';

const HALVES = Array.from({length: 36}, (_, i) => (i % 6 < 3 ? 10 : 0));
const WORKED = [
  1, 6, 9, 10, 2, 4,
  2, 5, 1, 8, 4, 2,
  3, 7, 4, 9, 10, 3,
  9, 8, 3, 6, 7, 9,
  8, 0, 9, 4, 7, 2,
  9, 10, 12, 6, 9, 8];

const FILTERS = {
  'vertical edges': [[1, 0, -1, 1, 0, -1, 1, 0, -1],
    'This filter adds the three numbers under its left column and subtracts the three under its right column. Where all'
    + ' are equally bright, the sum is 0. Where the left side is brighter, the sum is large: there is a vertical edge, a'
    + ' sharp change of brightness. Where the right side is brighter, the sum is below zero. An edge shows twice, since'
    + ' the filter covers it at two neighbouring positions.'],
  'horizontal edges': [[1, 1, 1, 0, 0, 0, -1, -1, -1],
    'This filter subtracts its lower row from its upper one, so it finds horizontal edges, and does not see vertical'
    + ' ones.'],
  blur: [Array(9).fill(1 / 9), 'This filter takes the mean of nine neighbours, which removes small details.'],
  unchanged: [[0, 0, 0, 0, 1, 0, 0, 0, 0], 'This filter keeps the middle number and ignores the neighbours.'],
};

/** Returns the images that the chapter offers; the brightness of photos is from 0 to 10. */
function samples(own) {
  const photo = JSON.parse(document.getElementById('sample').textContent);
  const all = {
    'bright left half, dark right half (6×6)': {values: HALVES, height: 6, width: 6},
    'numbers from 0 to 12 (6×6)': {values: WORKED, height: 6, width: 6},
    'a photo of a boot (28×28)': {values: Array.from(bytes(photo.pixels), value => Math.round(value / 2.55) / 10), height: photo.height, width: photo.width},
  };
  if (own) {
    all[`your image ${own.name} (${own.height}×${own.width})`] = own;
  }
  return all;
}

function select(label, names, changed) {
  const box = element('select', {'aria-label': label, onchange: () => changed(box.value)},
    ...names.map(name => element('option', {value: name}, name)));
  return {label: element('label', {}, label, box), box};
}

export class Basics {
  constructor(section, own) {
    this.samples = samples(own);
    this.sample = Object.keys(this.samples)[0];
    this.filter = 'vertical edges';
    this.padding = 0;
    this.stride = 1;
    this.dilation = 1;
    this.input = canvas(6, 6, 'The image with its padding; frames mark what the filter reads', 'cells');
    this.weights = canvas(3, 3, 'The filter', 'cells');
    this.output = canvas(4, 4, 'The result', 'cells');
    this.description = element('p', {});
    this.size = element('p', {class: 'size', id: 'basics-size'});
    this.sum = element('div', {id: 'basics-sum'});
    this.position = new Position(4, 4, () => this.draw());
    this.position.follow(this.output);
    this.build(section);
    this.changed();
    this.position.go(0, 1);
  }

  build(section) {
    const set = name => value => {
      this[name] = value;
      this.changed();
    };
    section.append(
      element('h2', {id: 'basics-title'}, '1. What a convolution is'),
      element('p', {}, 'To a computer, an image is a table of numbers: 0 is black, larger is brighter. A filter is a small'
        + ' table of numbers, its weights. The filter is laid on a corner of the image. Each number under it is multiplied'
        + ' by the weight that lies on it, and the products are added up: that is one number of the result. Then the filter'
        + ' moves on. A convolution is this, at each place where the filter fits; stride, below, can skip some.'),
      element('div', {class: 'controls'},
        select('Image', Object.keys(this.samples), set('sample')).label,
        select('Filter', Object.keys(FILTERS), set('filter')).label),
      this.description,
      element('div', {class: 'controls'},
        slider('Padding', 0, 3, 0, set('padding')).box,
        slider('Stride', 1, 4, 1, set('stride')).box,
        slider('Dilation', 1, 3, 1, set('dilation')).box),
      this.size,
      element('div', {class: 'row'},
        element('figure', {}, this.input, element('figcaption', {}, 'Image. The frames mark what the filter reads.')),
        element('figure', {}, this.weights, element('figcaption', {}, 'Filter')),
        element('figure', {}, this.output, element('figcaption', {},
          'Result. Click a number, or reach the table with the Tab key and use the arrow keys.'))),
      element('p', {}, element('span', {class: 'key', 'aria-hidden': 'true'}),
        ' In these tables, colour shows the sign and not the brightness: blue is below zero, white is zero, orange is above'
        + ' zero. Each table has its own scale.'),
      this.position.box,
      this.sum,
      element('ul', {},
        element('li', {}, element('b', {}, 'Padding'), ' puts rows and columns of zeros around the image. Without it, the'
          + ' result is smaller than the image, and the filter covers numbers at the border of the image fewer times than'
          + ' those in its middle. With a 3×3 filter, stride 1 and dilation 1, padding 1 (one ring of zeros) makes the result'
          + ' as large as the image.'),
        element('li', {}, element('b', {}, 'Stride'), ' is how far the filter moves each time. Stride 2 skips every other'
          + ' position, across and down, so the result has about half as many rows and columns, and costs a quarter.'),
        element('li', {}, element('b', {}, 'Dilation'), ' spreads the filter: dilation 2 skips one number between weights,'
          + ' across and down, so that a 3×3 filter covers 5×5 numbers with the same 9 weights.'),
        element('li', {}, 'A network is a chain of such steps, its layers. Each layer has many filters, and the next one reads'
          + ' their results as its images. Nobody chooses the weights by hand: training finds them from examples.')));
  }

  /** Applies the settings; the size of the result may change. */
  changed() {
    const {height, width} = this.samples[this.sample];
    const [rows, columns] = [height, width].map(n => outputSize(n, 3, 2 * this.padding, this.stride, this.dilation));
    this.window = {height: 3, width: 3, strideY: this.stride, strideX: this.stride, dilationY: this.dilation,
      dilationX: this.dilation, top: this.padding, left: this.padding};
    this.description.textContent = FILTERS[this.filter][1];
    this.size.textContent = this.explained(height, rows);
    const fits = rows > 0 && columns > 0;
    for (const part of [this.position.box, this.output, this.sum]) {
      part.hidden = !fits;
    }
    this.position.stop();
    if (fits) {
      this.position.size(rows, columns);
      this.result = Array.from({length: rows * columns}, (_, i) =>
        this.products(Math.floor(i / columns), i % columns).sum);
      this.position.go(this.position.y, this.position.x);
    }
  }

  explained(n, rows) {
    const reach = this.dilation * 2 + 1;
    const filter = this.dilation === 1 ? 'f = 3' : `f = ${this.dilation} · (3 − 1) + 1 = ${reach}`;
    const size = `floor((n + 2p − f) / s) + 1 = floor((${n} + 2 · ${this.padding} − ${reach}) / ${this.stride}) + 1`;
    return rows > 0
      ? `Height of the result, for image height n = ${n}, padding p, stride s and a filter that covers ${filter} rows`
        + ` (floor rounds down; the width works alike): ${size} = ${rows}`
      : `The filter does not fit into the image (${filter}). Add padding, or reduce the dilation.`;
  }

  products(y, x) {
    const {values, height, width} = this.samples[this.sample];
    const terms = taps(this.window, y, x, height, width).map((tap, i) => {
      const input = tap.inside ? values[tap.index] : 0;
      return {...tap, input, weight: FILTERS[this.filter][0][i], product: input * FILTERS[this.filter][0][i]};
    });
    return {terms, sum: terms.reduce((sum, term) => sum + term.product, 0)};
  }

  draw() {
    const {values, height, width} = this.samples[this.sample];
    const p = this.padding;
    const padded = [];
    for (let y = -p; y < height + p; y++) {
      for (let x = -p; x < width + p; x++) {
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        padded.push(inside ? values[y * width + x] : 0);
      }
    }
    const {y, x} = this.position;
    const here = this.products(y, x);
    const marks = here.terms.map(term => [term.row + p, term.column + p]);
    drawCells(this.input, padded, height + 2 * p, width + 2 * p, marks, greatestSize(values));
    drawCells(this.weights, FILTERS[this.filter][0], 3, 3);
    drawCells(this.output, this.result, this.position.rows, this.position.columns, [[y, x]]);
    const written = here.terms.map(term => `${format(term.input)} × ${term.weight < 0 ? `(${format(term.weight)})` : format(term.weight)}`).join(' + ');
    this.sum.replaceChildren(
      productTable(here, this.window),
      element('p', {class: 'size', 'data-value': here.sum, 'aria-live': 'polite'},
        `Row ${y + 1}, column ${x + 1}: ${written} = ${format(here.sum)}`));
  }
}

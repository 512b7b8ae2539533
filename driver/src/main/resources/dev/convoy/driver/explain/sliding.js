// How a window moves over an image, and the controls that move it.
import {element} from './drawing.js';

/** floor((n + padding − reach) / stride) + 1, where a filter with gaps reaches dilation·(f − 1) + 1 positions. */
export function outputSize(n, filter, padding, stride, dilation) {
  return Math.floor((n + padding - (dilation * (filter - 1) + 1)) / stride) + 1;
}

export function windowOf(numbers) {
  const [height, width, strideY, strideX, dilationY, dilationX, top, left, bottom, right] = numbers;
  return {height, width, strideY, strideX, dilationY, dilationX, top, left, bottom, right};
}

/** Returns the positions that a window reads for one output, row by row; some may lie outside the image. */
export function taps(window, y, x, height, width) {
  const all = [];
  for (let u = 0; u < window.height; u++) {
    for (let v = 0; v < window.width; v++) {
      const row = y * window.strideY + u * window.dilationY - window.top;
      const column = x * window.strideX + v * window.dilationX - window.left;
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      all.push({row, column, inside, index: row * width + column});
    }
  }
  return all;
}

/** A labelled slider. */
export function slider(label, min, max, value, changed) {
  const shown = element('output', {}, String(value));
  const input = element('input', {type: 'range', min, max, value, step: 1, 'aria-label': label,
    oninput: () => {
      shown.textContent = input.value;
      changed(Number(input.value));
    }});
  const set = to => {
    input.value = to;
    shown.textContent = input.value;
  };
  const range = (least, most) => {
    input.min = least;
    input.max = most;
    set(Math.max(least, Math.min(most, Number(input.value))));
  };
  return {box: element('label', {}, label, input, shown), set, range};
}

/** Controls for a position: two sliders, a button that plays through all positions, and arrow keys on a picture. */
export class Position {
  constructor(rows, columns, moved) {
    this.rows = rows;
    this.columns = columns;
    this.moved = moved;
    this.y = 0;
    this.x = 0;
    this.timer = 0;
    this.row = slider('Row', 1, rows, 1, value => this.go(value - 1, this.x));
    this.column = slider('Column', 1, columns, 1, value => this.go(this.y, value - 1));
    this.play = element('button', {type: 'button', onclick: () => this.toggle()}, 'Play');
    this.box = element('div', {class: 'controls'}, this.play, this.row.box, this.column.box);
  }

  size(rows, columns) {
    this.rows = rows;
    this.columns = columns;
    this.row.range(1, rows);
    this.column.range(1, columns);
    this.y = Math.min(this.y, rows - 1);
    this.x = Math.min(this.x, columns - 1);
  }

  go(y, x) {
    this.y = Math.max(0, Math.min(this.rows - 1, y));
    this.x = Math.max(0, Math.min(this.columns - 1, x));
    this.row.set(this.y + 1);
    this.column.set(this.x + 1);
    this.moved(this.y, this.x);
  }

  /** Moves on; after the last position, stops. */
  step() {
    const next = this.y * this.columns + this.x + 1;
    if (next >= this.rows * this.columns || !this.box.isConnected) {
      this.stop();
      return;
    }
    this.go(Math.floor(next / this.columns), next % this.columns);
  }

  toggle() {
    if (this.timer) {
      this.stop();
      return;
    }
    if (this.y === this.rows - 1 && this.x === this.columns - 1) {
      this.go(0, 0);
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.timer = setInterval(() => this.step(), calm ? 1500 : 350);
    this.play.textContent = 'Pause';
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.play.textContent = 'Play';
  }

  /** Lets the arrow keys, and a click or the pointer, move the position on a picture of the output. */
  follow(picture) {
    const moves = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
    picture.tabIndex = 0;
    picture.addEventListener('keydown', event => {
      const move = moves[event.key];
      if (move) {
        event.preventDefault();
        this.stop();
        this.go(this.y + move[0], this.x + move[1]);
      }
    });
    const point = event => {
      const frame = picture.getBoundingClientRect();
      this.stop();
      this.go(
        Math.floor((event.clientY - frame.top) / frame.height * this.rows),
        Math.floor((event.clientX - frame.left) / frame.width * this.columns));
    };
    picture.addEventListener('click', point);
    picture.addEventListener('pointermove', event => event.buttons === 1 && point(event));
  }
}

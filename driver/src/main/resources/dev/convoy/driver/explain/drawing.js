// Pictures of numbers. Blue is below zero, orange above: the two are told apart with any kind of colour vision.
import {format, greatestSize} from './numbers.js';

const BLUE = [33, 102, 172];
const WHITE = [247, 247, 247];
const ORANGE = [230, 97, 1];

export function colour(value, limit) {
  const part = limit > 0 ? Math.max(-1, Math.min(1, value / limit)) : 0;
  const end = part < 0 ? BLUE : ORANGE;
  return WHITE.map((from, i) => Math.round(from + (end[i] - from) * Math.abs(part)));
}

/** Creates an element with properties, attributes and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

export function canvas(height, width, label, className = '') {
  const attributes = {height, width, class: className};
  return element('canvas', label ? {...attributes, role: 'img', 'aria-label': label} : {...attributes, 'aria-hidden': 'true'});
}

function fill(target, height, width, colourAt) {
  target.width = width;
  target.height = height;
  const context = target.getContext('2d');
  const picture = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    const rgb = colourAt(i);
    // Single numbers: set() of a small array takes several times as long.
    picture.data[4 * i] = rgb[0];
    picture.data[4 * i + 1] = rgb[1];
    picture.data[4 * i + 2] = rgb[2];
    picture.data[4 * i + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return target;
}

/** Draws one pixel for each number. */
export function drawMap(target, values, height, width, limit = greatestSize(values)) {
  return fill(target, height, width, i => colour(values[i], limit));
}

/** Draws an image of one or three channels. */
export function drawImage(target, pixels, height, width, channels) {
  return fill(target, height, width, i =>
    channels === 1 ? [pixels[i], pixels[i], pixels[i]] : [pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]]);
}

/** Draws a grey image with the cells of a coarser grid over it: the stronger a cell, the more orange. */
export function drawHeat(target, pixels, height, width, channels, grid) {
  const limit = greatestSize(grid.values);
  return fill(target, height, width, i => {
    const y = Math.floor(Math.floor(i / width) * grid.height / height);
    const x = Math.floor((i % width) * grid.width / width);
    const value = grid.values[y * grid.width + x];
    const at = i * channels;
    const grey = channels === 1 ? pixels[at] : (pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3;
    const part = limit > 0 ? 0.7 * Math.min(1, Math.abs(value) / limit) : 0;
    const end = value < 0 ? BLUE : ORANGE;
    const mix = k => grey * (1 - part) + end[k] * part;
    return [mix(0), mix(1), mix(2)];
  });
}

/** A number that fits into a cell. */
function short(value) {
  return format(Number(Math.abs(value) < 1 ? value.toFixed(2) : value.toPrecision(2)));
}

/** Relative luminance by WCAG: black and white text have the same contrast on about 0.18. */
function luminance(rgb) {
  const [red, green, blue] = rgb.map(value =>
    (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * Draws cells large enough to be seen, with their numbers if there are few of them.
 *
 * marks: positions (row, column) with a frame; around all of them if the cells are small
 */
export function drawCells(target, values, height, width, marks = [], limit = greatestSize(values)) {
  const numbers = width <= 14 && height <= 14;
  const cell = numbers ? (width > 8 ? 34 : 40) : Math.max(1, Math.floor(300 / Math.max(width, height)));
  target.width = width * cell;
  target.height = height * cell;
  const context = target.getContext('2d');
  context.font = '12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.imageSmoothingEnabled = false;
  context.drawImage(drawMap(document.createElement('canvas'), values, height, width, limit), 0, 0, target.width, target.height);
  for (let i = 0; numbers && i < height * width; i++) {
    context.fillStyle = luminance(colour(values[i], limit)) < 0.18 ? '#ffffff' : '#000000';
    context.fillText(short(values[i]), (i % width + 0.5) * cell, (Math.floor(i / width) + 0.5) * cell);
  }
  context.lineWidth = Math.max(2, cell / 10);
  context.strokeStyle = '#101010';
  if (cell < 8 && marks.length > 0) {
    // Single frames would hide such small cells.
    const [rows, columns] = [0, 1].map(k => marks.map(mark => mark[k]));
    const [top, left] = [Math.min(...rows), Math.min(...columns)];
    context.strokeRect(left * cell - 1, top * cell - 1,
      (Math.max(...columns) - left + 1) * cell + 2, (Math.max(...rows) - top + 1) * cell + 2);
    return target;
  }
  for (const [row, column] of marks) {
    context.strokeRect(column * cell + 1, row * cell + 1, cell - 2, cell - 2);
  }
  return target;
}

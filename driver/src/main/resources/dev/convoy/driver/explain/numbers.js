// Numbers: from text to arrays, and from values to text.

export function bytes(text) {
  const raw = atob(text);
  const result = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    result[i] = raw.charCodeAt(i);
  }
  return result;
}

export function floats(text) {
  return new Float32Array(bytes(text).buffer);
}

/** Four significant digits, with a true minus sign. */
export function format(value) {
  if (value === 0) {
    return '0';
  }
  const size = Math.abs(value);
  const plain = size >= 1e5 || size < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  return plain.replace(/-/g, '−');
}

export function percent(value) {
  return (100 * value).toFixed(1) + ' %';
}

export function greatestSize(values) {
  let greatest = 0;
  for (const value of values) {
    greatest = Math.max(greatest, Math.abs(value));
  }
  return greatest;
}

/** Returns the indices of the greatest values, greatest first. */
export function best(values, count) {
  return Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}

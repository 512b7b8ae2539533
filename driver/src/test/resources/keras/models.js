// Small Keras models built, and run, by TensorFlow.js. NODE_PATH=FOLDER/node_modules node models.js > models.json
const tf = require('@tensorflow/tfjs');
const layers = tf.layers;

let state = 1;

/** Mulberry32, in [0, 1). */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function fill(model) {
  for (const weight of model.weights) {
    const size = weight.shape.reduce((a, b) => a * b, 1);
    const scale = weight.shape.length > 1 ? 4 / Math.sqrt(size / weight.shape[weight.shape.length - 1]) : 0.4;
    const offset = /gamma|variance/.test(weight.originalName) ? 1 : 0;
    weight.write(tf.tensor(Array.from({length: size}, () => offset + scale * (random() - 0.5)), weight.shape));
  }
}

function lenet() {
  const model = tf.sequential();
  model.add(layers.conv2d({inputShape: [28, 28, 1], filters: 6, kernelSize: 5, activation: 'relu', name: 'conv_a'}));
  model.add(layers.maxPooling2d({poolSize: 2, name: 'pool_a'}));
  model.add(layers.conv2d({filters: 16, kernelSize: 5, activation: 'relu', name: 'conv_b'}));
  model.add(layers.maxPooling2d({poolSize: [2, 2], strides: [2, 2], name: 'pool_b'}));
  model.add(layers.flatten({name: 'flatten'}));
  model.add(layers.dropout({rate: 0.25, name: 'dropout'}));
  const kernelRegularizer = tf.regularizers.l2({l2: 0.01});
  model.add(layers.dense({units: 24, activation: 'relu', kernelRegularizer, name: 'fc'}));
  model.add(layers.dense({units: 10, activation: 'softmax', name: 'predictions'}));
  return model;
}

function mobile() {
  const model = tf.sequential();
  model.add(layers.zeroPadding2d({inputShape: [14, 11, 3], padding: [[0, 1], [1, 2]], name: 'pad'}));
  model.add(layers.conv2d({filters: 4, kernelSize: [3, 2], strides: 2, useBias: false, name: 'stem'}));
  model.add(layers.batchNormalization({momentum: 0.9, epsilon: 0.01, name: 'stem_bn'}));
  model.add(layers.reLU({maxValue: 6, name: 'stem_relu'}));
  model.add(layers.depthwiseConv2d({kernelSize: 3, depthMultiplier: 2, padding: 'same', name: 'depthwise'}));
  model.add(layers.batchNormalization({name: 'depthwise_bn'}));
  model.add(layers.leakyReLU({alpha: 0.1, name: 'leaky'}));
  model.add(layers.separableConv2d(
      {filters: 6, kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu', name: 'separable'}));
  model.add(layers.averagePooling2d({poolSize: 2, strides: 2, padding: 'same', name: 'average'}));
  model.add(layers.globalAveragePooling2d({name: 'global'}));
  model.add(layers.dense({units: 5, name: 'logits'}));
  model.add(layers.activation({activation: 'softmax', name: 'softmax'}));
  return model;
}

function branches() {
  const image = tf.input({shape: [12, 10, 3], name: 'image'});
  const padding = 'same';
  const stem = layers.conv2d(
      {filters: 4, kernelSize: 3, strides: 2, padding, activation: 'tanh', name: 'stem'}).apply(image);
  const left = layers.conv2d({filters: 4, kernelSize: 2, padding, activation: 'sigmoid', name: 'left'}).apply(stem);
  const right = layers.conv2d(
      {filters: 4, kernelSize: 3, padding, activation: 'elu', name: 'right'}).apply(stem);
  const sum = layers.add({name: 'sum'}).apply([left, right]);
  const joined = layers.concatenate({name: 'joined'}).apply([sum, stem, right]);
  const pool = layers.maxPooling2d({poolSize: 3, strides: 2, padding, name: 'pool'}).apply(joined);
  const flat = layers.flatten({name: 'flat'}).apply(pool);
  const normal = layers.batchNormalization({name: 'normal'}).apply(flat);
  const deepest = layers.globalMaxPooling2d({name: 'deepest'}).apply(joined);
  const all = layers.concatenate({name: 'all'}).apply([deepest, normal]);
  const hidden = layers.dense({units: 7, activation: 'relu', useBias: false, name: 'hidden'}).apply(all);
  const output = layers.dense({units: 4, activation: 'softmax', name: 'output'}).apply(hidden);
  return tf.model({inputs: image, outputs: output, name: 'branches'});
}

function first() {
  const dataFormat = 'channelsFirst';
  const padding = 'same';
  const image = tf.input({shape: [3, 11, 10], name: 'image'});
  const conv = layers.conv2d(
      {filters: 5, kernelSize: 3, strides: 2, padding, dataFormat, activation: 'relu', name: 'conv'}).apply(image);
  const normalization = layers.batchNormalization({axis: 1, name: 'normal'});
  // TensorFlow.js's own, on a CPU, takes the last axis whichever is given.
  normalization.call = input => {
    const weights = normalization.weights.map(weight => weight.read().reshape([1, -1, 1, 1]));
    const [gamma, beta, mean, variance] = weights;
    return (Array.isArray(input) ? input[0] : input).sub(mean).div(variance.add(0.001).sqrt()).mul(gamma).add(beta);
  };
  const normal = normalization.apply(conv);
  const up = layers.upSampling2d({size: [2, 2], dataFormat, name: 'up'}).apply(normal);
  const pool = layers.maxPooling2d({poolSize: 2, strides: 1, dataFormat, name: 'pool'}).apply(up);
  const crop = layers.cropping2D({cropping: [[1, 0], [0, 0]], dataFormat, name: 'crop'}).apply(up);
  const joined = layers.concatenate({axis: 1, name: 'joined'}).apply([crop, image]);
  const mean = layers.globalAveragePooling2d({dataFormat, name: 'mean'}).apply(joined);
  // The one keeps the order that values have in memory, the other goes to channels last.
  const flat = layers.flatten({name: 'flat'}).apply(pool);
  const turned = layers.flatten({dataFormat, name: 'turned'}).apply(pool);
  const twice = layers.concatenate({name: 'twice'}).apply([turned, flat, mean]);
  const output = layers.dense({units: 4, activation: 'softmax', name: 'output'}).apply(twice);
  return tf.model({inputs: image, outputs: output, name: 'first'});
}

function dilated() {
  const model = tf.sequential();
  const padding = 'same';
  model.add(layers.conv2d({inputShape: [9, 12, 2], filters: 4, kernelSize: 3, dilationRate: 2, padding, name: 'conv'}));
  model.add(layers.globalMaxPooling2d({name: 'deepest'}));
  model.add(layers.dense({units: 3, activation: 'softmax', name: 'output'}));
  return model;
}

/** For steps of training: nothing in it is random. */
function trained() {
  const model = tf.sequential();
  const kernelRegularizer = tf.regularizers.l1l2({l1: 0.01, l2: 0.3});
  model.add(layers.conv2d({inputShape: [8, 6, 2], filters: 4, kernelSize: 3, kernelRegularizer, name: 'conv'}));
  model.add(layers.elu({name: 'elu'}));
  model.add(layers.flatten({name: 'flatten'}));
  model.add(layers.dense({units: 3, kernelRegularizer: tf.regularizers.l2({l2: 0.2}), name: 'output'}));
  model.add(layers.softmax({name: 'softmax'}));
  return model;
}

/** As TensorFlow.js goes on from there, with example n of class n. */
async function steps(model, input, optimizer) {
  model.compile({optimizer, loss: 'categoricalCrossentropy'});
  for (let step = 0; step < 4; step++) {
    await model.trainOnBatch(input, tf.eye(EXAMPLES));
  }
  return Array.from(model.predict(input).dataSync());
}

const EXAMPLES = 3;

async function main() {
  await tf.setBackend('cpu');
  const models = {};
  for (const build of [lenet, mobile, branches, first, dilated, trained]) {
    const model = build();
    fill(model);
    const shape = model.inputs[0].shape.slice(1);
    const size = EXAMPLES * shape.reduce((a, b) => a * b, 1);
    const pixels = Array.from({length: size}, (_, i) => (((i % 257) * (i % 101) * 13 + 7 * i) % 255) / 127.5 - 1);
    const input = tf.tensor(pixels, [EXAMPLES, ...shape]);
    models[build.name] = {
      config: model.toJSON(null, false),
      weights: model.layers.map(layer => [
        layer.name,
        layer.weights.map(weight => [weight.originalName, weight.shape, Array.from(weight.read().dataSync())]),
      ]),
      outputs: Array.from(model.predict(input).dataSync()),
    };
    if (build === trained) {
      models.trained.steps = await steps(model, input, tf.train.momentum(0.05, 0.9, true));
    }
  }
  console.log(JSON.stringify(models));
}

main();

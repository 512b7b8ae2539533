"""Writes what models.js printed as Keras does: python3 write.py models.json. For each model a file NAME.h5, and what
TensorFlow.js made of the inputs as NAME.txt, then what it made of them after four steps of training, if it trained. Two
are written once more, with the names and JSON of Keras 3, and one with half of its layers in a model of their own."""
import json
import sys

import h5py
import numpy as np

ADAM = {'class_name': 'Adam', 'config': {
    'name': 'Adam', 'learning_rate': 0.01, 'decay': 0.0, 'beta_1': 0.8, 'beta_2': 0.99, 'epsilon': 1e-06}}
SGD = {'class_name': 'SGD', 'config': {
    'name': 'SGD', 'learning_rate': 0.05, 'decay': 0.0, 'momentum': 0.9, 'nesterov': True}}
TRAINING = {
    'lenet': {'optimizer_config': ADAM, 'loss': 'sparse_categorical_crossentropy', 'metrics': ['accuracy']},
    'trained': {'optimizer_config': SGD, 'loss': 'categorical_crossentropy', 'metrics': ['accuracy']},
    'dilated': {'optimizer_config': ADAM, 'loss': 'categorical_crossentropy', 'metrics': ['accuracy']},
    'branches': {'optimizer_config': SGD, 'loss': 'categorical_crossentropy', 'metrics': ['accuracy']},
    'first': {'optimizer_config': SGD, 'loss': {'class_name': 'CategoricalCrossentropy', 'config': {
        'reduction': 'auto', 'name': 'categorical_crossentropy', 'from_logits': False, 'label_smoothing': 0}}},
}


def write(name, config, weights, training, version, spelled):
    with h5py.File(name + '.h5', 'w') as file:
        file.attrs['keras_version'] = version
        file.attrs['backend'] = 'tensorflow'
        file.attrs['model_config'] = json.dumps(config)
        if training:
            file.attrs['training_config'] = json.dumps(training)
        group = file.create_group('model_weights')
        group.attrs['layer_names'] = [layer.encode() for layer, _ in weights]
        group.attrs['keras_version'] = version
        group.attrs['backend'] = 'tensorflow'
        for layer, arrays in weights:
            inside = group.create_group(layer)
            inside.attrs['weight_names'] = [spelled(weight).encode() for weight, _, _ in arrays]
            for weight, shape, values in arrays:
                inside.create_dataset(spelled(weight), data=np.array(values, 'float32').reshape(shape))


def keras3(config):
    """As Keras 3.5 writes its JSON into an HDF5 file."""
    def layer(old):
        inner = dict(old['config'])
        if 'batch_input_shape' in inner:
            inner['batch_shape'] = inner.pop('batch_input_shape')
        inner['dtype'] = {
            'module': 'keras', 'class_name': 'DTypePolicy', 'config': {'name': 'float32'}, 'registered_name': None}
        if 'alpha' in inner:
            inner['negative_slope'] = inner.pop('alpha')
        new = {'module': 'keras.layers', 'class_name': old['class_name'], 'config': inner, 'registered_name': None,
               'build_config': {'input_shape': None}, 'name': inner['name']}
        tensors = [{'class_name': '__keras_tensor__', 'config': {'shape': [None], 'keras_history': use[:3]}}
                   for node in old.get('inbound_nodes', []) for use in node]
        new['inbound_nodes'] = [{'args': tensors if len(tensors) == 1 else [tensors], 'kwargs': {}}] if tensors else []
        return new
    inner = config['config']
    new = {'name': inner['name'], 'trainable': True, 'layers': [layer(old) for old in inner['layers']]}
    if 'input_layers' in inner:
        new['input_layers'] = inner['input_layers'][0]
        new['output_layers'] = inner['output_layers'][0]
    return {'class_name': 'Functional' if config['class_name'] == 'Model' else 'Sequential', 'config': new}


def nested(config, count):
    """A row whose first layers are a Functional model, as people put a new head on a network they have."""
    layers = config['config']['layers']
    first = layers[0]['config']
    base = [{'class_name': 'InputLayer', 'name': 'input_1', 'inbound_nodes': [], 'config': {
        'name': 'input_1', 'batch_input_shape': first['batch_input_shape'], 'dtype': 'float32'}}]
    for layer in layers[:count]:
        before = base[-1]['config']['name']
        base.append(dict(layer, name=layer['config']['name'], inbound_nodes=[[[before, 0, 0, {}]]]))
    model = {'class_name': 'Functional', 'config': {
        'name': 'base', 'layers': base, 'input_layers': [['input_1', 0, 0]],
        'output_layers': [[base[-1]['name'], 0, 0]]}}
    return {'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [model] + layers[count:]}}


def grouped(weights, count):
    """Those of a model in the model are one layer's, trainable ones first."""
    arrays = [array for _, layer in weights[:count] for array in layer]
    return [('base', sorted(arrays, key=lambda array: 'moving' in array[0]))] + weights[count:]


models = json.load(open(sys.argv[1]))
for layer in models['mobile']['config']['config']['layers']:
    if layer['class_name'] == 'SeparableConv2D':
        layer['config']['depth_multiplier'] = 2  # TensorFlow.js leaves it out.
for name, model in models.items():
    np.savetxt(name + '.txt', model['outputs'] + model.get('steps', []), '%.9g')
    config = dict(model['config'], keras_version='2.13.1', backend='tensorflow')
    write(name, config, model['weights'], TRAINING.get(name), '2.13.1', lambda weight: weight + ':0')
for name in ['mobile', 'branches']:
    write(name + '3', keras3(models[name]['config']), models[name]['weights'], TRAINING.get(name), '3.5.0',
          lambda weight: 'model/' + weight.replace('depthwise/depthwise_kernel', 'depthwise/kernel'))
write('nested', nested(models['mobile']['config'], 7), grouped(models['mobile']['weights'], 7), None, '2.13.1',
      lambda weight: weight + ':0')

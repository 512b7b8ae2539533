"""Keras files with what only h5py can write: links, arrays that unfold, and a group that holds itself."""
import json

import h5py
import numpy as np

MODEL = {'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [
    {'class_name': 'Flatten', 'config': {'name': 'flatten', 'batch_input_shape': [None, 2, 2, 1]}},
    {'class_name': 'Dense', 'config': {'name': 'dense', 'units': 3, 'activation': 'softmax'}}]}}


def write(name, put):
    with h5py.File(name + '.h5', 'w') as file:
        file.attrs['keras_version'] = '2.9.0'
        file.attrs['model_config'] = json.dumps(MODEL)
        weights = file.create_group('model_weights')
        weights.attrs['layer_names'] = [b'dense']
        dense = weights.create_group('dense')
        dense.attrs['weight_names'] = [b'kernel:0', b'bias:0']
        dense['bias:0'] = np.array([1, 2, 3], 'float32')
        put(dense)


def circle(dense):
    dense['self'] = dense
    dense['kernel:0'] = np.arange(12, dtype='float32').reshape(4, 3)
    dense.attrs['weight_names'] = [b'self/self/self/kernel:0', b'bias:0']


def link(target):
    return lambda dense: dense.__setitem__('kernel:0', target)


write('external', link(h5py.ExternalLink('lenet.h5', '/model_weights/fc/fc/kernel:0')))
write('soft', link(h5py.SoftLink('/model_weights/dense/bias:0')))
write('chunked', lambda dense: dense.create_dataset('kernel:0', (4, 3), 'float32', chunks=(4, 3), compression='gzip'))
write('circle', circle)

"""Writes an encoder as the Go package reads it (weights.go)."""
import struct
import numpy as np
from model import Tokenizer

MAGIC = b'rolecall encoder 2\n\n'

def int8(w):
    """Rows of int8 with their scales: the largest of each row becomes 127."""
    scale = np.abs(w).max(1) / 127
    scale[scale == 0] = 1
    return np.rint(w / scale[:, None]).astype('i1'), scale.astype('<f4')

def encoder_bytes(encoder, vocab):
    p = {k: v.detach().numpy() for k, v in encoder.state_dict().items()}
    floats = lambda x: np.ascontiguousarray(x, '<f4').tobytes()
    def matrix(w, b):  # torch has a column for each output, the asset a row
        rows, scale = int8(p[w].T)
        grouped = rows.reshape(-1, 4, rows.shape[1]).swapaxes(1, 2)  # four rows side by side
        return floats(scale) + floats(p[b]) + grouped.tobytes()
    rows, scale = int8(p['emb'])
    out = [MAGIC, struct.pack('<I', len(rows)), floats(scale), floats(p['pos']), rows.tobytes()]
    for l in 'bottom.', 'top.':
        out += [floats(p[l + 'ln1']), floats(p[l + 'lb1']), matrix(l + 'qkv', l + 'qkvb'), matrix(l + 'out', l + 'outb')]
        if l + 'dense' in p: out.append(matrix(l + 'dense', l + 'denseb'))
        out += [floats(p[l + 'ln2']), floats(p[l + 'lb2']), matrix(l + 'w1', l + 'b1'), matrix(l + 'w2', l + 'b2')]
    out += [matrix('tanh', 'tanhb'), matrix('project', 'projectb')]
    pieces = Tokenizer(vocab).pieces
    out.append(struct.pack('<I', len(pieces)))
    for text, (score, row) in pieces.items():
        b = text.encode()
        out.append(struct.pack('<IfI', row, score, len(b)) + b)
    return b''.join(out)

KNOWN_MAGIC = b'rolecall known 2\n\n\n\n'

def known_bytes(texts, vectors):
    """The vectors of texts, four bits a number, by the hash of the text (known.go)."""
    def hashed(text):
        h = 14695981039346656037
        for b in text.encode(): h = (h ^ b) * 1099511628211 % 2**64
        return h
    best = lambda step: np.clip(np.rint(vectors / step + 7.5), 0, 15)
    error = lambda step: (((best(step) - 7.5) * step - vectors) ** 2).sum()
    step = min(np.arange(.01, .08, .001), key=error)
    q = best(step).astype('u1')
    order = sorted(range(len(texts)), key=lambda i: hashed(texts[i]))
    return b''.join([KNOWN_MAGIC, struct.pack('<If', len(texts), step), *[struct.pack('<Q', hashed(texts[i])) for i in order],
                     (q[order, ::2] | q[order, 1::2] << 4).tobytes()])

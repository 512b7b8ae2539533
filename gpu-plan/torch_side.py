"""PyTorch beside convoy's cudnn engine: whole training steps in images/s, channels-last, autocast bf16, compiled and not.
torch_side.py resnet50|vgg-small  [seconds per setting]; prints one line a setting. Inputs lie on the card (in PyTorch's favour)."""
import sys, time, torch, torch.nn as nn, torch.nn.functional as F
name = sys.argv[1]; seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 6
torch.manual_seed(1); torch.backends.cudnn.benchmark = True; torch.backends.cuda.matmul.allow_tf32 = True; torch.backends.cudnn.allow_tf32 = True

class VggSmall(nn.Module):
    def __init__(self, classes=10):
        super().__init__(); layers = []; c = 3
        for o in (64, 128, 256):
            layers += [nn.Conv2d(c, o, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(o, o, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]; c = o
        self.features = nn.Sequential(*layers); self.dense = nn.Linear(256 * 16, 256); self.output = nn.Linear(256, classes)
    def forward(self, x): return self.output(F.relu(self.dense(self.features(x).flatten(1))))

def build():
    if name == 'resnet50':
        import torchvision
        return torchvision.models.resnet50(num_classes=1000), 128, 224, 1000
    return VggSmall(), 512, 32, 10

def run(setting, compiled, mode=None):
    model, batch, size, classes = build()
    model = model.cuda().to(memory_format=torch.channels_last).train()
    opt = (torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, nesterov=True, weight_decay=1e-4, fused=True) if name == 'resnet50'
           else torch.optim.Adam(model.parameters(), lr=1e-4, weight_decay=1e-4, fused=True))
    x = torch.randn(batch, 3, size, size, device='cuda').to(memory_format=torch.channels_last); y = torch.randint(classes, (batch,), device='cuda')
    f = torch.compile(model, mode=mode) if compiled else model
    def step():
        opt.zero_grad(set_to_none=True)
        with torch.autocast('cuda', dtype=torch.bfloat16): loss = F.cross_entropy(f(x), y)
        loss.backward(); opt.step(); return loss
    for _ in range(15): step()
    torch.cuda.synchronize(); rates = []
    for _ in range(3):
        n = 0; t = time.time()
        while time.time() - t < seconds / 3:
            for _ in range(10): step(); n += 1
            torch.cuda.synchronize()
        rates.append(n * batch / (time.time() - t))
    print(f'{name} batch {batch} {setting}: ' + ', '.join(f'{r:.0f}' for r in rates) + ' images/s', flush=True)

print(torch.__version__, torch.backends.cudnn.version(), torch.cuda.get_device_name(), flush=True)
run('eager', False)
for mode in ('default', 'max-autotune-no-cudagraphs', 'reduce-overhead') if len(sys.argv) > 3 else ('default', 'reduce-overhead'):
    try: run('compiled ' + mode, True, mode)
    except Exception as e: print('compiled', mode, 'failed:', str(e)[:200], flush=True)

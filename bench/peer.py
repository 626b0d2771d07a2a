"""The work of SteeringBench done with transformers and forward hooks: one line a row, `name median p95` in milliseconds.

Usage: python bench/peer.py MODEL_FOLDER VISION_LAYER LANGUAGE_LAYER ROUNDS [THREADS]
Needs torch, transformers, pillow. No part of build or tests.
"""

import statistics
import sys
import time

import torch
from PIL import Image
from transformers import AutoProcessor, LlavaForConditionalGeneration

FOLDER, VISION, LANGUAGE, ROUNDS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(int(sys.argv[5]) if len(sys.argv) > 5 else 2)
torch.set_grad_enabled(False)
TOKENS, NINE, DRAG, IMAGES = 24, 9, 30, 32


def report(name, times, scale=1.0):
    times = sorted(t * scale for t in times)
    median = statistics.median(times)
    print(f"{name} {median:.3f} {times[min(len(times) - 1, len(times) * 95 // 100)]:.3f}", flush=True)
    return median


def clock(times, work):
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1e3)
    return found


start = time.perf_counter()
model = LlavaForConditionalGeneration.from_pretrained(FOLDER, dtype=torch.float32).eval()
model.generation_config.eos_token_id = None
processor = AutoProcessor.from_pretrained(FOLDER)
report("load", [(time.perf_counter() - start) * 1e3])
tower = model.model.vision_tower
tower = getattr(tower, "vision_model", tower)
layers = {"vision": tower.encoder.layers, "language": model.model.language_model.layers}
side = model.config.vision_config.image_size
turn = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "describe the image ."}]}]
text = processor.apply_chat_template(turn, add_generation_prompt=True)
white = Image.new("RGB", (side, side), "white")
one = processor(images=white, text=text, return_tensors="pt")
nine = processor(images=[white] * NINE, text=[text] * NINE, return_tensors="pt", padding=True)
print(f"# {one['input_ids'].shape[1]} prompt tokens, torch {torch.__version__}, {torch.get_num_threads()} threads")


def steered(where, layer, inputs, tokens):
    """Greedy answers with one random vector a row added after a layer; in the language model to every token."""
    rows = inputs["input_ids"].shape[0]
    width = layers[where][layer].mlp.fc2.out_features if where == "vision" else model.config.text_config.hidden_size
    vectors = torch.randn(rows, 1, width)

    def add(_module, _inputs, output):
        hidden = output[0] if isinstance(output, tuple) else output
        return (hidden + vectors, *output[1:]) if isinstance(output, tuple) else hidden + vectors

    handle = layers[where][layer].register_forward_hook(add)
    try:
        model.generate(**inputs, max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False, pad_token_id=0)
    finally:
        handle.remove()


for batch in (1, 16):
    pixels = torch.randn(batch, 3, side, side)
    report(f"vision_{batch}", clock(max(3, ROUNDS // batch), lambda: tower(pixels)))
context = min(300, model.config.text_config.max_position_embeddings - 1)
ids = torch.arange(context)[None] % 300 + 5
report(f"prefill_{context}", clock(ROUNDS, lambda: model.lm_head(model.model.language_model(ids).last_hidden_state[:, -1:])))

first = report("first_token", clock(ROUNDS, lambda: steered("vision", VISION, one, 1)))
print(f"first_token_without_caches {first:.3f} {first:.3f}")
whole = report("caption", clock(max(3, ROUNDS // 4), lambda: steered("vision", VISION, one, TOKENS)))
print(f"decode_1 {(whole - first) / (TOKENS - 1):.3f} 0")
print(f"drag_30 {whole * DRAG:.3f} 0")  # nothing is reused: each strength is the same work
print(f"sweep_9_one_by_one {whole * NINE:.3f} 0")
few = min(10, max(2, ROUNDS // 5))
batch = report("sweep_9", clock(few, lambda: steered("vision", VISION, nine, TOKENS)))
firsts = report("sweep_9_first_tokens", clock(few, lambda: steered("vision", VISION, nine, 1)))
print(f"decode_9 {(batch - firsts) / (TOKENS - 1):.3f} 0")
whole = report("caption_language", clock(max(3, ROUNDS // 4), lambda: steered("language", LANGUAGE, one, TOKENS)))
print(f"sweep_9_language_one_by_one {whole * NINE:.3f} 0")
report("sweep_9_language", clock(few, lambda: steered("language", LANGUAGE, nine, TOKENS)))

pixels = torch.randn(IMAGES, 3, side, side)
direction = torch.randn(model.config.vision_config.hidden_size)


def latent():
    handle = layers["vision"][VISION].register_forward_hook(
        lambda _m, _i, out: (out[0] + direction, *out[1:]) if isinstance(out, tuple) else out + direction)
    try:
        tower(pixels).pooler_output.sum().item()
    finally:
        handle.remove()


report("steerability_latent", clock(max(3, ROUNDS // 4), latent))

"""Does Python get the same numbers from the shipped demo models?

Loads models/demo with transformers and compares with what Facet wrote by

    facet demo-report --parity parity.json      (captions, logits, embeddings, SAE codes)

Usage: python bench/check_transformers.py models/demo parity.json
Needs torch, transformers, safetensors, numpy. No part of build or tests.
"""

import json
import sys

import numpy as np
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, CLIPModel, LlavaForConditionalGeneration

MODELS, PARITY = sys.argv[1], json.load(open(sys.argv[2]))
torch.set_grad_enabled(False)
torch.set_num_threads(1)
pixels = torch.tensor(PARITY["pixels"], dtype=torch.float32).view(PARITY["shape"])
worst = {}

clip = CLIPModel.from_pretrained(f"{MODELS}/clip").eval()
words = AutoTokenizer.from_pretrained(f"{MODELS}/clip")
images = clip.visual_projection(clip.vision_model(pixels).pooler_output)
worst["image embeddings"] = (images - torch.tensor(PARITY["image_embeddings"])).abs().max()
tokens = words(PARITY["texts"], padding=True, return_tensors="pt")
texts = clip.text_projection(
    clip.text_model(input_ids=tokens.input_ids, attention_mask=tokens.attention_mask).pooler_output
)
worst["text embeddings"] = (texts - torch.tensor(PARITY["text_embeddings"])).abs().max()

hidden = clip.vision_model(pixels, output_hidden_states=True).hidden_states[PARITY["layer"] + 1]
state = torch.load(f"{MODELS}/sae/ae.pt", weights_only=True)
pre = torch.relu(
    (hidden[:, 1:] - state["b_dec"]) @ state["encoder.weight"].T + state["encoder.bias"]
)
codes = pre * (pre > state["threshold"])
lens = load_file(f"{MODELS}/sae-saelens/sae_weights.safetensors")
pre2 = torch.relu((hidden[:, 1:] - lens["b_dec"]) @ lens["W_enc"] + lens["b_enc"])
worst["codes, SAELens against dictionary_learning"] = (
    codes - pre2 * (pre2 > lens["threshold"])
).abs().max()
worst["codes (mean active value %.2f)" % codes[codes > 0].mean()] = (
    codes.flatten() - torch.tensor(PARITY["codes"])
).abs().max()

failed = 0
for name in ("llava", "llava-small"):
    model = LlavaForConditionalGeneration.from_pretrained(f"{MODELS}/{name}").eval()
    tokenizer = AutoTokenizer.from_pretrained(f"{MODELS}/{name}")
    expected = PARITY[name]
    prompt = expected["prompt"].replace("<image>", "<image>" * 64)
    ids = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
    for i in range(len(pixels)):
        one = pixels[i : i + 1]
        logits = model(input_ids=ids, pixel_values=one, attention_mask=torch.ones_like(ids)).logits
        difference = (logits[0, -1] - torch.tensor(expected["logits"][i])).abs().max()
        worst[f"{name} logits"] = max(worst.get(f"{name} logits", 0), difference)
        out = model.generate(
            input_ids=ids,
            pixel_values=one,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=24,
            do_sample=False,
        )
        caption = tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True)
        if caption != expected["captions"][i]:
            failed += 1
            print(f"{name} image {i}: Python '{caption}', Facet '{expected['captions'][i]}'")

for name, value in worst.items():
    print(f"{name}: largest difference {float(value):.2e}")
print(f"captions that differ: {failed}")
sys.exit(failed > 0 or max(float(v) for v in worst.values()) > 1e-3)

#!/usr/bin/env python3
"""Loads a bf16 checkpoint as fp32 by the safetensors library, and reads the file whole: what LoadBench does, in Python.

  bench/peer_load.py FOLDER/BF16-500mb.safetensors     the file that bench/run LoadBench FOLDER wrote; needs torch and safetensors

THP_MEM_ALLOC_ENABLE=1 gives libtorch memory in huge pages, which Facet asks for by itself.
"""

import pathlib
import statistics
import sys
import time

import torch
from safetensors.torch import load_file

FILE = pathlib.Path(sys.argv[1])
torch.set_num_threads(2)


def speed(work):
    times = []
    for _ in range(15):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
        del result
    return FILE.stat().st_size / 1e9 / statistics.median(times)


print(f"read whole at {speed(FILE.read_bytes):.2f} GB/s, "
      f"loaded as fp32 at {speed(lambda: {name: t.float() for name, t in load_file(FILE).items()}):.2f} GB/s of the file")

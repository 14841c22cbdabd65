#!/usr/bin/env bash
# Builds the kernels for the device in this machine and compares its rows with the reference. Needs nvcc, no Qt.
#   tests/gpu/run.sh [build folder]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/gpu}
if ! nvidia-smi -L >/dev/null 2>&1; then
  echo "no NVIDIA device answers here: nothing was tested"
  exit 77 # ctest's and automake's word for "skipped"
fi
architecture=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | head -1 | tr -d .)
cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CUDA_ARCHITECTURES="$architecture"
ninja -C "$build"
"$build/bin/cuda_parity"

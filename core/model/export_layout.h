#pragma once
// Which tensors a file of a given kind has, and where in the model each of their rows comes from.

#include "core/model/architecture.h"
#include "core/model/export_tensor.h"
#include "core/model/export_type.h"

namespace inkstone {

/// In llama.cpp's names, row order and mix of types.
std::vector<ExportTensor> ggufTensors(const Model& model, const Architecture& row, ExportType type);
/// In the names of `row`, all of one plain type; its norms less 1 where the family stores them so.
std::vector<ExportTensor> huggingFaceTensors(const Model& model, const Architecture& row, ExportType type);

/// The row of the table a model was opened with.
const Architecture& architectureOf(const Model& model);
bool isHuggingFace(const Model& model);

/// A tensor of the source that no part of the model is made of would get lost: refused by its name.
Status refuseUnknownTensors(const Model& model);

} // namespace inkstone

#pragma once
// The two kinds of targets of a conversion. Used inside core/model.

#include "core/model/convert.h"
#include "core/model/export_layout.h"

namespace inkstone {

struct ConvertJob {
    std::shared_ptr<const Model> model;
    const Architecture* row = nullptr; ///< of the target
    std::vector<ExportTensor> tensors;
    uint64_t bytes = 0; ///< of all tensors
    ConvertOptions options;
    ConvertResult result; ///< path and tensor types are set; bytes and warnings are the writer's

    TensorStream::Options streamOptions() const {
        return {.model = model,
                .adapter = options.adapter,
                .threads = options.threads,
                .totalBytes = bytes,
                .progress = options.progress,
                .stop = options.stop};
    }
};

Status writeGgufModel(ConvertJob& job);
Status writeHuggingFaceModel(ConvertJob& job);

} // namespace inkstone

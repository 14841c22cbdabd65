#pragma once
// The two kinds of files a model comes in. Each reads headers and configuration, checks every shape, and
// leaves the weights mapped.

#include "core/model/model.h"

namespace inkstone {

Result<std::shared_ptr<const Model>> loadGguf(const std::filesystem::path& file);
Result<std::shared_ptr<const Model>> loadHuggingFace(const std::filesystem::path& folder);

} // namespace inkstone

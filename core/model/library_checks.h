#pragma once
// What the files of a model tell before any of them is opened: whether all are there, whether links stay
// where they may lead, how large it is, and whether it is the same as another.

#include "core/base/file.h"

namespace inkstone {

/// A ".gguf" that stands for a model: no later part of a set, no vision projector.
bool isModelGguf(const fs::path& path);
/// Bytes of a file with the parts of its set, or of the files of a folder; links are followed.
uint64_t bytesOfModel(const fs::path& path);
/// By device and number of the files that hold weights and configuration; empty when there are none.
std::string identityOf(const fs::path& path);

/// An Error without `what`: nothing is wrong. `root`: where links must stay; empty: anywhere.
Error problemOfGguf(const fs::path& file, const fs::path& root);
Error problemOfFolder(const fs::path& folder, const fs::path& root);
Error brokenModel(const fs::path& path, Text why, Text hint);

/// The GGUF blob that a manifest of Ollama names; empty when it has no layer of weights.
Result<fs::path> weightsOfManifest(const fs::path& manifest, const fs::path& blobs);

} // namespace inkstone

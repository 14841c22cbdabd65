#pragma once
// The models that other programs keep on this machine, found where they lie and never copied. Only names,
// sizes and the first bytes are looked at; links may not lead out of the place they were found in.

#include "core/model/catalogue.h"

#include <stop_token>

namespace inkstone {

/// Folders to look into; missing ones hold nothing.
struct LibraryPlaces {
    fs::path models;                   ///< Inkstone's own, always first
    std::vector<fs::path> huggingFace; ///< caches with "models--org--name" in them
    std::vector<fs::path> modelScope;  ///< caches with "org/name" in them
    std::vector<fs::path> ollama;      ///< stores with "manifests" and "blobs" in them
    std::vector<fs::path> lmStudio;    ///< folders with "publisher/model" in them
    std::vector<fs::path> folders;     ///< of the person, looked through a few levels deep
    std::vector<fs::path> single;      ///< single files and folders of models
    std::vector<fs::path> runs;        ///< of projects: "name/model" is what a run made of all weights
};

/// By the variables of those programs, or where they keep things without: HF_HUB_CACHE, HF_HOME;
/// MODELSCOPE_CACHE; OLLAMA_MODELS; LM Studio's ~/.lmstudio/models.
LibraryPlaces libraryPlaces();

/// Every model once, by source and name; a model that is there twice (the same file under two names) belongs
/// to the place that was looked into first. Broken and half downloaded ones are listed with their problem.
std::vector<ModelOnDisk> findLibrary(const LibraryPlaces& places, std::stop_token stop = {});

/// As findModel(), over the whole library.
Result<ModelOnDisk> findModel(const std::string& nameOrPath, const LibraryPlaces& places);

/// PEFT folders directly in `folder` (default: modelsFolder(), where `model fetch` puts them), by name.
std::vector<fs::path> listAdapters(const fs::path& folder = {});

/// "Hugging Face", "Ollama"...; empty for Inkstone's own.
const char* name(ModelSource source);

} // namespace inkstone

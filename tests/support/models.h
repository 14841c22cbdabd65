#pragma once
// Models for tests: the tiny golden one, a small random one, and the starter model where it is.

#include "core/base/paths.h"
#include "core/model/catalogue.h"
#include "core/model/prepared_model.h"
#include "tests/support/scratch.h"

namespace inkstone::test {

inline std::shared_ptr<const PreparedModel> prepare(std::shared_ptr<const Model> model, Compute compute,
                                                    const kernels::Backend* backend = nullptr) {
    auto prepared =
        PreparedModel::make(std::move(model), {.backend = backend, .compute = compute, .threads = 2});
    if (!prepared) qWarning("%s", prepared.error().str().c_str());
    return prepared ? *prepared : nullptr;
}

/// Null (and the reason in the log) when it cannot be opened.
inline std::shared_ptr<const Model> openModel(const fs::path& path) {
    auto model = Model::open(path);
    if (!model) qWarning("%s", model.error().str().c_str());
    return model ? *model : nullptr;
}

inline std::shared_ptr<const PreparedModel> prepare(const fs::path& path, Compute compute) {
    const auto model = openModel(path);
    return model ? prepare(model, compute) : nullptr;
}

inline fs::path starterModelPath() { return modelsFolder() / "SmolLM2-135M-Instruct.Q4_1.gguf"; }

} // namespace inkstone::test

/// Leaves the test when the starter model is not on this machine.
#define NEED_STARTER_MODEL()                                                                                 \
    if (!fs::exists(inkstone::test::starterModelPath()))                                                     \
    QSKIP("the starter model is not there; packaging/run.sh gets it")

#include "core/train/checkpoint.h"

#include "core/base/atomic_folder.h"
#include "core/base/phrase.h"
#include "core/tensor/safetensors.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <sstream>
#include <unistd.h>
#include <utility>

namespace inkstone {

namespace {
const std::string prefix = "checkpoint-";

Json toJson(const TrainState& s) {
    return {{"step", s.step},
            {"tokens", s.tokens},
            {"supervised_tokens", s.supervisedTokens},
            {"skipped_steps", s.skippedSteps},
            {"seconds", s.seconds},
            {"loss_first", s.lossFirst},
            {"loss_last", s.lossLast},
            {"eval_loss", s.evalLoss ? Json(*s.evalLoss) : Json()}};
}

Result<TrainState> stateFrom(const Json& json, const std::string& where) {
    const JsonReader reader(json, where);
    TrainState s;
    INK_TRY(step, reader.integer("step", 0));
    INK_TRY(tokens, reader.integer("tokens", 0));
    INK_TRY(supervised, reader.integer("supervised_tokens", 0));
    INK_TRY(skipped, reader.integerOr("skipped_steps", 0, 0));
    INK_TRY(seconds, reader.number("seconds"));
    INK_TRY(first, reader.number("loss_first"));
    INK_TRY(last, reader.number("loss_last"));
    s.step = step;
    s.tokens = tokens;
    s.supervisedTokens = supervised;
    s.skippedSteps = skipped;
    s.seconds = seconds;
    s.lossFirst = first;
    s.lossLast = last;
    if (reader.has("eval_loss")) {
        INK_TRY(eval, reader.number("eval_loss"));
        s.evalLoss = eval;
    }
    return s;
}

/// Calls visit(name, values) for each part of the state.
template <class Visit> void eachPart(const OptimizerState& state, Visit&& visit) {
    visit("moment1", state.moment1);
    visit("moment2", state.moment2);
    const kernels::Moments8& packed = state.packed;
    if (packed.count == 0) return;
    const auto count = size_t(packed.count), blocks = size_t(momentBlocks(packed.count));
    visit("moment1_8bit", std::span(packed.moment1, count));
    visit("moment2_8bit", std::span(packed.moment2, count));
    visit("scale1", std::span(packed.scale1, blocks));
    visit("scale2", std::span(packed.scale2, blocks));
}

template <class T> constexpr SafeType typeOf = std::is_same_v<T, float> ? SafeType::F32 : SafeType::U8;

template <class T> SafeTensorToWrite flat(const char* name, std::span<const T> values) {
    return {name, typeOf<T>, {int64_t(values.size())}, std::as_bytes(values)};
}

template <class T> Status readFlat(const SafetensorsFile& file, const char* name, std::span<T> values) {
    INK_TRY(tensor, file.tensor(name));
    if (tensor->type != typeOf<T> || tensor->bytes != values.size_bytes())
        return fail(ErrorCode::Corrupt, "cannot read the checkpoint", file.path().string(),
                    text("tensor %1 does not have the size of what is trained", name));
    std::memcpy(values.data(), tensor->data, tensor->bytes);
    return {};
}

std::optional<int64_t> stepOf(const std::filesystem::path& folder) {
    const std::string name = folder.filename().string();
    if (!name.starts_with(prefix)) return std::nullopt;
    int64_t step = 0;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + prefix.size(), end, step);
    return error == std::errc() && rest == end ? std::optional(step) : std::nullopt;
}
} // namespace

bool RunFolder::exists() const { return fs::exists(m_folder / "run.json"); }
Result<Json> RunFolder::readFacts() const { return readJson(m_folder / "run.json"); }
Status RunFolder::writeFacts(const Json& facts) const { return writeJson(m_folder / "run.json", facts); }

fs::path RunFolder::checkpoint(int64_t step) const { return checkpoints() / (prefix + std::to_string(step)); }

std::vector<int64_t> RunFolder::steps() const {
    std::vector<int64_t> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(checkpoints(), error))
        if (const auto step = stepOf(entry.path())) found.push_back(*step);
    std::sort(found.rbegin(), found.rend());
    return found;
}

Status RunFolder::save(const TrainState& state, const TrainingEngine& engine, const std::string& fingerprint,
                       int64_t keep) const {
    INK_CHECK(makeFolder(checkpoints()));
    INK_TRY(folder, AtomicFolder::create(checkpoint(state.step), AtomicFolder::Existing::Replace));
    INK_CHECK(engine.saveParameters(folder.path()));
    std::vector<SafeTensorToWrite> optimizer;
    eachPart(engine.optimizer(), [&](const char* name, auto values) {
        optimizer.push_back(
            flat(name, std::span<const std::remove_reference_t<decltype(values[0])>>(values)));
    });
    INK_CHECK(writeSafetensors(folder.path() / "optimizer.safetensors", optimizer));
    Json json = toJson(state);
    json["fingerprint"] = fingerprint;
    INK_CHECK(folder.write("trainer_state.json", dumpJson(json)));
    INK_CHECK(folder.commit({{"step", state.step}}));

    const std::vector<int64_t> all = steps();
    for (size_t i = size_t(std::max<int64_t>(1, keep)); i < all.size(); ++i) {
        std::error_code ignored; // an old checkpoint that stays is no harm
        fs::remove_all(checkpoint(all[i]), ignored);
    }
    return {};
}

Result<std::optional<TrainState>> RunFolder::load(TrainingEngine& engine, const std::string& fingerprint,
                                                  std::vector<Text>& warnings) const {
    for (int64_t step : steps()) {
        const fs::path folder = checkpoint(step);
        if (const auto manifest = verifyManifest(folder); !manifest) {
            const Error& e = manifest.error();
            warnings.push_back(text("checkpoint %1 is damaged and was passed over: %2: %3", step, e.where,
                                    phrase(e.why.empty() ? e.what : e.why)));
            continue;
        }
        INK_TRY(json, readJson(folder / "trainer_state.json"));
        INK_TRY(saved, JsonReader(json, (folder / "trainer_state.json").string()).string("fingerprint"));
        if (saved != fingerprint)
            return fail(ErrorCode::InvalidArgument, "cannot resume the run", m_folder.filename().string(),
                        "its model, data or settings changed since the checkpoint was written",
                        "start a new run, or undo the change");
        INK_TRY(state, stateFrom(json, (folder / "trainer_state.json").string()));
        INK_TRY(file, SafetensorsFile::open(folder / "optimizer.safetensors"));
        Status read;
        eachPart(engine.optimizer(), [&](const char* name, auto values) {
            if (read) read = readFlat(*file, name, values);
        });
        INK_CHECK(read);
        INK_CHECK(engine.readParameters(folder));
        return std::optional(state);
    }
    return std::optional<TrainState>();
}

Result<MetricsLog> MetricsLog::open(const fs::path& file, int64_t lastStep) {
    std::string kept;
    if (fs::exists(file)) {
        INK_TRY(old, readFile(file, uint64_t(1) << 32));
        std::istringstream lines(old);
        for (std::string line; std::getline(lines, line);) {
            // A torn last line (killed while writing) is no JSON and is dropped.
            const auto json = parseJson(line, file.string());
            if (json && json->is_object() && json->value("step", INT64_MAX) <= lastStep) kept += line + "\n";
        }
    }
    INK_CHECK(writeFileAtomically(file, kept));
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (descriptor < 0) return fail(systemError(errno, "cannot write the metrics", file));
    return MetricsLog(descriptor, file);
}

MetricsLog::MetricsLog(MetricsLog&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_file(std::move(other.m_file)) {}

MetricsLog::~MetricsLog() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

Status MetricsLog::append(const Json& line) {
    FileWriter writer(m_descriptor, m_file);
    INK_CHECK(writer.write(dumpJson(line, -1) + "\n"));
    return writer.flush();
}

Status MetricsLog::sync() {
    if (::fsync(m_descriptor) != 0) return fail(systemError(errno, "cannot write the metrics", m_file));
    return {};
}

} // namespace inkstone

#include "core/base/units.h"
#include "core/tensor/gguf_header.h"

#include <charconv>
#include <cstdio>
#include <iterator>

namespace inkstone {
namespace {

constexpr uint64_t maxHeaderBytes = uint64_t(512) << 20;
constexpr int64_t maxParts = 1024;

/// "NAME-00002-of-00005.gguf"
struct SplitName {
    std::string stem;
    int64_t number = 0, count = 0;

    fs::path partPath(const fs::path& folder, int64_t index) const {
        char suffix[48];
        std::snprintf(suffix, sizeof suffix, "-%05d-of-%05d.gguf", int(index + 1), int(count));
        return folder / (stem + suffix);
    }
};

std::optional<SplitName> parseSplitName(const std::string& name) {
    constexpr size_t suffixBytes = std::string_view("-00001-of-00005.gguf").size();
    if (name.size() <= suffixBytes) return {};
    const std::string_view suffix = std::string_view(name).substr(name.size() - suffixBytes);
    if (suffix[0] != '-' || suffix.substr(6, 4) != "-of-" || suffix.substr(15) != ".gguf") return {};
    SplitName split{name.substr(0, name.size() - suffixBytes)};
    const auto number = [](std::string_view digits, int64_t& value) {
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return read.ec == std::errc() && read.ptr == digits.data() + digits.size() && value > 0;
    };
    if (!number(suffix.substr(1, 5), split.number) || !number(suffix.substr(10, 5), split.count)) return {};
    return split;
}

} // namespace

/// Opens the parts one after the other into one GgufFile.
class GgufOpener {
public:
    Result<std::shared_ptr<const GgufFile>> open(const fs::path& path) {
        INK_CHECK(addPart(path));
        INK_TRY(count, m_file->integerOr("split.count", 1, 0, maxParts));
        if (count > 1) {
            INK_CHECK(openSet(path, count));
        } else {
            m_file->m_path = path;
        }
        for (size_t i = 0; i < m_file->m_tensors.size(); ++i)
            m_file->m_tensorIndex.emplace(m_file->m_tensors[i].name, i);
        return std::shared_ptr<const GgufFile>(std::move(m_file));
    }

private:
    Status addPart(const fs::path& path) {
        INK_TRY(mapped, MappedFile::open(path));
        const std::string name = path.filename().string();
        const std::string_view bytes(reinterpret_cast<const char*>(mapped->bytes().data()), mapped->size());
        INK_TRY(first, gguf::parseHeader(bytes, bytes.size(), name));
        if (first.headerBytes > maxHeaderBytes)
            return fail(ErrorCode::Unsupported, "cannot open the model", name,
                        text("its metadata has %1, at most %2 are read", formatBytes(first.headerBytes),
                             formatBytes(maxHeaderBytes)));
        // The file may change under the mapping at any time; what was checked must stay what is used.
        const std::string& copy = m_file->m_headers.emplace_back(bytes.substr(0, size_t(first.headerBytes)));
        INK_TRY(header, gguf::parseHeader(copy, bytes.size(), name));
        INK_CHECK(mapped->checkIntact());
        const std::byte* start = mapped->bytes().data();
        for (size_t i = 0; i < header.tensors.size(); ++i)
            header.tensors[i].data =
                header.tensors[i].bytes ? start + header.dataStart + header.offsets[i] : start;
        std::move(header.tensors.begin(), header.tensors.end(), std::back_inserter(m_file->m_tensors));
        m_file->m_parts.push_back(std::move(mapped));
        if (m_file->m_parts.size() == 1)
            takeMetadata(std::move(header));
        else
            m_partEntries = std::move(header.entries);
        return {};
    }

    void takeMetadata(gguf::Header header) {
        m_file->m_path = m_file->m_parts.front()->path();
        m_file->m_version = header.version;
        m_file->m_metadata = std::move(header.entries);
        m_file->m_keyIndex.clear();
        for (size_t i = 0; i < m_file->m_metadata.size(); ++i)
            m_file->m_keyIndex.emplace(m_file->m_metadata[i].key, i);
    }

    Status openSet(const fs::path& path, int64_t count) {
        const std::string name = path.filename().string();
        const auto split = parseSplitName(name);
        if (!split || split->count != count)
            return fail(ErrorCode::Corrupt, "cannot open the model", name,
                        text("it is one of %1 parts, but its name does not end in \"-00001-of-%2.gguf\"",
                             count, count),
                        "give all parts the names they were published with");
        const fs::path folder = path.parent_path();
        INK_CHECK(checkAllThere(*split, folder));
        m_file.reset(new GgufFile());
        for (int64_t i = 0; i < count; ++i) {
            INK_CHECK(addPart(split->partPath(folder, i)));
            INK_CHECK(checkPart(i, count));
        }
        return checkSet();
    }

    static Status checkAllThere(const SplitName& split, const fs::path& folder) {
        std::string missing;
        std::error_code ignored;
        for (int64_t i = 0; i < split.count; ++i) {
            const fs::path part = split.partPath(folder, i);
            if (fs::is_regular_file(part, ignored)) continue;
            missing.append(missing.empty() ? "" : ", ").append(part.filename().string());
        }
        if (missing.empty()) return {};
        return fail(ErrorCode::NotFound, "cannot open the model", split.stem,
                    text("parts of it are missing: %1", missing), "put all parts into the same folder");
    }

    /// The newest part says of itself what its name says.
    Status checkPart(int64_t index, int64_t count) {
        GgufFile part;
        part.m_path = m_file->m_parts.back()->path();
        part.m_metadata = index == 0 ? m_file->m_metadata : m_partEntries;
        for (size_t i = 0; i < part.m_metadata.size(); ++i)
            part.m_keyIndex.emplace(part.m_metadata[i].key, i);
        INK_TRY(number, part.integer("split.no", 0, maxParts));
        INK_TRY(parts, part.integer("split.count", 0, maxParts));
        if (number != index)
            return part.wrongKey("split.no", text("it must be %1 in this part, it is %2", index, number));
        if (parts != count)
            return part.wrongKey("split.count", text("the first part says %1, this one %2", count, parts));
        if (part.entry("general.architecture") && index > 0) {
            INK_TRY(mine, part.string("general.architecture"));
            INK_TRY(theirs, m_file->string("general.architecture"));
            if (mine != theirs)
                return part.wrongKey(
                    "general.architecture",
                    text("the first part says %1, this one %2: it belongs to another model", theirs, mine));
        }
        return {};
    }

    /// No tensor twice, and as many as the first part announces.
    Status checkSet() {
        std::unordered_map<std::string_view, size_t> seen;
        for (const GgufTensor& tensor : m_file->m_tensors)
            if (!seen.emplace(tensor.name, 0).second)
                return fail(ErrorCode::Corrupt, "cannot open the model",
                            m_file->name() + ": tensor " + tensor.name,
                            "two parts hold it: they belong to different models");
        if (!m_file->has("split.tensors.count")) return {};
        INK_TRY(announced, m_file->integer("split.tensors.count", 0));
        if (announced != int64_t(m_file->m_tensors.size()))
            return m_file->wrongKey("split.tensors.count", text("it says %1 tensors, the parts hold %2",
                                                                announced, m_file->m_tensors.size()));
        return {};
    }

    std::shared_ptr<GgufFile> m_file{new GgufFile()};
    std::vector<GgufEntry> m_partEntries; ///< of the newest part behind the first
};

Result<std::shared_ptr<const GgufFile>> GgufFile::open(const fs::path& path) {
    return GgufOpener().open(path);
}

} // namespace inkstone

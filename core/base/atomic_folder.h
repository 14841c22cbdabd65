#pragma once
// A folder that appears complete or not at all: checkpoints, adapters, runs.
//
//     INK_TRY(folder, AtomicFolder::create(run / "step-40"));
//     INK_CHECK(folder.write("state.json", text));
//     INK_CHECK(writeSafetensors(folder.path() / "weights.safetensors", tensors));   // files made by others
//     count too INK_CHECK(folder.commit({{"step", 40}}));

#include "core/base/file.h"
#include "core/base/json.h"

#include <map>

namespace inkstone {

class AtomicFolder {
public:
    enum class Existing {
        Refuse, ///< create() fails when the target exists
        Replace ///< commit() swaps the old folder out and removes it
    };

    static Result<AtomicFolder> create(const fs::path& target, Existing existing = Existing::Refuse);
    AtomicFolder(AtomicFolder&& other) noexcept;
    AtomicFolder& operator=(AtomicFolder&&) = delete;
    /// Removes the temporary folder when it was not committed.
    ~AtomicFolder();

    /// The temporary folder; only plain files and folders may be put into it.
    const fs::path& path() const { return m_temporary; }
    const fs::path& target() const { return m_target; }

    Status write(const fs::path& name, std::string_view contents);
    Status write(const fs::path& name, const WriteFunction& write);

    /// fsync of every file -> manifest.json (`facts` plus size and SHA-256 of each file) -> rename -> fsync
    /// of the parent -> verifyManifest(). After an error the target is as it was before.
    Status commit(const Json& facts = Json::object());

private:
    AtomicFolder(fs::path target, fs::path temporary, Existing existing);
    /// True when the old folder now has the temporary name.
    Result<bool> putInPlace();
    Status checkInPlace() const;

    fs::path m_target;
    fs::path m_temporary; ///< empty once committed or moved from
    Existing m_existing;
};

/// Reads manifest.json and compares size and SHA-256 of every file it lists; gives the manifest.
/// A folder without a manifest is NotFound: it was never finished.
Result<Json> verifyManifest(const fs::path& folder);
/// The manifest without looking at the files.
Result<Json> readManifest(const fs::path& folder);

} // namespace inkstone

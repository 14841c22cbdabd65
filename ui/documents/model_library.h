#pragma once
// Every model on this machine, broken and half downloaded ones as well, with whose folder it lies in. Our own
// folder and the runs of the project are read at once; those of other programs, and the person's own, by a
// job.

#include "core/jobs/job.h"
#include "core/model/library.h"

#include <QObject>

namespace inkstone {

class Workbench;

class ModelLibrary final : public QObject {
    Q_OBJECT
public:
    /// The one that belongs to this workbench.
    static ModelLibrary& of(Workbench& workbench);

    /// By source and name.
    const std::vector<ModelOnDisk>& all() const { return m_all; }
    /// Those to work with.
    std::vector<ModelOnDisk> sound() const;

    /// Reads our own folder now, and searches elsewhere; when that finds something new, the workbench is
    /// asked to rescan and takes it over.
    void lookAgain();

    /// Folders that are looked through for models.
    std::vector<fs::path> folders() const;
    void addFolder(const fs::path& folder);
    void removeFolder(const fs::path& folder);

private:
    explicit ModelLibrary(Workbench& workbench);
    void search();
    void found(std::vector<ModelOnDisk> models);

    Workbench& m_workbench;
    std::vector<ModelOnDisk> m_all;
    JobId m_job = 0;
    bool m_again = false;    ///< asked for while a search was on
    bool m_takeOver = false; ///< m_all is what a search just found
};

} // namespace inkstone

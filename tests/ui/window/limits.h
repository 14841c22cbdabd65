#pragma once
// The machine as it may be for somebody else: without the right to read or write, without room on the disk.

#include <QFile>
#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

namespace inkstone::test {

/// While it lives, this process has no more rights than any account: root may read and write everything.
class NoRights {
public:
    /// `shared` are given to that account, so that it can work there.
    explicit NoRights(const QStringList& shared) {
        if (geteuid() != 0) return;
        for (const QString& path : shared) (void)chown(path.toLocal8Bit().constData(), nobody, nobody);
        m_changed = setegid(nobody) == 0 && seteuid(nobody) == 0;
    }
    ~NoRights() {
        if (!m_changed) return;
        (void)seteuid(0);
        (void)setegid(0);
    }
    NoRights(const NoRights&) = delete;
    NoRights& operator=(const NoRights&) = delete;

private:
    static constexpr uid_t nobody = 65534;
    bool m_changed = false;
};

/// While it lives, no file may grow beyond so many bytes: writing fails as on a full disk.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallDisk() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = SIG_DFL;
};

} // namespace inkstone::test

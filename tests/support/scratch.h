#pragma once
// A folder for one test, with short words for putting bytes into it.

#include "core/base/file.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <time.h>

namespace inkstone::test {

class Scratch {
public:
    fs::path path(const std::string& name = {}) const {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    /// Writes without any care for durability; gives the path.
    fs::path put(const std::string& name, std::string_view bytes) const {
        const fs::path file = path(name);
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
        return file;
    }

    std::string get(const std::string& name) const {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// Names in the folder, sorted.
    std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator(path()))
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    QTemporaryDir m_folder;
};

/// Whether a sanitizer slows everything down; limits of time are looser then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int slowness = 20;
#else
constexpr int slowness = 1;
#endif

/// Counts this program's processor time, so that a busy machine does not fail a test.
class ProcessorTimer {
public:
    int64_t milliseconds() const { return (now() - m_start) / 1'000'000; }

private:
    static int64_t now() {
        timespec t{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
        return int64_t(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
    }

    int64_t m_start = now();
};

inline fs::path golden(const std::string& name) {
    return fs::path(INKSTONE_SOURCE_DIR) / "tests/golden" / name;
}

} // namespace inkstone::test

/// The Result is a value; its error is shown otherwise. The expression is evaluated once.
#define VERIFY_OK(...)                                                                                       \
    do {                                                                                                     \
        const auto& verified = (__VA_ARGS__);                                                                \
        QVERIFY2(verified.has_value(), verified ? "" : verified.error().str().c_str());                      \
    } while (false)

/// The Result is an error whose sentence holds `words`.
#define VERIFY_FAILS(result, words)                                                                          \
    do {                                                                                                     \
        const auto& verified = (result);                                                                     \
        QVERIFY2(!verified.has_value(), "it succeeded");                                                     \
        const std::string sentence = verified.error().str();                                                 \
        QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());                               \
    } while (false)

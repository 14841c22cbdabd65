#pragma once
// One SQLite connection and its statements; belongs to core/store alone.

#include "core/store/store.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace inkstone {

/// SQLite's result code as a sentence. `code` may be extended.
Error storeError(int code, const char* message, const std::filesystem::path& file);

struct Connection {
    Connection(const std::filesystem::path& path, int flags, int busyTimeoutMs)
        : file(path), db(path.string(), flags | SQLite::OPEN_NOMUTEX, busyTimeoutMs) {} // a thread at a time

    static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file, int flags,
                                                    int busyTimeoutMs);
    /// The settings every connection has; `writer` also switches the file to WAL.
    Status setUp(bool writer);
    Status exec(const char* sql);
    /// First column of the first row as text, "" without one.
    Result<std::string> value(const char* sql);
    tl::unexpected<Error> failure(int code) const;

    std::filesystem::path file;
    SQLite::Database db;
    std::unordered_map<std::string, std::vector<std::unique_ptr<SQLite::Statement>>> idle;
    int depth = 0; ///< open transactions
};

struct Statement::Loan {
    Connection* connection;
    std::string sql;
    std::unique_ptr<SQLite::Statement> statement;
};

/// "ok", or SQLite's first findings.
Status checkPages(Connection& connection, bool full);
/// The tables, indexes, triggers and views are exactly those of `version`: a stranger's trigger never runs.
Status checkSchema(Connection& connection, const Schema& schema, int version);
/// Runs the steps from the file's version to the schema's, each in its own transaction.
Status migrate(Connection& connection, const Schema& schema, int from);

/// What the first 100 bytes of a file say, read without SQLite, so that a foreign file is never touched.
struct FileHeader {
    uint32_t applicationId = 0;
    int version = 0;
    uint64_t bytes = 0; ///< of the file
};
Result<FileHeader> readHeader(const std::filesystem::path& file, const Schema& schema);

} // namespace inkstone

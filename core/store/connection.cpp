#include "core/store/connection.h"

#include <SQLiteCpp/Exception.h>
#include <cerrno>
#include <sqlite3.h>

namespace inkstone {

Error storeError(int code, const char* message, const std::filesystem::path& file) {
    Error error;
    error.what = "cannot use the project file";
    error.where = file.string();
    error.why = text("SQLite says: %1", message ? message : sqlite3_errstr(code));
    switch (code & 0xff) {
    case SQLITE_FULL:
        error.code = ErrorCode::NoSpace;
        error.why = "the disk is full";
        error.hint = "free some space and try again; nothing was changed";
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error.code = ErrorCode::Busy;
        error.why = "another program is writing to it";
        error.hint = "try again in a moment";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        error.code = ErrorCode::Corrupt;
        error.hint = "the folder backups holds earlier copies of project.db";
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        error.code = ErrorCode::Permission;
        error.why = "it cannot be written";
        error.hint = "check the permissions of the folder";
        break;
    case SQLITE_CANTOPEN:
        error.code = ErrorCode::Permission;
        error.why = "it cannot be opened, or its folder cannot be written";
        error.hint = "check the permissions of the folder";
        break;
    case SQLITE_NOMEM:
        error.code = ErrorCode::OutOfMemory;
        break;
    case SQLITE_INTERRUPT:
        error.code = ErrorCode::Cancelled;
        break;
    case SQLITE_TOOBIG:
        error.code = ErrorCode::InvalidArgument;
        error.why = "a text is larger than 1 GB";
        break;
    case SQLITE_IOERR:
        error.code = ErrorCode::Io;
        break;
    default:
        error.code = ErrorCode::Internal;
    }
    return error;
}

namespace {
/// SQLite knows one way to be full; quotas and limits of a file's size are others. The file or its log.
bool ranOutOfRoom(sqlite3* handle) {
    sqlite3_file *main = nullptr, *log = nullptr;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &main);
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    for (sqlite3_file* one : {main, log}) {
        int error = 0;
        if (!one || !one->pMethods ||
            one->pMethods->xFileControl(one, SQLITE_FCNTL_LAST_ERRNO, &error) != SQLITE_OK)
            continue;
        if (error == ENOSPC || error == EDQUOT || error == EFBIG) return true;
    }
    return false;
}
} // namespace

tl::unexpected<Error> Connection::failure(int code) const {
    const bool full = (code & 0xff) == SQLITE_IOERR && ranOutOfRoom(db.getHandle());
    return fail(storeError(full ? SQLITE_FULL : code, sqlite3_errmsg(db.getHandle()), file));
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file, int flags,
                                                     int busyTimeoutMs) {
    try {
        return std::make_unique<Connection>(file, flags, busyTimeoutMs);
    } catch (const SQLite::Exception& e) {
        return fail(storeError(e.getErrorCode(), e.what(), file));
    }
}

Status Connection::setUp(bool writer) {
    sqlite3* handle = db.getHandle();
    sqlite3_extended_result_codes(handle, 0);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    INK_CHECK(exec("PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                   "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"));
    if (!writer) return exec("PRAGMA query_only=ON");
    INK_TRY(mode, value("PRAGMA journal_mode=WAL"));
    if (mode != "wal")
        return fail(ErrorCode::Unsupported, "cannot use the project file", file.string(),
                    text("its disk does not support write-ahead logging (mode %1)", mode),
                    "move the project to a local disk");
    return exec("PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864");
}

Status Connection::exec(const char* sql) {
    const int code = sqlite3_exec(db.getHandle(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(code);
    return {};
}

Result<std::string> Connection::value(const char* sql) {
    try {
        SQLite::Statement statement(db, sql);
        const int code = statement.tryExecuteStep();
        if (code == SQLITE_ROW) return statement.getColumn(0).getString();
        if (code == SQLITE_DONE) return std::string();
        return failure(code);
    } catch (const SQLite::Exception& e) {
        return fail(storeError(e.getErrorCode(), e.what(), file));
    }
}

} // namespace inkstone

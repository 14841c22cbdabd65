// What a file must pass before it is used: see Store::open.
#include "core/store/connection.h"

#include "core/base/file.h"

#include <SQLiteCpp/Exception.h>
#include <fstream>
#include <sqlite3.h>

namespace inkstone {

namespace {

tl::unexpected<Error> refused(const std::filesystem::path& file, Text why, Text hint) {
    return fail(ErrorCode::Corrupt, "cannot open the project", file.string(), std::move(why),
                std::move(hint));
}

uint32_t bigEndian(const unsigned char* bytes, int count) {
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | bytes[i];
    return value;
}

const char* const restoreHint = "restore a copy from the folder backups beside it";

/// Cut short: the header promises more pages than there are. While a log is there it may hold the rest.
bool isCutShort(const unsigned char* header, uint64_t bytes, const std::filesystem::path& file) {
    std::error_code ignored;
    const auto log = std::filesystem::file_size(file.string() + "-wal", ignored);
    if (!ignored && log > 0) return false;
    uint64_t pageSize = bigEndian(header + 16, 2);
    if (pageSize == 1) pageSize = 65536;
    const bool sizeIsValid = bigEndian(header + 24, 4) == bigEndian(header + 92, 4);
    return sizeIsValid && bigEndian(header + 28, 4) * pageSize > bytes;
}

Result<std::string> schemaOf(Connection& connection) {
    return connection.value(
        "SELECT group_concat(line, char(10)) FROM (SELECT type || ' ' || name || ' ' || tbl_name "
        "|| ' ' || ifnull(sql, '') AS line FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\' ORDER BY type, name)");
}

Result<std::string> expectedSchema(const Schema& schema, int version) {
    INK_TRY(memory, Connection::open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 0));
    for (int i = 0; i < version; ++i) INK_CHECK(memory->exec(schema.steps[size_t(i)]));
    return schemaOf(*memory);
}

} // namespace

Result<FileHeader> readHeader(const std::filesystem::path& file, const Schema& schema) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!std::filesystem::exists(status))
        return fail(ErrorCode::NotFound, "cannot open the project", file.string(), "there is no such file");
    if (!std::filesystem::is_regular_file(status)) return refused(file, "it is not a file", {});
    FileHeader header;
    header.bytes = std::filesystem::file_size(file, error);
    if (header.bytes == 0) return refused(file, "the file is empty (0 bytes)", restoreHint);
    std::ifstream stream(file, std::ios::binary);
    unsigned char bytes[100] = {};
    stream.read(reinterpret_cast<char*>(bytes), sizeof bytes);
    if (!stream && !stream.eof())
        return fail(ErrorCode::Permission, "cannot open the project", file.string(), "it cannot be read",
                    "check its permissions");
    if (stream.gcount() < 100 ||
        std::string_view(reinterpret_cast<char*>(bytes), 16) != std::string_view("SQLite format 3\0", 16))
        return refused(file, "it is not a project file: it does not begin like a SQLite database",
                       restoreHint);
    header.applicationId = bigEndian(bytes + 68, 4);
    header.version = int(bigEndian(bytes + 60, 4));
    if (header.applicationId != schema.applicationId)
        return fail(ErrorCode::Unsupported, "cannot open the project", file.string(),
                    "it is the database of another program",
                    "choose a folder that holds an Inkstone project");
    if (header.version > schema.version())
        return fail(ErrorCode::Unsupported, "cannot open the project", file.string(),
                    text("it was written by a newer Inkstone (format %1, this one knows %2)", header.version,
                         schema.version()),
                    "update Inkstone");
    if (isCutShort(bytes, header.bytes, file))
        return refused(file, text("the file was cut short: %1 bytes are left", header.bytes), restoreHint);
    return header;
}

Status checkPages(Connection& connection, bool full) {
    INK_TRY(finding, connection.value(full ? "PRAGMA integrity_check(5)" : "PRAGMA quick_check(5)"));
    if (finding == "ok") return {};
    return refused(connection.file, text("the database is damaged: %1", finding), restoreHint);
}

Status checkSchema(Connection& connection, const Schema& schema, int version) {
    INK_TRY(expected, expectedSchema(schema, version));
    INK_TRY(found, schemaOf(connection));
    if (found == expected) return {};
    return refused(connection.file,
                   text("its tables are not those of format %1: somebody changed them", version),
                   restoreHint);
}

Status migrate(Connection& connection, const Schema& schema, int from) {
    for (int version = from; version < schema.version(); ++version) {
        INK_CHECK(connection.exec("BEGIN IMMEDIATE"));
        auto done = connection.exec(schema.steps[size_t(version)]);
        const std::string mark = "PRAGMA user_version=" + std::to_string(version + 1);
        if (done) done = connection.exec(mark.c_str());
        if (done) done = connection.exec("COMMIT");
        if (!done) {
            if (!sqlite3_get_autocommit(connection.db.getHandle())) (void)connection.exec("ROLLBACK");
            return done;
        }
    }
    return {};
}

} // namespace inkstone

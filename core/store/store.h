#pragma once
// The project's SQLite file behind one wrapper: every failure is a Result, every thread has its own
// connection, every connection is set up the same way (WAL, synchronous=FULL, foreign keys, defensive,
// untrusted schema).
//
//     INK_TRY(change, store.begin());                                  // BEGIN IMMEDIATE, rolled back unless
//     committed INK_CHECK(store.run("UPDATE record SET split = ?2 WHERE id = ?1", id, split));
//     INK_CHECK(change.commit());                                      // on disk when it returns

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>

namespace inkstone {

/// A prepared statement, lent by its connection; it goes back when this object ends. Parameters count from 1,
/// columns from 0. It stays with the thread that prepared it.
class Statement {
public:
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Binds ?1, ?2, ... in order. Text is copied and may hold NUL; std::nullopt and nullptr are NULL.
    template <class... Args> Status bind(const Args&... args) {
        int index = 0;
        Status status;
        ((status = status ? bindOne(++index, args) : std::move(status)), ...);
        return status;
    }
    /// true: a row is there; false: no more rows.
    Result<bool> step();
    /// Back to the start, parameters cleared.
    void reset();

    bool isNull(int column) const;
    int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const; ///< "" for NULL
    std::optional<int64_t> optionalInteger(int column) const;

private:
    friend class Store;
    struct Loan;
    explicit Statement(std::unique_ptr<Loan> loan);

    Status bindOne(int index, std::nullptr_t);
    Status bindOne(int index, std::string_view value);
    Status bindOne(int index, const std::string& value) { return bindOne(index, std::string_view(value)); }
    Status bindOne(int index, const char* value) { return bindOne(index, std::string_view(value)); }
    Status bindOne(int index, double value);
    Status bindInteger(int index, int64_t value);
    template <class T>
    requires(std::is_integral_v<T> || std::is_enum_v<T>) Status bindOne(int index, T value) {
        return bindInteger(index, static_cast<int64_t>(value));
    }
    template <class T> Status bindOne(int index, const std::optional<T>& value) {
        return value ? bindOne(index, *value) : bindOne(index, nullptr);
    }

    std::unique_ptr<Loan> m_loan;
};

class Store;

/// All or nothing. Nested ones are savepoints of the outer one.
class Transaction {
public:
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction(); ///< rolls back unless committed
    /// Durable when it returns (for the outermost one). On failure everything is rolled back.
    Status commit();
    void rollback();

private:
    friend class Store;
    Transaction(Store* store, int depth) : m_store(store), m_depth(depth) {}
    Store* m_store;
    int m_depth; ///< 0: outermost
};

enum class StoreMode {
    ReadWrite, ///< takes the lock; a second instance is refused with Busy, naming the holder
    ReadOnly,  ///< no lock, no migration, no write
};

/// A schema as the steps that make it: step n leads from version n to n + 1.
struct Schema {
    uint32_t applicationId = 0;         ///< written into the file; another one is refused
    std::span<const char* const> steps; ///< SQL scripts
    int version() const { return static_cast<int>(steps.size()); }
};

struct StoreOptions {
    StoreMode mode = StoreMode::ReadWrite;
    int busyTimeoutMs = 5000;
    /// Files up to this size (and every file whose last writer died) are checked when opened.
    uint64_t checkOnOpenBytes = 64u << 20;
    /// Where copies go before a migration and on open; empty: none are made. The newest 5 are kept.
    std::filesystem::path backups;
};

class Store {
public:
    /// Makes a new file; refuses an existing one. The finished file appears at once or not at all.
    static Status create(const std::filesystem::path& file, const Schema& schema);
    /// Opens an existing file. Refused, untouched: missing, zero bytes, not SQLite, another program's, cut
    /// short, damaged, with foreign triggers or views, written by a newer version, held by another instance.
    /// An older version is copied to `backups`, then migrated.
    static Result<std::shared_ptr<Store>> open(const std::filesystem::path& file, const Schema& schema,
                                               const StoreOptions& options = {});
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Prepares on this thread's connection (cached).
    Result<Statement> prepare(std::string_view sql);
    /// Runs one statement to its end; returns the number of changed rows.
    template <class... Args> Result<int64_t> run(std::string_view sql, const Args&... args) {
        INK_TRY(statement, prepare(sql));
        INK_CHECK(statement.bind(args...));
        return finish(statement);
    }
    /// First column of the first row; an error when there is no row.
    template <class... Args> Result<int64_t> integer(std::string_view sql, const Args&... args) {
        INK_TRY(statement, prepare(sql));
        INK_CHECK(statement.bind(args...));
        return firstInteger(statement);
    }
    /// Runs a script of several statements.
    Status script(const char* sql);
    Result<Transaction> begin();
    int64_t lastInsertId();

    const std::filesystem::path& file() const;
    StoreMode mode() const;
    /// Full integrity check; the error lists the first findings. Slow on big files: run it in a job.
    /// Cancelled when `stop` asks.
    Status check(std::stop_token stop = {});
    /// Copies a consistent state to `target` while others write. Cancelled when `stop` asks.
    Status copyTo(const std::filesystem::path& target, std::stop_token stop = {});
    /// copyTo() into the backup folder with the time in its name, keeping the newest 5. Returns the file.
    Result<std::filesystem::path> backup(std::string_view reason, std::stop_token stop = {});

private:
    friend class Transaction;
    friend class Statement;
    struct State;
    explicit Store(std::unique_ptr<State> state);
    Result<int64_t> finish(Statement& statement);
    Result<int64_t> firstInteger(Statement& statement);
    std::unique_ptr<State> m_state;
};

} // namespace inkstone

#include "core/store/store.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/store/connection.h"
#include "core/store/lock_file.h"

#include <SQLiteCpp/Exception.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <mutex>
#include <sqlite3.h>
#include <thread>
#include <unistd.h>

namespace inkstone {

namespace {

constexpr int keptBackups = 5;
constexpr int writeFlags = SQLITE_OPEN_READWRITE;

/// The connections of one store: one per thread, handed on when a thread ends.
struct Pool {
    std::filesystem::path file;
    bool writer = true;
    int busyTimeoutMs = 0;
    std::mutex mutex;
    std::unordered_map<std::thread::id, std::unique_ptr<Connection>> used;
    std::vector<std::unique_ptr<Connection>> idle;

    Result<Connection*> mine();
    Result<std::unique_ptr<Connection>> openToRead() const;
    void release(std::thread::id thread) {
        const std::lock_guard guard(mutex);
        auto found = used.find(thread);
        if (found == used.end()) return;
        idle.push_back(std::move(found->second));
        used.erase(found);
    }
};

/// Gives this thread's connections back when it ends.
struct ThreadEnd {
    std::vector<std::weak_ptr<Pool>> pools;
    ~ThreadEnd() {
        for (auto& pool : pools)
            if (auto alive = pool.lock()) alive->release(std::this_thread::get_id());
    }
};
thread_local ThreadEnd threadEnd;

/// Reading a log needs a file beside it. Where none can be made, and there is no log, nobody writes either.
Result<std::unique_ptr<Connection>> Pool::openToRead() const {
    std::error_code ignored;
    const auto log = std::filesystem::file_size(file.string() + "-wal", ignored);
    const bool mayWrite = faccessat(AT_FDCWD, file.parent_path().c_str(), W_OK, AT_EACCESS) == 0;
    if (mayWrite || (!ignored && log > 0)) return Connection::open(file, SQLITE_OPEN_READONLY, busyTimeoutMs);
    std::string uri = "file:";
    for (const char c : file.string())
        if (c == '?' || c == '#' || c == '%') {
            const char* const hex = "0123456789ABCDEF";
            uri += {'%', hex[uint8_t(c) >> 4], hex[uint8_t(c) & 15]};
        } else {
            uri += c;
        }
    INK_TRY(opened,
            Connection::open(uri + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, busyTimeoutMs));
    opened->file = file;
    return opened;
}

Result<Connection*> Pool::mine() {
    const std::lock_guard guard(mutex);
    const auto thread = std::this_thread::get_id();
    if (auto found = used.find(thread); found != used.end()) return found->second.get();
    std::unique_ptr<Connection> connection;
    if (!idle.empty()) {
        connection = std::move(idle.back());
        idle.pop_back();
    } else {
        INK_TRY(opened, writer ? Connection::open(file, writeFlags, busyTimeoutMs) : openToRead());
        INK_CHECK(opened->setUp(writer));
        connection = std::move(opened);
    }
    auto* result = connection.get();
    used[thread] = std::move(connection);
    return result;
}

/// "20261124T055856123"
std::string timeForName(int64_t milliseconds) {
    std::string name;
    for (const char c : isoTime(milliseconds))
        if (c != '-' && c != ':' && c != '.' && c != 'Z') name += c;
    return name;
}

std::vector<std::filesystem::path> backupsIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".db" && entry.path().filename().string().starts_with("project-"))
            found.push_back(entry.path());
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { // oldest first, whatever the clock says
                  std::error_code ignored;
                  return std::filesystem::last_write_time(a, ignored) <
                         std::filesystem::last_write_time(b, ignored);
              });
    return found;
}

/// A copy from before the last change says enough.
bool isBackupDue(const std::filesystem::path& file, const std::filesystem::path& folder) {
    const auto copies = backupsIn(folder);
    if (copies.empty()) return true;
    std::error_code error;
    return std::filesystem::last_write_time(file, error) >
           std::filesystem::last_write_time(copies.back(), error);
}

/// Moves a finished file to a name that must not exist.
Status publish(const std::filesystem::path& from, const std::filesystem::path& to) {
    const int fd = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && fsync(fd) == 0;
    const int syncError = errno;
    if (fd >= 0) close(fd);
    if (!synced) return fail(systemError(syncError, "cannot write the project file", to));
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
        const int error = errno;
        const bool old = error == EINVAL && !std::filesystem::exists(to);
        if (!old || rename(from.c_str(), to.c_str()) != 0)
            return fail(systemError(error, "cannot write the project file", to));
    }
    return syncFolder(to.parent_path().empty() ? std::filesystem::path(".") : to.parent_path());
}

/// Removes a temporary database whatever happens.
struct TemporaryFile {
    std::filesystem::path path;
    ~TemporaryFile() {
        std::error_code ignored;
        for (const char* end : {"", "-wal", "-shm", "-journal"})
            std::filesystem::remove(path.string() + end, ignored);
    }
};

} // namespace

struct Store::State {
    std::filesystem::path file;
    StoreOptions options;
    std::unique_ptr<LockFile> lock;
    std::shared_ptr<Pool> pool; ///< closed before the lock goes
};

Store::Store(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Store::~Store() {
    if (m_state) m_state->pool.reset();
}

const std::filesystem::path& Store::file() const { return m_state->file; }
StoreMode Store::mode() const { return m_state->options.mode; }

Status Store::create(const std::filesystem::path& file, const Schema& schema) {
    if (std::filesystem::exists(file))
        return fail(ErrorCode::InvalidArgument, "cannot make a project here", file.string(),
                    "there is one already");
    const TemporaryFile temporary{temporaryNameFor(file)};
    {
        INK_TRY(connection, Connection::open(temporary.path, writeFlags | SQLITE_OPEN_CREATE, 0));
        INK_CHECK(
            connection->exec(("PRAGMA application_id=" + std::to_string(schema.applicationId)).c_str()));
        INK_CHECK(connection->setUp(true));
        INK_CHECK(migrate(*connection, schema, 0));
        INK_CHECK(connection->exec("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    return publish(temporary.path, file);
}

namespace {

/// Everything about opening for writing that needs a connection, on one that is closed again.
Status prepareForWriting(const std::filesystem::path& file, const Schema& schema, const FileHeader& header,
                         const StoreOptions& options, bool unclean,
                         const std::function<Status(Connection&)>& copy) {
    INK_TRY(connection, Connection::open(file, writeFlags, options.busyTimeoutMs));
    // Nothing may run before the schema is known to be ours.
    sqlite3_db_config(connection->db.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection->db.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    INK_TRY(number, connection->value("PRAGMA user_version"));
    const int version = std::atoi(number.c_str()); // the log may be newer than the file's header
    if (version > schema.version() || version < 1)
        return fail(ErrorCode::Unsupported, "cannot open the project", file.string(),
                    text("its format is %1, this Inkstone knows 1 to %2", version, schema.version()),
                    "update Inkstone");
    const bool old = version < schema.version();
    if (old || unclean || header.bytes <= options.checkOnOpenBytes) INK_CHECK(checkPages(*connection, old));
    INK_CHECK(checkSchema(*connection, schema, version));
    INK_CHECK(connection->setUp(true));
    if (!options.backups.empty() &&
        (old || (header.bytes <= options.checkOnOpenBytes && isBackupDue(file, options.backups))))
        INK_CHECK(copy(*connection));
    if (!old) return {};
    INK_CHECK(migrate(*connection, schema, version));
    return connection->exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// While it lives, what its connection does ends with Cancelled soon after `stop` asks.
class Stoppable {
public:
    Stoppable(Connection& connection, std::stop_token stop)
        : m_handle(connection.db.getHandle()), m_stop(std::move(stop)),
          m_interrupt(m_stop, Interrupt{m_handle}) {
        sqlite3_progress_handler(
            m_handle, 10000,
            [](void* token) { return int(static_cast<std::stop_token*>(token)->stop_requested()); }, &m_stop);
    }
    ~Stoppable() { sqlite3_progress_handler(m_handle, 0, nullptr, nullptr); }
    Stoppable(const Stoppable&) = delete;
    Stoppable& operator=(const Stoppable&) = delete;

private:
    /// The walk over all pages is one step of SQLite's, which never asks the progress handler.
    struct Interrupt {
        sqlite3* handle;
        void operator()() const { sqlite3_interrupt(handle); }
    };
    sqlite3* m_handle;
    std::stop_token m_stop;
    std::stop_callback<Interrupt> m_interrupt;
};

Status copyDatabase(Connection& connection, const std::filesystem::path& target, std::stop_token stop) {
    const TemporaryFile temporary{temporaryNameFor(target)};
    const Stoppable stoppable(connection, std::move(stop));
    // VACUUM INTO reads one snapshot, so writers neither disturb it nor make it start again.
    try {
        SQLite::Statement statement(connection.db, "VACUUM INTO ?1");
        statement.bind(1, temporary.path.string());
        const int code = statement.tryExecuteStep();
        if (code != SQLITE_DONE) return connection.failure(code);
    } catch (const SQLite::Exception& e) {
        return fail(storeError(e.getErrorCode(), e.what(), connection.file));
    }
    return publish(temporary.path, target);
}

Result<std::filesystem::path> makeBackup(Connection& connection, const std::filesystem::path& folder,
                                         std::string_view reason, std::stop_token stop) {
    INK_CHECK(makeFolder(folder));
    std::filesystem::path target;
    for (int64_t now = unixMilliseconds(); target.empty() || std::filesystem::exists(target); ++now)
        target = folder / Text::fill("project-%1-%2.db", {timeForName(now), std::string(reason)});
    INK_CHECK(copyDatabase(connection, target, stop));
    auto copies = backupsIn(folder);
    std::error_code ignored;
    for (size_t i = 0; i + keptBackups < copies.size(); ++i) std::filesystem::remove(copies[i], ignored);
    return target;
}

} // namespace

Result<std::shared_ptr<Store>> Store::open(const std::filesystem::path& file, const Schema& schema,
                                           const StoreOptions& options) {
    INK_TRY(header, readHeader(file, schema));
    const bool writer = options.mode == StoreMode::ReadWrite;
    auto state = std::make_unique<State>();
    state->file = std::filesystem::absolute(file);
    state->options = options;
    if (writer) {
        auto lockName = state->file;
        INK_TRY(lock, LockFile::acquire(lockName.replace_extension(".lock")));
        state->lock = std::move(lock);
        INK_CHECK(prepareForWriting(
            file, schema, header, options, state->lock->wasUnclean(), [&](Connection& c) -> Status {
                INK_CHECK(makeBackup(c, options.backups,
                                     header.version < schema.version() ? "before-update" : "opened", {}));
                return {};
            }));
    }
    state->pool = std::make_shared<Pool>();
    state->pool->file = state->file;
    state->pool->writer = writer;
    state->pool->busyTimeoutMs = options.busyTimeoutMs;
    INK_TRY(connection, state->pool->mine());
    threadEnd.pools.push_back(state->pool);
    if (!writer) INK_CHECK(checkSchema(*connection, schema, header.version));
    if (!writer && header.version < schema.version())
        return fail(ErrorCode::Unsupported, "cannot only look at the project", file.string(),
                    text("its format %1 is older than %2", header.version, schema.version()),
                    "open it for writing once, then it is brought up to date");
    return std::shared_ptr<Store>(new Store(std::move(state)));
}

Statement::Statement(std::unique_ptr<Loan> loan) : m_loan(std::move(loan)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement::~Statement() {
    if (!m_loan || !m_loan->statement) return;
    reset();
    m_loan->connection->idle[m_loan->sql].push_back(std::move(m_loan->statement));
}

Result<bool> Statement::step() {
    const int code = m_loan->statement->tryExecuteStep();
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return m_loan->connection->failure(code);
}

void Statement::reset() {
    (void)m_loan->statement->tryReset();
    m_loan->statement->clearBindings();
}

bool Statement::isNull(int column) const { return m_loan->statement->getColumn(column).isNull(); }
int64_t Statement::integer(int column) const { return m_loan->statement->getColumn(column).getInt64(); }
double Statement::real(int column) const { return m_loan->statement->getColumn(column).getDouble(); }
std::string Statement::text(int column) const { return m_loan->statement->getColumn(column).getString(); }
std::optional<int64_t> Statement::optionalInteger(int column) const {
    if (isNull(column)) return {};
    return integer(column);
}

namespace {
template <class Bind> Status guardedBind(const Connection& connection, Bind bind) {
    try {
        bind();
        return {};
    } catch (const SQLite::Exception& e) {
        return fail(storeError(e.getErrorCode(), e.what(), connection.file));
    }
}
} // namespace

Status Statement::bindOne(int index, std::nullptr_t) {
    return guardedBind(*m_loan->connection, [&] { m_loan->statement->bind(index); });
}
Status Statement::bindOne(int index, std::string_view value) {
    return guardedBind(*m_loan->connection, [&] { m_loan->statement->bind(index, std::string(value)); });
}
Status Statement::bindOne(int index, double value) {
    return guardedBind(*m_loan->connection, [&] { m_loan->statement->bind(index, value); });
}
Status Statement::bindInteger(int index, int64_t value) {
    return guardedBind(*m_loan->connection, [&] { m_loan->statement->bind(index, value); });
}

Result<Statement> Store::prepare(std::string_view sql) {
    INK_TRY(connection, m_state->pool->mine());
    if (threadEnd.pools.empty() ||
        std::none_of(threadEnd.pools.begin(), threadEnd.pools.end(),
                     [&](const auto& known) { return known.lock() == m_state->pool; }))
        threadEnd.pools.push_back(m_state->pool);
    auto loan = std::make_unique<Statement::Loan>(Statement::Loan{connection, std::string(sql), nullptr});
    auto& idle = connection->idle[loan->sql];
    if (!idle.empty()) {
        loan->statement = std::move(idle.back());
        idle.pop_back();
        return Statement(std::move(loan));
    }
    try {
        loan->statement = std::make_unique<SQLite::Statement>(connection->db, loan->sql);
    } catch (const SQLite::Exception& e) {
        return fail(storeError(e.getErrorCode(), e.what(), m_state->file));
    }
    return Statement(std::move(loan));
}

Result<int64_t> Store::finish(Statement& statement) {
    for (;;) {
        INK_TRY(more, statement.step());
        if (!more) break;
    }
    return int64_t(sqlite3_changes64(statement.m_loan->connection->db.getHandle()));
}

Result<int64_t> Store::firstInteger(Statement& statement) {
    INK_TRY(found, statement.step());
    if (!found)
        return fail(ErrorCode::NotFound, "cannot read the project", file().string(), "the row is gone");
    return statement.integer(0);
}

Status Store::script(const char* sql) {
    INK_TRY(connection, m_state->pool->mine());
    return connection->exec(sql);
}

int64_t Store::lastInsertId() {
    auto connection = m_state->pool->mine();
    return connection ? sqlite3_last_insert_rowid((*connection)->db.getHandle()) : 0;
}

Result<Transaction> Store::begin() {
    INK_TRY(connection, m_state->pool->mine());
    const int depth = connection->depth;
    const std::string sql = depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT level" + std::to_string(depth);
    INK_CHECK(connection->exec(sql.c_str()));
    ++connection->depth;
    return Transaction(this, depth);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_store(std::exchange(other.m_store, nullptr)), m_depth(other.m_depth) {}
Transaction::~Transaction() { rollback(); }

Status Transaction::commit() {
    INK_TRY(connection, m_store->m_state->pool->mine());
    const std::string sql = m_depth == 0 ? "COMMIT" : "RELEASE level" + std::to_string(m_depth);
    auto done = connection->exec(sql.c_str());
    if (!done) {
        rollback();
        return done;
    }
    connection->depth = m_depth;
    m_store = nullptr;
    return {};
}

void Transaction::rollback() {
    if (!m_store) return;
    auto connection = m_store->m_state->pool->mine();
    m_store = nullptr;
    if (!connection) return;
    (*connection)->depth = m_depth;
    // SQLite rolls back by itself on a full disk: then there is nothing left to do.
    if (sqlite3_get_autocommit((*connection)->db.getHandle())) return;
    const std::string level = "level" + std::to_string(m_depth);
    const std::string sql = m_depth == 0 ? "ROLLBACK" : "ROLLBACK TO " + level + "; RELEASE " + level;
    (void)(*connection)->exec(sql.c_str());
}

Status Store::check(std::stop_token stop) {
    INK_TRY(connection, m_state->pool->mine());
    const Stoppable stoppable(*connection, std::move(stop));
    return checkPages(*connection, true);
}

Status Store::copyTo(const std::filesystem::path& target, std::stop_token stop) {
    INK_TRY(connection, m_state->pool->mine());
    return copyDatabase(*connection, target, stop);
}

Result<std::filesystem::path> Store::backup(std::string_view reason, std::stop_token stop) {
    if (m_state->options.backups.empty())
        return fail(ErrorCode::InvalidArgument, "cannot copy the project", file().string(),
                    "no backup folder is set");
    INK_TRY(connection, m_state->pool->mine());
    return makeBackup(*connection, m_state->options.backups, reason, stop);
}

} // namespace inkstone

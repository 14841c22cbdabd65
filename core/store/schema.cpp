#include "core/store/schema.h"

namespace inkstone {

namespace {

// Times are milliseconds since 1970 UTC; `trashed` is the time something went to the trash, NULL outside of
// it. Big columns come last in a row, so that scans over the small ones stay cheap.
const char* const version1 = R"sql(
CREATE TABLE dataset(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    pinned INTEGER NOT NULL DEFAULT 0,
    staging INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    validation INTEGER NOT NULL DEFAULT 0,
    labeled INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    trashed INTEGER,
    guidelines TEXT NOT NULL DEFAULT '',
    label_schema TEXT
) STRICT;
CREATE UNIQUE INDEX dataset_name ON dataset(name) WHERE trashed IS NULL AND staging = 0;

CREATE TABLE dataset_version(
    dataset INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    records INTEGER NOT NULL,
    time INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY(dataset, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE import(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    hash TEXT NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    records INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    time INTEGER NOT NULL,
    mapping TEXT NOT NULL,
    errors TEXT NOT NULL
) STRICT;
CREATE INDEX import_dataset ON import(dataset);
CREATE INDEX import_hash ON import(hash);

CREATE TABLE record(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset INTEGER NOT NULL REFERENCES dataset(id),
    position INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    kind INTEGER NOT NULL,
    split INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    rating INTEGER NOT NULL DEFAULT 0,
    origin INTEGER NOT NULL DEFAULT 0,
    origin_id INTEGER NOT NULL DEFAULT 0,
    origin_line INTEGER NOT NULL DEFAULT 0,
    trashed INTEGER,
    last_edit INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    choices TEXT,
    note TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX record_order ON record(dataset, trashed, position, split, state, flagged, kind, origin, size, checksum);
CREATE INDEX record_queue ON record(dataset, trashed, state, position);
CREATE INDEX record_origin ON record(origin, origin_id) WHERE origin > 1;

CREATE VIRTUAL TABLE record_words USING fts5(words, content='', columnsize=0,
    tokenize='unicode61 remove_diacritics 2');

CREATE TABLE edit(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    record INTEGER NOT NULL REFERENCES record(id) ON DELETE CASCADE,
    dataset INTEGER NOT NULL,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,
    undoes INTEGER,
    before TEXT NOT NULL
) STRICT;
CREATE INDEX edit_record ON edit(record, id);
CREATE INDEX edit_dataset ON edit(dataset, id);

CREATE TABLE tokenizer(
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE token_count(
    record INTEGER NOT NULL REFERENCES record(id) ON DELETE CASCADE,
    tokenizer INTEGER NOT NULL REFERENCES tokenizer(id),
    tokens INTEGER NOT NULL,
    PRIMARY KEY(record, tokenizer)
) STRICT, WITHOUT ROWID;

CREATE TABLE run(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    status INTEGER NOT NULL,
    method TEXT NOT NULL,
    model_name TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    model_path TEXT NOT NULL,
    steps INTEGER NOT NULL DEFAULT 0,
    total_steps INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    loss_first REAL,
    loss_last REAL,
    eval_loss REAL,
    seconds REAL NOT NULL DEFAULT 0,
    tokens_per_second REAL NOT NULL DEFAULT 0,
    adapter TEXT NOT NULL DEFAULT '',
    failure TEXT NOT NULL DEFAULT '',
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    trashed INTEGER,
    trash_folder TEXT,
    config TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX run_name ON run(name) WHERE trashed IS NULL;
CREATE TABLE run_data(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    dataset INTEGER NOT NULL,
    version INTEGER NOT NULL,
    records INTEGER NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY(run, dataset)
) STRICT, WITHOUT ROWID;

CREATE TABLE suite(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    cases INTEGER NOT NULL,
    file TEXT NOT NULL
) STRICT;

CREATE TABLE evaluation(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    suite TEXT NOT NULL,
    suite_hash TEXT NOT NULL,
    key TEXT NOT NULL,
    model TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    adapter TEXT NOT NULL,
    adapter_hash TEXT NOT NULL,
    template_hash TEXT NOT NULL,
    sampling TEXT NOT NULL,
    seed INTEGER NOT NULL,
    run INTEGER REFERENCES run(id) ON DELETE SET NULL,
    items INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    seconds REAL NOT NULL,
    time INTEGER NOT NULL,
    folder TEXT NOT NULL,
    scores TEXT NOT NULL
) STRICT;
CREATE INDEX evaluation_suite ON evaluation(suite_hash);
CREATE TABLE eval_case(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    evaluation INTEGER NOT NULL REFERENCES evaluation(id) ON DELETE CASCADE,
    case_id TEXT NOT NULL,
    scorer INTEGER NOT NULL,
    score REAL NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    nll REAL NOT NULL,
    tokens INTEGER NOT NULL,
    seconds REAL NOT NULL,
    correction INTEGER REFERENCES record(id) ON DELETE SET NULL,
    finish_reason TEXT NOT NULL,
    problem TEXT NOT NULL,
    expected TEXT NOT NULL,
    messages TEXT NOT NULL,
    prompt TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT;
CREATE INDEX eval_case_evaluation ON eval_case(evaluation);
CREATE INDEX eval_case_correction ON eval_case(correction) WHERE correction IS NOT NULL;

CREATE TABLE conversation(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    leaf INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    trashed INTEGER,
    system_prompt TEXT NOT NULL
) STRICT;
CREATE TABLE message(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    parent INTEGER REFERENCES message(id),
    role TEXT NOT NULL,
    complete INTEGER NOT NULL,
    model TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    adapter TEXT NOT NULL,
    sampling TEXT NOT NULL,
    finish_reason TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    prefill_seconds REAL NOT NULL,
    decode_seconds REAL NOT NULL,
    correction INTEGER REFERENCES record(id) ON DELETE SET NULL,
    time INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX message_conversation ON message(conversation);
CREATE INDEX message_parent ON message(parent);
CREATE INDEX message_correction ON message(correction) WHERE correction IS NOT NULL;

CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE draft(key TEXT PRIMARY KEY, changed INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE mark(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO mark VALUES('indexed', 0);
)sql";

const char* const steps[] = {version1};

} // namespace

const Schema& projectSchema() {
    static const Schema schema{0x496E6B53, steps};
    return schema;
}

} // namespace inkstone

CREATE TABLE resource (
    -- Order of creation: the stable order of lists.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Normal form without `id` and `meta`.
    body TEXT NOT NULL,
    -- Name for people, as `groups.display` shows it.
    label TEXT,
    -- Milliseconds since 1970.
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    version INTEGER NOT NULL,
    -- An id is unique over all types (RFC 7643 §3.1).
    UNIQUE (tenant, id)
) STRICT;

CREATE INDEX resource_in_order ON resource (tenant, type, seq);

-- Values by which resources are found without reading them, folded.
CREATE TABLE lookup (
    tenant TEXT NOT NULL,
    type TEXT NOT NULL,
    path TEXT NOT NULL,
    value TEXT NOT NULL,
    -- Scope and value where no other resource may have it (RFC 7643 §7, `uniqueness`), else NULL.
    claim TEXT,
    seq INTEGER NOT NULL REFERENCES resource (seq) ON DELETE CASCADE,
    PRIMARY KEY (tenant, type, path, value, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX lookup_of_resource ON lookup (seq);

CREATE UNIQUE INDEX claimed ON lookup (claim) WHERE claim IS NOT NULL;

-- What `lookup` was filled by; where that changes, it is filled anew.
CREATE TABLE indexed (fingerprint TEXT NOT NULL) STRICT;

PRAGMA user_version = 3;

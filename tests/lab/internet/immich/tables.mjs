// The tables in which the store keeps its rows: PostgreSQL in the lab, plain memory where a test runs the server alone.
// Surprise: both know nothing but "all rows where these columns have these values"; that is all the store asks.

export const schema = `
  create extension if not exists vector;
  create table if not exists users (
    id uuid primary key, email text unique not null, name text not null, password text not null, "isAdmin" boolean not null,
    "shouldChangePassword" boolean not null default false, "quotaSizeInBytes" bigint, "createdAt" timestamptz not null default now());
  create table if not exists sessions (
    id uuid primary key, token text unique not null, "userId" uuid not null references users, ip text, "createdAt" timestamptz not null default now());
  create table if not exists api_keys (
    id uuid primary key, name text not null, key text unique not null, "userId" uuid not null references users,
    permissions text[] not null, "createdAt" timestamptz not null default now());
  create table if not exists assets (
    id uuid primary key, "ownerId" uuid not null references users, "originalFileName" text not null, path text not null,
    checksum text not null, size bigint not null, "fileCreatedAt" timestamptz not null, "createdAt" timestamptz not null default now(),
    unique ("ownerId", checksum));
  create table if not exists albums (
    id uuid primary key, "ownerId" uuid not null references users, "albumName" text not null, description text not null,
    "createdAt" timestamptz not null default now());
  create table if not exists shared_links (
    id uuid primary key, "userId" uuid not null references users, key text unique not null, slug text unique, type text not null,
    "albumId" uuid references albums on delete cascade, description text, password text, "expiresAt" timestamptz,
    "allowUpload" boolean not null, "allowDownload" boolean not null, "showMetadata" boolean not null,
    "createdAt" timestamptz not null default now());
  create table if not exists members (
    "of" uuid not null, "assetId" uuid not null references assets, "createdAt" timestamptz not null default now(),
    primary key ("of", "assetId"));
  create table if not exists system_metadata (key text primary key, value jsonb not null);
`;

export function postgresTables(query) {
  const quoted = (names, from = 0) => names.map((name, n) => `"${name}" = $${n + 1 + from}`);
  const filter = (where, from) =>
    Object.keys(where).length === 0 ? '' : ` where ${quoted(Object.keys(where), from).join(' and ')}`;
  const table = (name) => ({
    all: (where = {}) => query(`select * from ${name}${filter(where)} order by "createdAt"`, Object.values(where)),
    add: async (row) => {
      const names = Object.keys(row);
      const places = names.map((_, n) => `$${n + 1}`).join(', ');
      const columns = names.map((column) => `"${column}"`).join(', ');
      return (await query(`insert into ${name} (${columns}) values (${places}) returning *`, Object.values(row)))[0];
    },
    change: (where, values) =>
      query(
        `update ${name} set ${quoted(Object.keys(values)).join(', ')}${filter(where, Object.keys(values).length)} returning *`,
        [...Object.values(values), ...Object.values(where)],
      ),
    remove: (where) => query(`delete from ${name}${filter(where)} returning *`, Object.values(where)),
  });
  return {
    table,
    note: async (key) => (await query('select value from system_metadata where key = $1', [key]))[0]?.value,
    keepNote: (key, value) =>
      query('insert into system_metadata values ($1, $2) on conflict (key) do update set value = $2', [key, value]),
  };
}

export function memoryTables() {
  const tables = new Map();
  const notes = new Map();
  const table = (name) => {
    if (!tables.has(name)) tables.set(name, []);
    const rows = () => tables.get(name);
    const fits = (where) => (row) => Object.entries(where).every(([column, value]) => row[column] === value);
    return {
      all: async (where = {}) => rows().filter(fits(where)),
      add: async (row) => {
        const added = { createdAt: new Date(), ...row };
        rows().push(added);
        return added;
      },
      change: async (where, values) =>
        rows()
          .filter(fits(where))
          .map((row) => Object.assign(row, values)),
      remove: async (where) => {
        const gone = rows().filter(fits(where));
        tables.set(
          name,
          rows().filter((row) => !gone.includes(row)),
        );
        return gone;
      },
    };
  };
  return { table, note: async (key) => notes.get(key), keepNote: async (key, value) => void notes.set(key, value) };
}

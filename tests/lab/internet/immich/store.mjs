// Everything that Immich keeps in PostgreSQL, in a handful of tables.
// Surprise: a wrong password ends the server at once, a database that is not there yet is waited for.
import { createHash, randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';

// Debian keeps its Node modules in /usr/share/nodejs, where only require() looks.
const { Pool } = createRequire(import.meta.url)('pg');

const schema = `
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
  create table if not exists system_metadata (key text primary key, value jsonb not null);
`;

export async function connectStore(attempts = 60) {
  const pool = new Pool({
    host: process.env.DB_HOSTNAME ?? 'database',
    port: Number(process.env.DB_PORT ?? 5432),
    user: process.env.DB_USERNAME ?? 'postgres',
    password: process.env.DB_PASSWORD ?? 'postgres',
    database: process.env.DB_DATABASE_NAME ?? 'immich',
  });
  pool.on('error', (error) => console.error(`database: ${error.message}`));
  await schemaIsThere(pool, attempts);
  return storeOver((text, values) => pool.query(text, values).then(({ rows }) => rows));
}

async function schemaIsThere(pool, attempts) {
  for (let left = attempts; ; left -= 1) {
    try {
      await pool.query(schema);
      return;
    } catch (error) {
      const notThereYet = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03'].includes(error.code);
      if (!notThereYet || left <= 0) throw error;
      await pause(500);
    }
  }
}

const hashed = (secret) => createHash('sha256').update(secret).digest('base64');

function passwordHash(password, salt = randomBytes(16).toString('hex')) {
  return `${salt}:${scryptSync(password, salt, 32).toString('hex')}`;
}

function passwordFits(password, kept) {
  const again = passwordHash(password, kept.split(':')[0]);
  return timingSafeEqual(Buffer.from(again), Buffer.from(kept));
}

function storeOver(query) {
  const first = async (text, values) => (await query(text, values))[0];
  const store = {
    hasAdmin: async () => (await query('select 1 from users where "isAdmin" limit 1')).length > 0,
    users: () => query('select * from users order by "createdAt"'),
    emailTaken: async (email) =>
      (await query('select 1 from users where email = $1', [email.toLowerCase()])).length > 0,
    addUser: ({ email, name, password, isAdmin = false, shouldChangePassword = false, quotaSizeInBytes = null }) =>
      first(
        `insert into users (id, email, name, password, "isAdmin", "shouldChangePassword", "quotaSizeInBytes")
         values ($1, $2, $3, $4, $5, $6, $7) returning *`,
        [
          randomUUID(),
          email.toLowerCase(),
          name,
          passwordHash(password),
          isAdmin,
          shouldChangePassword,
          quotaSizeInBytes,
        ],
      ),
    userByLogin: async (email, password) => {
      const user = await first('select * from users where email = $1', [email.toLowerCase()]);
      return user && passwordFits(password, user.password) ? user : undefined;
    },
    openSession: async (user, ip) => {
      const token = randomBytes(32).toString('base64').replace(/\W/g, '');
      await query('insert into sessions (id, token, "userId", ip) values ($1, $2, $3, $4)', [
        randomUUID(),
        hashed(token),
        user.id,
        ip,
      ]);
      return token;
    },
    sessions: (user) => query('select * from sessions where "userId" = $1 order by "createdAt"', [user.id]),
    userByToken: (token) =>
      first('select users.* from users join sessions on sessions."userId" = users.id where token = $1', [
        hashed(token),
      ]),
    addKey: async (user, name, permissions) => {
      const secret = randomBytes(32).toString('base64').replace(/\W/g, '');
      const key = await first(
        'insert into api_keys (id, name, key, "userId", permissions) values ($1, $2, $3, $4, $5) returning *',
        [randomUUID(), name, hashed(secret), user.id, permissions],
      );
      return { secret, key };
    },
    keys: (user) => query('select * from api_keys where "userId" = $1 order by "createdAt"', [user.id]),
    removeKey: (user, id) => first('delete from api_keys where "userId" = $1 and id = $2 returning id', [user.id, id]),
    userByKey: async (secret) => {
      const key = await first('select * from api_keys where key = $1', [hashed(secret)]);
      if (!key) return undefined;
      return { permissions: key.permissions, user: await first('select * from users where id = $1', [key.userId]) };
    },
    assetByChecksum: (user, checksum) =>
      first('select * from assets where "ownerId" = $1 and checksum = $2', [user.id, checksum]),
    addAsset: (asset) =>
      first(
        `insert into assets (id, "ownerId", "originalFileName", path, checksum, size, "fileCreatedAt")
         values ($1, $2, $3, $4, $5, $6, $7) returning *`,
        [asset.id, asset.ownerId, asset.name, asset.path, asset.checksum, asset.size, asset.fileCreatedAt],
      ),
    asset: (user, id) => first('select * from assets where "ownerId" = $1 and id = $2', [user.id, id]),
    metadata: async (key) => (await first('select value from system_metadata where key = $1', [key]))?.value,
    keepMetadata: (key, value) =>
      query('insert into system_metadata values ($1, $2) on conflict (key) do update set value = $2', [key, value]),
  };
  return store;
}

// What each release changes in the database, as Immich's own migrations do: once each, in order, noted by name.
// Surprise: a release that meets a name it does not know refuses to start, so nobody goes back without the database of before.
const migrations = [
  { name: '1761000000000-FirstOfThem', since: 'v3.2.4', sql: 'select 1' },
  {
    name: '1764000000000-AlbumColours',
    since: 'v3.3.0',
    sql: `create table album_colours ("albumId" uuid primary key references albums on delete cascade, colour text not null);
      insert into album_colours select id, 'green' from albums;
      alter table albums rename column description to "longDescription";
      alter table albums add column description text not null default '';
      update albums set description = "longDescription"`,
  },
  {
    name: '1766000000000-AssetsLater',
    since: 'v3.4.0',
    sql: `alter table assets add column stars integer not null default 0; update assets set "originalFileName" = 'changed'`,
  },
];

const number = (version) =>
  version
    .replace('v', '')
    .split('.')
    .reduce((sum, part) => sum * 1000 + Number(part), 0);

export async function migrate(query, version) {
  await query(
    'create table if not exists kysely_migrations (name text primary key, "timestamp" timestamptz not null default now())',
  );
  const done = (await query('select name from kysely_migrations order by name')).map(({ name }) => name);
  const known = migrations.filter(({ since }) => number(since) <= number(version));
  const unknown = done.find((name) => known.every((migration) => migration.name !== name));
  if (unknown) throw new Error(`corrupted migrations: previously executed migration ${unknown} is missing`);
  for (const { name, sql } of known.filter((migration) => !done.includes(migration.name))) {
    await query(`begin; ${sql}; insert into kysely_migrations (name) values ('${name}'); commit`);
    console.log(`Migration "${name}" succeeded`);
  }
}

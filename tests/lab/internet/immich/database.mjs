// Immich's PostgreSQL, waited for as the real server does.
// Surprise: a wrong password ends the server at once, a database that is not there yet is waited for.
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from './migrations.mjs';
import { postgresTables, schema } from './tables.mjs';

export async function connectDatabase(version, attempts = 60) {
  // Debian keeps its Node modules in /usr/share/nodejs, where only require() looks.
  const { Pool } = createRequire(import.meta.url)('pg');
  const pool = new Pool({
    host: process.env.DB_HOSTNAME ?? 'database',
    port: Number(process.env.DB_PORT ?? 5432),
    user: process.env.DB_USERNAME ?? 'postgres',
    password: process.env.DB_PASSWORD ?? 'postgres',
    database: process.env.DB_DATABASE_NAME ?? 'immich',
  });
  pool.on('error', (error) => console.error(`database: ${error.message}`));
  await schemaIsThere(pool, attempts);
  const query = (text, values) => pool.query(text, values).then(({ rows }) => rows);
  await migrate(query, version);
  return postgresTables(query);
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

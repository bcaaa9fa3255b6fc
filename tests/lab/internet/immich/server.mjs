// A small stand-in for Immich's server: answers what this project asks of the real one and keeps what is uploaded.
// Surprise: it refuses like the real one where that matters (no database, wrong password, missing mount markers, second
// admin), because the wizard's explanations are tested against these refusals.
import { createServer } from 'node:http';
import { acceptWebsocket, listenerFor } from './app.mjs';
import { connectDatabase } from './database.mjs';
import { checkMounts, media } from './mounts.mjs';
import { waitForRedis } from './redis.mjs';
import { storeOver } from './store.mjs';

async function main() {
  const version = process.env.IMMICH_LAB_VERSION ?? 'v0.0.0';
  const store = storeOver(await connectDatabase(version));
  await waitForRedis();
  await checkMounts(store);
  // A release that hangs where it should begin to listen.
  if (process.env.IMMICH_LAB_NEVER_ANSWERS) return void setInterval(() => console.log('still starting'), 10_000);
  const server = createServer(listenerFor({ store, media, version }));
  server.requestTimeout = 0;
  server.on('upgrade', acceptWebsocket);
  server.listen(2283, '0.0.0.0', () => console.log(`Immich Server is listening on http://[::1]:2283 [${version}]`));
  process.on('SIGTERM', () => process.exit(0));
}

main().catch((error) => {
  console.error(`[Nest] ERROR [Microservices:Bootstrap] ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});

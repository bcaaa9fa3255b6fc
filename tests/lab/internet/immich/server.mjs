// A small stand-in for Immich's server: answers what this project asks of the real one and keeps what is uploaded.
// Surprise: it refuses like the real one where that matters (no database, wrong password, missing mount markers, second
// admin), because the wizard's explanations are tested against these refusals.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Refused, refuse } from './refusals.mjs';
import { checkMounts } from './mounts.mjs';
import { routes } from './routes.mjs';
import { connectStore } from './store.mjs';
import { waitForRedis } from './redis.mjs';
import { page } from './page.mjs';

async function main() {
  const store = await connectStore();
  await waitForRedis();
  await checkMounts(store);
  const server = createServer((request, response) => void handle(store, request, response));
  server.requestTimeout = 0;
  server.on('upgrade', acceptWebsocket);
  server.listen(2283, '0.0.0.0', () => console.log(`Immich Server is listening on http://[::1]:2283 [${version()}]`));
  process.on('SIGTERM', () => process.exit(0));
}

const version = () => process.env.IMMICH_LAB_VERSION ?? 'v0.0.0';

async function handle(store, request, response) {
  try {
    await dispatch(store, request, response);
  } catch (error) {
    if (response.headersSent) return response.destroy();
    if (error instanceof Refused) return refuse(response, error);
    console.error(error);
    refuse(response, new Refused(500, 'Internal server error'));
  }
}

async function dispatch(store, request, response) {
  const url = new URL(request.url ?? '/', 'http://immich');
  if (!url.pathname.startsWith('/api/')) return page(url, response);
  for (const { method, path, access, answer } of routes) {
    const found = path.exec(url.pathname);
    if (!found || method !== request.method) continue;
    const user = access === 'anyone' ? undefined : await authenticated(store, request, access);
    return await answer({ store, request, response, url, user, ids: found.slice(1), version: version() });
  }
  throw new Refused(404, `Cannot ${request.method} ${url.pathname}`);
}

/** A login's token may do everything its user may; an API key only what it was given. */
async function authenticated(store, request, access) {
  const key = request.headers['x-api-key'];
  if (typeof key === 'string') {
    const found = await store.userByKey(key);
    if (!found) throw new Refused(401, 'Invalid API key');
    const granted = found.permissions.includes('all') || found.permissions.includes(access.permission);
    if (!granted) throw new Refused(403, `Missing required permission: ${access.permission}`);
    return admitted(found.user, access);
  }
  const token = bearer(request) ?? cookie(request, 'immich_access_token');
  if (token === undefined) throw new Refused(401, 'Authentication required');
  const user = await store.userByToken(token);
  if (!user) throw new Refused(401, 'Invalid user token');
  return admitted(user, access);
}

function admitted(user, { admin }) {
  if (admin && !user.isAdmin) throw new Refused(403, 'Forbidden');
  return user;
}

const bearer = (request) => /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];

function cookie(request, name) {
  const pairs = (request.headers.cookie ?? '').split(/; */).map((pair) => pair.split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Realtime: the handshake only, so that a proxy's Upgrade can be tested. */
function acceptWebsocket(request, socket) {
  const key = request.headers['sec-websocket-key'];
  if (!request.url?.startsWith('/api/socket.io/') || typeof key !== 'string') return socket.destroy();
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
  socket.on('error', () => socket.destroy());
}

main().catch((error) => {
  console.error(`[Nest] ERROR [Microservices:Bootstrap] ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});

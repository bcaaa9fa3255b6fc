// One request from beginning to end, in the real server's order: static files, then the web page for whatever is not under /api,
// then the API's routes.
// Surprise: the page's turn looks at the request line as it came. A GET in absolute form therefore gets the page even for /api,
// while any other method goes on to the routes.
import { createHash } from 'node:crypto';
import { routes } from './api/routes.mjs';
import { admit, callerOf } from './callers.mjs';
import { isUuid, Refused, refuse } from './refusals.mjs';
import { targetOf } from './target.mjs';
import { answerDocument } from './web/documents.mjs';
import { answerFile } from './web/files.mjs';
import { answerPage } from './web/page.mjs';

/** `server` is what all requests share: store, media (the photos' folder) and version. */
export const listenerFor = (server) => (request, response) => void handle(server, request, response);

async function handle(server, request, response) {
  try {
    const { path, query } = targetOf(request);
    await dispatch({ ...server, request, response, path, query });
  } catch (error) {
    if (response.headersSent) return response.destroy();
    if (error instanceof Refused) return refuse(response, error);
    console.error(error);
    refuse(response, new Refused(500, 'Internal server error'));
  }
}

async function dispatch(asked) {
  if (await answerDocument(asked)) return;
  if (answerFile(asked)) return;
  if (await answerPage(asked)) return;
  await answerRoute(asked);
}

async function answerRoute(asked) {
  const { request, path } = asked;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  for (const { method: wanted, pattern, access, answer } of routes) {
    const found = wanted === method && pattern.exec(path);
    if (!found) continue;
    const caller = access === 'anyone' ? {} : await callerOf(asked);
    if (access !== 'anyone') admit(caller, access);
    return await answer({ ...asked, ...caller, ids: found.slice(1).map(uuid) });
  }
  throw new Refused(404, `Cannot ${request.method} ${request.url}`);
}

function uuid(part) {
  const id = decoded(part);
  if (!isUuid(id)) throw new Refused(400, ['id must be a UUID']);
  return id.toLowerCase();
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, `Failed to decode param '${part}'`);
  }
}

/** Realtime: the handshake only, so that a proxy's Upgrade can be tested. */
export function acceptWebsocket(request, socket) {
  const key = request.headers['sec-websocket-key'];
  if (!request.url?.startsWith('/api/socket.io/') || typeof key !== 'string') return socket.destroy();
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
  socket.on('error', () => socket.destroy());
}

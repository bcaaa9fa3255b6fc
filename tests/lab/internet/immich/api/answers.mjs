// What every route needs: who may use it, the pattern of its path, JSON in and out.
// Surprise: paths are matched as Express does by default: in any case of letters, and with or without a slash at the end.
import { Refused } from '../refusals.mjs';

export const anyone = 'anyone';
export const user = (permission) => ({ permission, admin: false, guests: false });
export const admin = (permission) => ({ permission, admin: true, guests: false });
/** Open to the holder of a shared link too. */
export const guest = (permission) => ({ permission, admin: false, guests: true });

export const route = (method, path, access, answer) => ({
  method,
  pattern: new RegExp(`^/api${path.replaceAll(':id', '([^/]+)')}/?$`, 'i'),
  access,
  answer,
});

export function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

export const nothing = (response) => void response.writeHead(204).end();

export async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch {
    throw new Refused(400, 'Unexpected token in JSON');
  }
}

/** The request came over TLS, as far as the proxy before us says. */
export const isSecure = (request) => request.headers['x-forwarded-proto'] === 'https';

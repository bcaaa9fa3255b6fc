// What answers before the web page's turn: the API's description, the address for apps, the household's own style.
// Surprise: the description is open to anybody; it is no secret, but a guest has no business with it.
import { systemConfig } from '../api/settings.mjs';

export async function answerDocument({ store, request, response, path, version }) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const document = documents[path.replace(/(.)\/$/, '$1')];
  if (!document) return false;
  const { type, text } = await document({ store, version });
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text);
  return true;
}

const documents = {
  '/doc': () => ({ type: 'text/html', text: '<!doctype html><title>Immich API</title><h1>Immich API</h1>' }),
  '/api/spec.json': ({ version }) => ({
    type: 'application/json',
    text: JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'Immich', version: version.replace(/^v/, '') },
      paths: {},
    }),
  }),
  '/.well-known/immich': () => ({ type: 'application/json', text: '{"api":{"endpoint":"/api"}}' }),
  '/custom.css': async ({ store }) => ({ type: 'text/css', text: (await systemConfig(store)).theme.customCss }),
};

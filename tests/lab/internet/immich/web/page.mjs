// What a browser gets for every path outside /api: one page, whose script reads the path, as Immich's single-page app does.
// Surprise: below /share/ and /s/ everything to the end of the line is taken for the key or slug, undecoded. A page that works
// but has more behind it (`/photos`, `?a=b`) is therefore answered 404, and a reload there still shows the album.
import { hasExpired } from '../callers.mjs';
import { systemConfig } from '../api/settings.mjs';
import { sharedBy } from '../api/reach.mjs';
import { entry, stylesheet } from './files.mjs';

export async function answerPage({ store, request, response }) {
  const url = request.url ?? '/';
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads || url.startsWith('/api')) return false;
  const shared = /^\/(share|s)\/(.+)$/.exec(url);
  const link = shared && (shared[1] === 's' ? await store.linkBySlug(shared[2]) : await store.linkByKey(shared[2]));
  const opens = !shared || (link && !hasExpired(link));
  const preview = opens && link && link.password === null ? await previewOf(store, link, request) : '';
  response.writeHead(opens ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html(preview));
  return true;
}

/** What a messenger shows of a link: its picture comes from the external domain, or else from where it was asked. */
async function previewOf(store, link, request) {
  const { server } = await systemConfig(store);
  const assets = await sharedBy(store, link);
  const title = link.albumId === null ? 'Public Share' : (await store.album(link.albumId)).albumName;
  const picture = assets[0] ? `/api/assets/${assets[0]}/thumbnail?key=${link.key}` : '/feature-panel.png';
  const proto = request.headers['x-forwarded-proto'] ?? 'http';
  const host = request.headers['x-forwarded-host'] ?? request.headers.host;
  const base = server.externalDomain || (host ? `${proto}://${host}` : 'https://my.immich.app');
  return [
    `<meta property="og:title" content="${escaped(title)}" />`,
    `<meta property="og:description" content="${escaped(link.description || `${assets.length} shared photos & videos`)}" />`,
    `<meta property="og:image" content="${escaped(base.replace(/\/$/, '') + picture)}" />`,
  ].join('\n    ');
}

const escaped = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const html = (preview) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${preview}
    <title>Immich</title>
    <link rel="icon" type="image/png" sizes="32x32" href="/favicon-32.png" />
    <link rel="apple-touch-icon" href="/apple-icon-180.png" />
    <link rel="manifest" href="/manifest.json" />
    <link rel="stylesheet" href="${stylesheet}" />
    <link rel="stylesheet" href="/custom.css" />
    <script type="module" src="${entry}"></script>
  </head>
  <body><main><h1>Immich</h1><p>The lab's stand-in for Immich's server.</p></main></body>
</html>
`;

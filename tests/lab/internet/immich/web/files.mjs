// The web app's static files. Surprise: as in the real one the path is percent-decoded and looked up in a list, so nothing
// beside the list is ever reached, and what is not in it goes on to the page.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { picture } from '../media/picture.mjs';

export function answerFile({ request, response, path, version }) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const name = decoded(path);
  const file = files[name] ?? versions(version)[name];
  if (!file) return false;
  const { type, bytes } = file;
  const immutable = name.startsWith('/_app/immutable/');
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    ...(immutable && { 'cache-control': 'public,max-age=31536000,immutable' }),
  });
  response.end(bytes);
  return true;
}

const script = (name) => {
  const bytes = readFileSync(new URL(name, import.meta.url));
  return {
    bytes,
    type: 'text/javascript; charset=utf-8',
    mark: createHash('sha256').update(bytes).digest('hex').slice(0, 8),
  };
};
const text = (type, content) => ({ type: `${type}; charset=utf-8`, bytes: Buffer.from(content) });
const image = (name, size) => ({ type: 'image/png', bytes: picture(name, size) });

const app = script('browser.js');
const style = text('text/css', readFileSync(new URL('browser.css', import.meta.url)));
/** Where the page finds its script and style: named by their content, as bundlers do. */
export const entry = `/_app/immutable/entry/app.${app.mark}.js`;
export const stylesheet = `/_app/immutable/assets/app.${app.mark}.css`;

const icons = [16, 32, 48, 96, 144];
const manifest = {
  name: 'Immich',
  short_name: 'Immich',
  start_url: '/',
  display: 'standalone',
  icons: [192, 512].map((size) => ({ src: `/manifest-icon-${size}.maskable.png`, sizes: `${size}x${size}` })),
};

const files = {
  [entry]: app,
  [stylesheet]: style,
  '/service-worker.js': text('text/javascript', '// Keeps nothing: what a test sees comes from the server.\n'),
  '/manifest.json': text('application/json', JSON.stringify(manifest)),
  '/robots.txt': text('text/plain', 'User-agent: *\nDisallow: /\n'),
  '/favicon.ico': image('favicon', 32),
  ...Object.fromEntries(icons.map((size) => [`/favicon-${size}.png`, image('favicon', size)])),
  '/apple-icon-180.png': image('favicon', 180),
  '/manifest-icon-192.maskable.png': image('favicon', 192),
  '/manifest-icon-512.maskable.png': image('favicon', 512),
  '/feature-panel.png': image('feature-panel', 64),
  '/light_skeleton.png': image('light', 64),
  '/dark_skeleton.png': image('dark', 64),
};

const versions = (version) => ({ '/_app/version.json': text('application/json', JSON.stringify({ version })) });

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

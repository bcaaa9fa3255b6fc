// Serves dist/renderer as app://bundle/. Not file:, where every file of the PC would be the page's neighbour.
// The surprise: a URL's `..` is folded away before it gets here, but its percent-encoded form is not; so the path is decoded once
// and the resolved file has to lie inside the folder.
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { contentSecurityPolicy } from './policy';

const scheme = 'app';
const host = 'bundle';
export const appOrigin = `${scheme}://${host}`;
export const startPage = `${appOrigin}/index.html`;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Electron wants this said before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);
}

export function serveBundle(folder: string): void {
  protocol.handle(scheme, (request) => answer(folder, new URL(request.url)));
}

async function answer(folder: string, url: URL): Promise<Response> {
  const file = url.host === host ? fileFor(folder, url.pathname) : undefined;
  const type = file === undefined ? undefined : types[extname(file)];
  if (file === undefined || type === undefined) return notFound();
  try {
    return new Response(await readFile(file), {
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
      },
    });
  } catch {
    return notFound();
  }
}

/** The file that a path of the URL means, or undefined when it would lie outside. */
export function fileFor(folder: string, pathname: string): string | undefined {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const root = resolve(folder);
  const file = resolve(root, `.${path}`);
  return file.startsWith(root + sep) ? file : undefined;
}

const notFound = (): Response => new Response('not found', { status: 404, headers: { 'content-type': 'text/plain' } });

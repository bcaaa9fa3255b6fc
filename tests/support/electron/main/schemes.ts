// Custom schemes. Chromium knows none of ours, so app://bundle/x is served as http://bundle.app.localhost/x: an address that
// Chromium, too, takes for a secure context. The program only ever sees its own spelling.
import { strict } from './strict';

type Handler = (request: Request) => Response | Promise<Response>;
const handlers = new Map<string, Handler | undefined>();

export const handlerOf = (url: string): Handler | undefined => handlers.get(url.split(':')[0] ?? '');

export function asChromiumSeesIt(url: string): string {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/]+)(.*)$/.exec(url) ?? [];
  return scheme !== undefined && handlers.has(scheme) ? `http://${host}.${scheme}.localhost${rest}` : url;
}

export function asTheProgramSeesIt(url: string): string {
  const [, host, scheme, rest] = /^http:\/\/(.+)\.([a-z0-9+-]+)\.localhost(\/.*)?$/.exec(url) ?? [];
  return scheme !== undefined && handlers.has(scheme) ? `${scheme}://${host}${rest ?? ''}` : url;
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly { readonly scheme: string }[]): void {
    for (const { scheme } of schemes) handlers.set(scheme, undefined);
  },
  handle(scheme: string, handler: Handler): void {
    handlers.set(scheme, handler);
  },
});

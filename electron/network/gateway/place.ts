/**
 * Where at the gateway something is. The surprise: there is no host in it. What a router names anywhere is read against the address we
 * asked, and what lies elsewhere is no place at all, so nothing that a description says can lead us to somebody else.
 */
export interface Place {
  readonly secure: boolean;
  readonly port: number;
  /** With its query: "/ctrl?1". */
  readonly path: string;
}

const longest = 512;

/** The place a router means by a URL, whole or relative to another of its places; null when it is not the router's own. */
export function placeAt(address: string, url: string, from: Place | null = null): Place | null {
  if (url.length > longest) return null;
  const read = urlOf(url.trim(), from === null ? undefined : `http://${address}:${from.port}${from.path}`);
  if (read === null || read.hostname !== address || read.username !== '' || read.password !== '') return null;
  const secure = read.protocol === 'https:';
  if (!secure && read.protocol !== 'http:') return null;
  const port = read.port === '' ? (secure ? 443 : 80) : Number(read.port);
  return port === 0 ? null : { secure, port, path: `${read.pathname}${read.search}` };
}

/** As placeAt, for what is only ever said in the clear: UPnP knows no https. */
export function openPlaceAt(address: string, url: string, from: Place | null = null): Place | null {
  const place = placeAt(address, url, from);
  return place?.secure === true ? null : place;
}

export const samePlace = (a: Place, b: Place): boolean =>
  a.secure === b.secure && a.port === b.port && a.path === b.path;

function urlOf(url: string, base: string | undefined): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}

// What a request asks for, as Express reads it.
// Surprise: nothing is normalised. `//`, `..` and `%2e` stay what they are, names of parameters are percent-decoded and keep their
// case, only the first 1,000 parameters are read, and `GET http://somewhere/api/…` (the absolute form) is as good as `/api/…`.
import { parse } from 'node:querystring';

export function targetOf(request) {
  const [whole, path, query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(originForm(request.url ?? '/'));
  return { whole, path: path || '/', query: parse(query) };
}

const originForm = (url) => (url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/');

/** The value of a parameter that may have been sent twice: the first. */
export const first = (value) => (Array.isArray(value) ? value[0] : value);

/** The first cookie of a name wins. */
export function cookie(request, name) {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return decoded(pair.slice(at + 1).trim());
  }
  return undefined;
}

function decoded(value) {
  try {
    return decodeURIComponent(value.replace(/^"(.*)"$/, '$1'));
  } catch {
    return value;
  }
}

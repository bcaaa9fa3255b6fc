// Who asks: a guest by a link's key or slug, an account by a session's token, a program by its API key.
// Surprise: a link wins over an account, but only when its parameter is called exactly `key` or `slug`. A host that takes
// `?KEY=…` for a link and passes the account's token on has opened the account.
import { Refused } from './refusals.mjs';
import { cookie, first } from './target.mjs';

export async function callerOf({ store, request, query }) {
  const { headers } = request;
  const key = headers['x-immich-share-key'] || first(query.key);
  if (key) return guest(await store.linkByKey(key), 'Invalid share key', store);
  const slug = headers['x-immich-share-slug'] || first(query.slug);
  if (slug) return guest(await store.linkBySlug(slug), 'Invalid share slug', store);
  const token = sessionToken(request, query);
  if (token) return { ...account(await store.userByToken(token)), token };
  const apiKey = headers['x-api-key'] || first(query.apiKey);
  if (apiKey) return program(await store.userByKey(apiKey));
  throw new Refused(401, 'Authentication required');
}

/** Throws unless this caller may use a route that asks for `access`. */
export function admit({ user, link, permissions }, { permission, admin, guests }) {
  if (admin && !user.isAdmin) throw new Refused(403, 'Forbidden');
  if (link && !guests) throw new Refused(403, 'Forbidden');
  if (permissions && !permissions.includes('all') && !permissions.includes(permission)) {
    throw new Refused(403, `Missing required permission: ${permission}`);
  }
}

const sessionToken = (request, query) =>
  request.headers['x-immich-user-token'] ||
  request.headers['x-immich-session-token'] ||
  first(query.sessionKey) ||
  bearer(request) ||
  cookie(request, 'immich_access_token');

const bearer = (request) => /^Bearer (\S+)/i.exec(request.headers.authorization ?? '')?.[1];

export const hasExpired = ({ expiresAt }) => expiresAt != null && new Date(expiresAt) <= new Date();

async function guest(link, refusal, store) {
  if (!link || hasExpired(link)) throw new Refused(401, refusal);
  return { user: await store.user(link.userId), link };
}

function account(user) {
  if (!user) throw new Refused(401, 'Invalid user token');
  return { user };
}

function program(found) {
  if (!found) throw new Refused(401, 'Invalid API key');
  return found;
}

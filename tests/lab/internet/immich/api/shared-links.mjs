// Shared links: made, listed and taken back by an account, opened by a guest.
// Surprise: the proof of a link's password is a cookie with one token per link opened, joined by commas; only `me` asks for it.
import { createHash } from 'node:crypto';
import { isBoolean, isList, isOneOf, isText, optional, Refused, validate } from '../refusals.mjs';
import { cookie } from '../target.mjs';
import { albumView } from './albums.mjs';
import { body, guest, isSecure, json, nothing, route, user } from './answers.mjs';
import { assetView } from './assets.mjs';
import { albumInReach, assetsInReach } from './reach.mjs';

export const sharedLinkRoutes = [
  route('GET', '/shared-links', user('sharedLink.read'), listLinks),
  route('POST', '/shared-links', user('sharedLink.create'), addLink),
  route('GET', '/shared-links/me', guest('all'), openLink),
  route('POST', '/shared-links/login', guest('all'), logIn),
  route('GET', '/shared-links/:id', user('sharedLink.read'), oneLink),
  route('PATCH', '/shared-links/:id', user('sharedLink.update'), changeLink),
  route('DELETE', '/shared-links/:id', user('sharedLink.delete'), removeLink),
];

const tokenCookie = 'immich_shared_link_token';
const text = optional((value, key) => (typeof value === 'string' ? undefined : [`${key} must be a string`]));
const date = optional((value, key) =>
  Number.isNaN(Date.parse(value)) ? [`${key} must be a Date instance`] : undefined,
);
const choices = {
  slug: text,
  password: text,
  description: text,
  expiresAt: date,
  allowUpload: optional(isBoolean),
  allowDownload: optional(isBoolean),
  showMetadata: optional(isBoolean),
};

async function listLinks({ store, user: owner, query, response }) {
  const links = (await store.links(owner)).filter(({ albumId }) => !query.albumId || albumId === query.albumId);
  json(response, 200, await Promise.all(links.map((link) => linkView(store, link))));
}

async function addLink(asked) {
  const { store, user: owner, request, response } = asked;
  const wanted = validate(await body(request), {
    ...choices,
    type: isOneOf(['ALBUM', 'INDIVIDUAL']),
    albumId: optional(isText),
    assetIds: optional(isList),
  });
  const { type, albumId = null, assetIds = [], showMetadata = true } = wanted;
  if (type === 'ALBUM' && albumId === null) throw new Refused(400, 'Invalid albumId');
  if (type === 'INDIVIDUAL' && assetIds.length === 0) throw new Refused(400, 'Invalid assetIds');
  if (type === 'ALBUM') await albumInReach(asked, albumId, 'album.share');
  const assets = await assetsInReach(asked, type === 'INDIVIDUAL' ? assetIds : [], 'asset.share');
  await slugIsFree(store, wanted.slug);
  const link = await store.addLink(owner, {
    type,
    albumId: type === 'ALBUM' ? albumId : null,
    slug: wanted.slug || null,
    password: wanted.password || null,
    description: wanted.description || null,
    expiresAt: wanted.expiresAt ? new Date(wanted.expiresAt) : null,
    allowUpload: wanted.allowUpload ?? true,
    // Whoever gets the file gets what is written in it.
    allowDownload: showMetadata && (wanted.allowDownload ?? true),
    showMetadata,
  });
  for (const { id } of assets) await store.addMember(link.id, id);
  json(response, 201, await linkView(store, link));
}

async function slugIsFree(store, slug, mine) {
  const other = slug ? await store.linkBySlug(slug) : undefined;
  if (other && other.id !== mine) throw new Refused(400, 'Failed to save shared link');
}

async function owned({ store, user: owner, ids: [id] }) {
  const link = await store.link(owner, id);
  if (!link) throw new Refused(400, 'Shared link not found');
  return link;
}

async function oneLink(asked) {
  json(asked.response, 200, await linkView(asked.store, await owned(asked)));
}

async function changeLink(asked) {
  const { store, request, response } = asked;
  const { id } = await owned(asked);
  const wanted = validate(await body(request), choices);
  await slugIsFree(store, wanted.slug, id);
  const known = Object.entries(wanted).filter(([name]) => name in choices);
  const values = Object.fromEntries(known.map(([name, value]) => [name, value === '' ? null : value]));
  if (values.expiresAt) values.expiresAt = new Date(values.expiresAt);
  if (known.length > 0) await store.changeLink(id, values);
  json(response, 200, await linkView(store, await owned(asked)));
}

async function removeLink(asked) {
  await asked.store.removeLink((await owned(asked)).id);
  nothing(asked.response);
}

async function openLink({ store, link, request, response }) {
  if (!link) throw new Refused(403, 'Forbidden');
  const shown = (cookie(request, tokenCookie) ?? '').split(',');
  if (link.password !== null && !shown.includes(proofOf(link))) throw new Refused(401, 'Password required');
  json(response, 200, await linkView(store, link));
}

async function logIn({ store, link, request, response }) {
  if (!link) throw new Refused(403, 'Forbidden');
  const { password } = validate(await body(request), { password: isText });
  if (link.password === null) throw new Refused(400, 'Shared link is not password protected');
  if (password !== link.password) throw new Refused(401, 'Invalid password');
  const before = (cookie(request, tokenCookie) ?? '').split(',').filter(Boolean);
  const tokens = encodeURIComponent([...new Set([...before, proofOf(link)])].join(','));
  const secure = isSecure(request) ? '; Secure' : '';
  response.setHeader('set-cookie', `${tokenCookie}=${tokens}; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax${secure}`);
  json(response, 201, await linkView(store, link));
}

const proofOf = ({ id, password }) => createHash('sha256').update(`${id}-${password}`).digest('base64');

async function linkView(store, link) {
  const { id, userId, key, slug, type, albumId, description, password, expiresAt, createdAt } = link;
  const { allowUpload, allowDownload, showMetadata } = link;
  const assets = [];
  for (const member of await store.members(id)) assets.push(assetView(await store.asset(member), link));
  const album = albumId === null ? undefined : await albumView(store, await store.album(albumId));
  const may = { allowUpload, allowDownload, showMetadata };
  return { id, userId, key, slug, type, description, password, expiresAt, createdAt, ...may, assets, album };
}

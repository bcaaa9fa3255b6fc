// What a caller can reach: an account its own photos and albums, a link what hangs on it.
// Surprise: a link's password plays no part here. As in the real one, whoever has the key and knows an id needs none.
import { isUuid, Refused } from '../refusals.mjs';

/** The photos with these ids, or a refusal that names the permission, as soon as one is out of reach. */
export async function assetsInReach(asked, ids, permission) {
  const open = await idsInReach(asked, permission);
  const found = [];
  for (const id of ids) {
    const asset = !isUuid(id) || (open && !open.has(id)) ? undefined : await asked.store.asset(id);
    if (!asset || (!open && asset.ownerId !== asked.user.id)) throw outOfReach(permission);
    found.push(asset);
  }
  return found;
}

export async function albumInReach(asked, id, permission) {
  const { store, user, link } = asked;
  const album = isUuid(id) ? await store.album(id) : undefined;
  const open = link ? link.albumId === id && allows(link, permission) : album?.ownerId === user.id;
  if (!album || !open) throw outOfReach(permission);
  return album;
}

export const outOfReach = (permission) => new Refused(400, `Not found or no ${permission} access`);

/** For a link the ids it shows; for an account undefined: what counts is who owns a photo. */
async function idsInReach({ store, link }, permission) {
  if (!link) return undefined;
  return new Set(allows(link, permission) ? await sharedBy(store, link) : []);
}

export async function sharedBy(store, link) {
  const own = await store.members(link.id);
  return link.albumId === null ? own : [...own, ...(await store.members(link.albumId))];
}

const allows = (link, permission) => !permission.endsWith('.download') || link.allowDownload;

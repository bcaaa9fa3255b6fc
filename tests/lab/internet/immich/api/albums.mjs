// Albums. Surprise: since v3 an album tells how many photos it has, not which: those come by the timeline.
import { isList, isText, optional, Refused, validate } from '../refusals.mjs';
import { body, guest, json, nothing, route, user } from './answers.mjs';
import { albumInReach, assetsInReach } from './reach.mjs';

export const albumRoutes = [
  route('GET', '/albums', user('album.read'), listAlbums),
  route('POST', '/albums', user('album.create'), addAlbum),
  route('GET', '/albums/:id', guest('album.read'), oneAlbum),
  route('DELETE', '/albums/:id', user('album.delete'), removeAlbum),
  route('GET', '/albums/:id/map-markers', guest('album.read'), mapMarkers),
  route('PUT', '/albums/:id/assets', user('albumAsset.create'), addAssets),
  route('DELETE', '/albums/:id/assets', user('albumAsset.delete'), removeAssets),
];

async function listAlbums({ store, user: owner, response }) {
  const views = [];
  for (const album of await store.albums(owner)) views.push(await albumView(store, album));
  json(response, 200, views);
}

async function addAlbum(asked) {
  const { store, user: owner, request, response } = asked;
  const { albumName, description, assetIds } = validate(await body(request), {
    albumName: isText,
    description: optional(isText),
    assetIds: optional(isList),
  });
  const assets = await assetsInReach(asked, assetIds ?? [], 'asset.share');
  const album = await store.addAlbum(owner, albumName, description ?? '');
  for (const { id } of assets) await store.addMember(album.id, id);
  json(response, 201, await albumView(store, album));
}

async function oneAlbum(asked) {
  json(asked.response, 200, await albumView(asked.store, await albumInReach(asked, asked.ids[0], 'album.read')));
}

async function removeAlbum(asked) {
  await albumInReach(asked, asked.ids[0], 'album.delete');
  await asked.store.removeAlbum(asked.ids[0]);
  nothing(asked.response);
}

/** No photo of the lab says where it was taken. */
async function mapMarkers(asked) {
  await albumInReach(asked, asked.ids[0], 'album.read');
  json(asked.response, 200, []);
}

/** One answer per photo: what went wrong with one does not keep the others out. */
async function addAssets(asked) {
  const album = await albumInReach(asked, asked.ids[0], 'albumAsset.create');
  const { ids } = validate(await body(asked.request), { ids: isList });
  const results = [];
  for (const id of ids) results.push({ id, ...(await addAsset(asked, album, id)) });
  json(asked.response, 200, results);
}

async function addAsset(asked, album, id) {
  try {
    await assetsInReach(asked, [id], 'asset.share');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { success: false, error: 'no_permission' };
  }
  const added = await asked.store.addMember(album.id, id);
  return added ? { success: true } : { success: false, error: 'duplicate' };
}

async function removeAssets(asked) {
  const album = await albumInReach(asked, asked.ids[0], 'albumAsset.delete');
  const { ids } = validate(await body(asked.request), { ids: isList });
  const results = [];
  for (const id of ids) {
    const gone = await asked.store.removeMember(album.id, id);
    results.push({ id, ...(gone ? { success: true } : { success: false, error: 'not_found' }) });
  }
  json(asked.response, 200, results);
}

export async function albumView(store, { id, albumName, description, createdAt }) {
  const assets = await store.members(id);
  return {
    id,
    albumName,
    description,
    albumThumbnailAssetId: assets[0] ?? null,
    assetCount: assets.length,
    albumUsers: [],
    shared: false,
    hasSharedLink: true,
    isActivityEnabled: true,
    order: 'desc',
    createdAt,
    updatedAt: createdAt,
  };
}

// Photos and videos: taken in, shown small, given back whole.
// Surprise: a guest's upload belongs to whoever made the link, and a link that takes none answers 401, not 403.
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { sendFile } from '../media/file.mjs';
import { isVideo, typeOf } from '../media/types.mjs';
import { thumbnailOf } from '../media/thumbnail.mjs';
import { isText, Refused, validate } from '../refusals.mjs';
import { receive } from '../upload.mjs';
import { guest, json, route } from './answers.mjs';
import { assetsInReach } from './reach.mjs';

export const assetRoutes = [
  route('POST', '/assets', guest('asset.upload'), upload),
  route('GET', '/assets/:id', guest('asset.read'), async (asked) => {
    json(asked.response, 200, assetView(await one(asked, 'asset.read'), asked.link));
  }),
  route('GET', '/assets/:id/thumbnail', guest('asset.view'), thumbnail),
  route('GET', '/assets/:id/original', guest('asset.download'), original),
  route('GET', '/assets/:id/video/playback', guest('asset.view'), playback),
];

const cached = { 'cache-control': 'private, max-age=86400, no-transform' };

async function one(asked, permission) {
  return (await assetsInReach(asked, asked.ids, permission))[0];
}

async function upload(asked) {
  const { store, media, user: owner, link, request, response } = asked;
  if (link && !link.allowUpload) throw new Refused(401, 'Unauthorized');
  const id = randomUUID();
  const folder = join(media, 'upload', owner.id);
  await mkdir(folder, { recursive: true });
  const incoming = join(folder, `${id}.part`);
  try {
    const { fields, file } = await receive(request, () => incoming);
    if (!file) throw new Refused(400, 'Missing required files: assetData');
    const { fileCreatedAt } = validate(fields, { fileCreatedAt: isText, fileModifiedAt: isText });
    if (Number.isNaN(Date.parse(fileCreatedAt))) throw new Refused(400, ['fileCreatedAt must be a Date instance']);
    const there = await store.assetByChecksum(owner, file.checksum);
    const path = join(folder, `${id}${extname(file.name)}`);
    if (!there) {
      await rename(incoming, path);
      await store.addAsset({ ...file, id, ownerId: owner.id, path, fileCreatedAt: new Date(fileCreatedAt) });
    }
    const kept = there?.id ?? id;
    if (link) await store.addMember(link.albumId ?? link.id, kept);
    if (there) return json(response, 200, { id: kept, status: 'duplicate' });
    json(response, 201, { id: kept, status: 'created' });
  } finally {
    await rm(incoming, { force: true });
  }
}

async function thumbnail(asked) {
  const asset = await one(asked, 'asset.view');
  const picture = await thumbnailOf(asset);
  if ('path' in picture) return sendFile(asked, { ...picture, headers: cached });
  const { type, bytes } = picture;
  asked.response.writeHead(200, { 'content-type': type, 'content-length': bytes.length, ...cached }).end(bytes);
}

async function original(asked) {
  const { path, originalFileName: name } = await one(asked, 'asset.download');
  const disposition = `inline; filename*=UTF-8''${encodeURIComponent(name)}`;
  const type = typeOf(name) ?? 'application/octet-stream';
  await sendFile(asked, { path, type, headers: { ...cached, 'content-disposition': disposition } });
}

async function playback(asked) {
  const { path, originalFileName: name } = await one(asked, 'asset.view');
  if (!isVideo(name)) throw new Refused(404, 'Asset not found or asset is not a video');
  await sendFile(asked, { path, type: typeOf(name), headers: cached });
}

export function assetView(asset, link) {
  const { id, ownerId, originalFileName, path, checksum, size, fileCreatedAt, createdAt } = asset;
  const type = isVideo(originalFileName) ? 'VIDEO' : 'IMAGE';
  const shown = { id, type, thumbhash: null, localDateTime: fileCreatedAt, duration: null, hasMetadata: true };
  if (link && !link.showMetadata) return { ...shown, hasMetadata: false };
  return {
    ...shown,
    ownerId,
    originalFileName,
    originalPath: path,
    originalMimeType: typeOf(originalFileName),
    checksum,
    fileCreatedAt,
    createdAt,
    isFavorite: false,
    isTrashed: false,
    visibility: 'timeline',
    exifInfo: { fileSizeInByte: Number(size) },
  };
}

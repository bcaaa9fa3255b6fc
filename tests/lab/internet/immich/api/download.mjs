// Several photos at once: first the question how large, then one archive for each part of at most `archiveSize`.
// Surprise: the question is answered 201, the archive 200.
import { streamZip } from '../media/zip.mjs';
import { isList, Refused, validate } from '../refusals.mjs';
import { body, guest, json, route } from './answers.mjs';
import { albumInReach, assetsInReach, outOfReach } from './reach.mjs';

export const downloadRoutes = [
  route('POST', '/download/info', guest('asset.download'), info),
  route('POST', '/download/archive', guest('asset.download'), archive),
];

const usualSize = 4 * 1024 ** 3;

async function info(asked) {
  const wanted = await body(asked.request);
  const archives = parts(await assetsWanted(asked, wanted), wanted.archiveSize ?? usualSize);
  const totalSize = archives.reduce((sum, { size }) => sum + size, 0);
  json(asked.response, 201, { totalSize, archives });
}

async function assetsWanted(asked, { assetIds, albumId, userId }) {
  if (assetIds) return assetsInReach(asked, assetIds, 'asset.download');
  if (albumId) {
    await albumInReach(asked, albumId, 'album.download');
    return assetsInReach(asked, await asked.store.members(albumId), 'asset.download');
  }
  if (!userId) throw new Refused(400, 'assetIds, albumId, or userId is required');
  if (asked.link || userId !== asked.user.id) throw outOfReach('timeline.download');
  return asked.store.assets(asked.user);
}

function parts(assets, archiveSize) {
  const archives = [];
  let open = { size: 0, assetIds: [] };
  for (const { id, size } of assets) {
    open.assetIds.push(id);
    open.size += Number(size);
    if (open.size <= archiveSize) continue;
    archives.push(open);
    open = { size: 0, assetIds: [] };
  }
  return open.assetIds.length > 0 ? [...archives, open] : archives;
}

async function archive(asked) {
  const { assetIds } = validate(await body(asked.request), { assetIds: isList });
  const assets = await assetsInReach(asked, assetIds, 'asset.download');
  asked.response.writeHead(200, { 'content-type': 'application/octet-stream' });
  const files = named(assets.map(({ originalFileName, path }) => ({ name: originalFileName, path })));
  await streamZip(files, asked.response);
}

/** A second `a.jpg` becomes `a+1.jpg`. */
function named(files) {
  const seen = new Map();
  return files.map(({ name, path }) => {
    const clean = name.replace(/[/\\:*?"<>|\p{Cc}]/gu, '') || 'unnamed';
    const count = seen.get(clean) ?? 0;
    seen.set(clean, count + 1);
    return { path, name: count === 0 ? clean : clean.replace(/(\.[^.]*)?$/, `+${count}$1`) };
  });
}

// The timeline: photos by month. Surprise: a month comes as columns (all ids, all dates, …), not as a list of photos.
import { isVideo } from '../media/types.mjs';
import { Refused } from '../refusals.mjs';
import { first } from '../target.mjs';
import { guest, json, route } from './answers.mjs';
import { albumInReach, outOfReach } from './reach.mjs';

export const timelineRoutes = [
  route('GET', '/timeline/buckets', guest('asset.read'), buckets),
  route('GET', '/timeline/bucket', guest('asset.read'), bucket),
];

const monthOf = ({ fileCreatedAt }) => `${new Date(fileCreatedAt).toISOString().slice(0, 7)}-01`;
const newestFirst = (a, b) => new Date(b.fileCreatedAt) - new Date(a.fileCreatedAt);

async function buckets(asked) {
  const counts = new Map();
  for (const month of (await assetsOf(asked)).map(monthOf)) counts.set(month, (counts.get(month) ?? 0) + 1);
  json(
    asked.response,
    200,
    [...counts].map(([timeBucket, count]) => ({ timeBucket, count })),
  );
}

async function bucket(asked) {
  const month = first(asked.query.timeBucket);
  if (!month) throw new Refused(400, ['timeBucket must be a string']);
  const assets = (await assetsOf(asked)).filter((asset) => monthOf(asset) === month.slice(0, 10));
  const column = (of) => assets.map(of);
  json(asked.response, 200, {
    id: column(({ id }) => id),
    ownerId: column(({ ownerId }) => ownerId),
    ratio: column(() => 4 / 3),
    isFavorite: column(() => false),
    visibility: column(() => 'timeline'),
    isTrashed: column(() => false),
    isImage: column(({ originalFileName }) => !isVideo(originalFileName)),
    thumbhash: column(() => null),
    createdAt: column(({ createdAt }) => createdAt),
    fileCreatedAt: column(({ fileCreatedAt }) => fileCreatedAt),
    localOffsetHours: column(() => 0),
    duration: column(() => null),
    projectionType: column(() => null),
    livePhotoVideoId: column(() => null),
    city: column(() => null),
    country: column(() => null),
  });
}

/** Of an album, or of the whole account: a link shows no more than its album. */
async function assetsOf(asked) {
  const { store, user, link, query } = asked;
  const albumId = first(query.albumId);
  if (albumId) return (await inAlbum(store, await albumInReach(asked, albumId, 'album.read'))).sort(newestFirst);
  if (link || (query.userId && query.userId !== user.id)) throw outOfReach('timeline.read');
  return [...(await store.assets(user))].sort(newestFirst);
}

async function inAlbum(store, { id }) {
  const assets = [];
  for (const member of await store.members(id)) assets.push(await store.asset(member));
  return assets;
}

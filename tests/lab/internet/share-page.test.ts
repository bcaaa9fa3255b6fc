// The stand-in's share page in a real browser: a guest sees the album, opens a photo, downloads, gives the password, uploads.
// Surprise: what counts most is what the page asks for. It must be what the real page asks for and nothing else, because the host
// for guests lets exactly that pass.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath } from '../../support/chromium';
import { askAt, shareAlbum, signUpAdmin, type SharedAlbum } from '../family-album.ts';
import { startImmich, type ImmichAlone } from './immich/alone.ts';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const access = '\\?(?:[^ ]*&)?(?:key|slug)=[^ &]+';
/** What an anonymous share page of the real server asks for, as it was counted there. */
const counted = [
  `GET /(?:share|s)/[^ /?]+(?:/photos)?(?:/${uuid})?`,
  'GET /_app/(?:version\\.json|immutable/[\\w./-]+)',
  'GET /(?:service-worker\\.js|custom\\.css|manifest\\.json|robots\\.txt|favicon\\.ico|favicon-(?:16|32|48|96|144)\\.png)',
  'GET /(?:apple-icon-180|manifest-icon-(?:192|512)\\.maskable|feature-panel|(?:light|dark)_skeleton)\\.png',
  'GET /api/server/(?:config|features|media-types)',
  `GET /api/(?:shared-links/me|timeline/buckets?|albums/${uuid}/map-markers)${access}`,
  `POST /api/(?:shared-links/login|download/info|download/archive|assets)${access}`,
  `GET /api/assets/${uuid}(?:/thumbnail|/original|/video/playback)?${access}`,
].map((pattern) => new RegExp(`^${pattern}$`));

let immich: ImmichAlone;
let browser: Browser;
let album: SharedAlbum;
const asked = new Set<string>();

beforeAll(async () => {
  immich = await startImmich();
  await signUpAdmin(askAt(immich.origin));
  album = await shareAlbum({ slug: 'lake-2026' }, askAt(immich.origin));
  const executablePath = chromiumPath();
  browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) });
});
afterAll(async () => {
  await browser.close();
  await immich.close();
});

async function guestAt(path: string): Promise<Page> {
  const context = await browser.newContext();
  context.on('request', (request) => {
    if (request.url().startsWith('blob:')) return;
    asked.add(`${request.method()} ${request.url().slice(immich.origin.length)}`);
  });
  const page = await context.newPage();
  await page.goto(immich.origin + path);
  return page;
}

const drawn = (page: Page): Promise<number> =>
  page
    .locator('.photos img')
    .evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length);

it.each(['key', 'slug'])('shows the album behind a %s', async (kind) => {
  const page = await guestAt(kind === 'key' ? `/share/${album.key}` : '/s/lake-2026');
  await page.getByRole('heading', { name: album.title }).waitFor();
  await expect.poll(() => drawn(page)).toBe(4);
  expect(await page.getByRole('img', { name: 'Photo' }).count()).toBe(3);
});

it('opens a photo and a video, and shows them again after a reload that is answered 404', async () => {
  const page = await guestAt('/s/lake-2026');
  await page.getByRole('img', { name: 'Photo 2' }).click();
  const viewer = page.getByRole('region', { name: 'Viewer' });
  await viewer.getByRole('heading', { name: /\.png$/ }).waitFor();
  expect((await page.reload())?.status()).toBe(404);
  await viewer.getByRole('heading', { name: /\.png$/ }).waitFor();
  await viewer.getByRole('button', { name: 'Back' }).click();
  const part = page.waitForResponse((response) => response.url().includes('/video/playback'));
  await page.getByRole('img', { name: 'Video' }).click();
  expect((await part).status()).toBe(206);
});

it('downloads one photo and the whole album', async () => {
  const page = await guestAt(`/share/${album.key}`);
  const [one] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Original of Photo 1' }).click(),
  ]);
  const file = album.files.find(({ name }) => name === one.suggestedFilename());
  expect(
    createHash('sha256')
      .update(readFileSync(await one.path()))
      .digest('hex'),
  ).toBe(file?.sha256);
  const [all] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(all.suggestedFilename()).toBe(`${album.title}.zip`);
  expect(
    readFileSync(await all.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});

it('asks for a password, once', async () => {
  await shareAlbum({ title: 'Private', slug: 'closed', password: 'acorn' }, askAt(immich.origin));
  const page = await guestAt('/s/closed');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('alert').getByText('Invalid password').waitFor();
  await page.getByLabel('Password').fill('acorn');
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('heading', { name: 'Private' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Private' }).waitFor();
});

it('uploads where the link takes uploads, and says what does not work', async () => {
  const closed = await guestAt(`/share/${album.key}`);
  await closed.getByRole('button', { name: 'Download' }).waitFor();
  expect(await closed.getByLabel('Upload').count()).toBe(0);
  await shareAlbum({ title: 'Bring yours', slug: 'open', allowUpload: true }, askAt(immich.origin));
  const page = await guestAt('/s/open');
  await page
    .getByLabel('Upload')
    .setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: Buffer.from('mine') });
  await expect.poll(() => page.getByRole('img').count()).toBe(5);
  const nowhere = await guestAt('/s/nobody');
  await nowhere.getByRole('alert').getByText('Invalid share slug').waitFor();
});

it('asks for nothing that the real page does not ask for', () => {
  expect(asked.size).toBeGreaterThan(20);
  expect([...asked].filter((line) => !counted.some((pattern) => pattern.test(line)))).toEqual([]);
});

// The Immich stand-in as a guest meets it: what a link opens, what it refuses, and how it reads what is asked.
// Surprise: much of this is what makes hosts for guests leak; were the stand-in stricter than the real
// one, the leak test would prove nothing.
import { createHash } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAt, logIn, shareAlbum, signUpAdmin, type SharedAlbum } from '../family-album.ts';
import { startImmich, type ImmichAlone } from './immich/alone.ts';

let immich: ImmichAlone;
let album: SharedAlbum;
let account: Readonly<Record<string, string>>;

beforeAll(async () => {
  immich = await startImmich();
  await signUpAdmin(askAt(immich.origin));
  album = await shareAlbum({ slug: 'lake-2026' }, askAt(immich.origin));
  account = { authorization: `Bearer ${album.accessToken}` };
});
afterAll(() => immich.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: () => Record<string, never>;
}

/** Byte for byte as it stands here: fetch would tidy the path. */
function get(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(immich.origin);
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        const json = (): Record<string, never> => JSON.parse(text) as Record<string, never>;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, json });
      });
    });
    asked.on('error', reject).end(body);
  });
}

const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  get(path, { 'content-type': 'application/json', ...headers }, 'POST', JSON.stringify(body));
const withKey = (path: string, more = ''): string => `${path}?key=${album.key}${more}`;
const ask = (...call: Parameters<ReturnType<typeof askAt>>): Promise<unknown> => askAt(immich.origin)(...call);
const saying = (text: string): string => expect.stringContaining(text) as string;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a link', () => {
  it('has a key of 50 random bytes and is told to its owner', async () => {
    expect(album.key).toMatch(/^[A-Za-z0-9_-]{67}$/);
    const links = (await get('/api/shared-links', account)).json() as unknown as object[];
    expect(links).toMatchObject([{ id: album.id, key: album.key, slug: 'lake-2026', type: 'ALBUM', password: null }]);
  });

  it('opens by key, by slug, by their headers', async () => {
    const hex = Buffer.from(album.key, 'base64url').toString('hex');
    for (const [path, headers] of [
      [withKey('/api/shared-links/me'), {}],
      [`/api/shared-links/me?key=${hex}`, {}],
      ['/api/shared-links/me?slug=lake-2026', {}],
      ['/api/shared-links/me', { 'x-immich-share-key': album.key }],
      ['/api/shared-links/me', { 'x-immich-share-slug': 'lake-2026' }],
    ] as const) {
      const { status, json } = await get(path, headers);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(json()).toMatchObject({ album: { albumName: album.title, assetCount: 4 }, allowUpload: false });
    }
  });

  it('lists months, and of a month its photos', async () => {
    const of = `&albumId=${album.albumId}`;
    expect((await get(withKey('/api/timeline/buckets', of))).json()).toEqual([{ timeBucket: '2026-07-01', count: 4 }]);
    const month = (await get(withKey('/api/timeline/bucket', `${of}&timeBucket=2026-07-01`))).json();
    expect([...month['id']!].sort()).toEqual([...album.assetIds].sort());
    expect([...month['isImage']!].filter(Boolean)).toHaveLength(3);
    expect((await get(withKey(`/api/albums/${album.albumId}/map-markers`))).json()).toEqual([]);
  });

  it('gives each file whole, small, and in parts', async () => {
    for (const { id, name, size, sha256: expected } of album.files) {
      const original = await get(withKey(`/api/assets/${id}/original`));
      expect(sha256(original.bytes)).toBe(expected);
      expect(original.headers['content-disposition']).toBe(`inline; filename*=UTF-8''${name}`);
      const small = await get(withKey(`/api/assets/${id}/thumbnail`, '&size=thumbnail'));
      expect(small.headers['content-type']).toBe('image/png');
      expect(small.bytes.subarray(1, 4).toString()).toBe('PNG');
      expect((await get(withKey(`/api/assets/${id}`))).json()).toMatchObject({ id, originalFileName: name });
      const part = await get(withKey(`/api/assets/${id}/original`), { range: 'bytes=-100' });
      expect(part).toMatchObject({
        status: 206,
        headers: { 'content-range': `bytes ${size - 100}-${size - 1}/${size}` },
      });
      expect(part.bytes.equals(original.bytes.subarray(-100))).toBe(true);
    }
    const { id, size } = album.files[3]!;
    const video = await get(withKey(`/api/assets/${id}/video/playback`), { range: 'bytes=1000-1999' });
    expect(video.status).toBe(206);
    expect(video.bytes).toHaveLength(1000);
    expect(video.headers).toMatchObject({ 'content-type': 'video/mp4', 'content-range': `bytes 1000-1999/${size}` });
    expect((await get(withKey(`/api/assets/${id}/video/playback`), { range: `bytes=${size}-` })).status).toBe(416);
  });

  it('gives everything as one archive', async () => {
    const info = await post(withKey('/api/download/info'), { albumId: album.albumId });
    const totalSize = album.files.reduce((sum, { size }) => sum + size, 0);
    expect(info.status).toBe(201);
    expect(info.json()).toEqual({ totalSize, archives: [{ size: totalSize, assetIds: album.assetIds }] });
    const archive = await post(withKey('/api/download/archive'), { assetIds: album.assetIds });
    expect(archive.status).toBe(200);
    const files = unzipped(archive.bytes).map(({ name, bytes }) => ({ name, sha256: sha256(bytes) }));
    expect(files).toEqual(album.files.map(({ name, sha256 }) => ({ name, sha256 })));
  });

  it('shows nothing beside its album', async () => {
    const token = album.accessToken;
    const file = { name: 'private.png', bytes: Buffer.from('not for guests') };
    const { id } = (await ask({ method: 'POST', path: '/api/assets', token, file })) as { id: string };
    for (const path of [`/api/assets/${id}`, `/api/assets/${id}/original`, `/api/assets/${id}/thumbnail`]) {
      expect(await get(withKey(path))).toMatchObject({
        status: 400,
        text: saying('Not found or no asset'),
      });
    }
    expect((await post(withKey('/api/download/archive'), { assetIds: [id] })).status).toBe(400);
    expect((await get(withKey('/api/timeline/buckets'))).status).toBe(400);
    for (const path of [
      '/api/users/me',
      '/api/albums',
      '/api/shared-links',
      '/api/system-config',
      '/api/server/about',
    ]) {
      expect({ path, status: (await get(withKey(path))).status }).toEqual({ path, status: 403 });
    }
  });

  it('takes uploads only where it says so', async () => {
    const refused = await upload(album.key, 'guest.png', 'from a guest');
    expect(refused).toMatchObject({ status: 401 });
    const open = await shareAlbum({ title: 'Bring yours', allowUpload: true }, askAt(immich.origin));
    const taken = await upload(open.key, 'guest.png', 'from a guest');
    expect(taken.status).toBe(201);
    const { id } = (await taken.json()) as { id: string };
    expect(await (await fetch(`${immich.origin}/api/assets/${id}/original?key=${open.key}`)).text()).toBe(
      'from a guest',
    );
    expect(await upload(open.key, 'guest.png', 'from a guest')).toMatchObject({ status: 200 });
  });

  it('asks for its password before it tells what it holds', async () => {
    const closed = await shareAlbum({ title: 'Private', slug: 'closed', password: 'acorn' }, askAt(immich.origin));
    const me = `/api/shared-links/me?key=${closed.key}`;
    expect(await get(me)).toMatchObject({ status: 401, text: saying('Password required') });
    const login = `/api/shared-links/login?slug=closed`;
    expect(await post(login, { password: 'wrong' })).toMatchObject({ status: 401 });
    const entered = await post(login, { password: 'acorn' });
    const [cookie = ''] = entered.headers['set-cookie'] ?? [];
    expect(entered.status).toBe(201);
    expect(cookie).toMatch(/^immich_shared_link_token=[^;]+; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await get(me, { cookie: cookie.split(';')[0]! })).json()).toMatchObject({ slug: 'closed' });
    // As in the real one: with a key and a known id no password is asked for.
    expect((await get(`/api/assets/${closed.assetIds[0]}/thumbnail?key=${closed.key}`)).status).toBe(200);
    expect((await post(withKey('/api/shared-links/login'), { password: 'acorn' })).status).toBe(400);
  });

  it('ends when its time is over, when it is taken back, and never shares its slug', async () => {
    const expired = await shareAlbum({ expiresAt: '2026-01-01T00:00:00.000Z' }, askAt(immich.origin));
    expect(await get(`/api/shared-links/me?key=${expired.key}`)).toMatchObject({
      status: 401,
      text: saying('"message":"Invalid share key","error":"Unauthorized","statusCode":401'),
    });
    expect((await get(`/share/${expired.key}`)).status).toBe(404);
    await expect(shareAlbum({ slug: 'lake-2026' }, askAt(immich.origin))).rejects.toThrow('Failed to save shared link');
    const brief = await shareAlbum({}, askAt(immich.origin));
    await ask({ method: 'DELETE', path: `/api/shared-links/${brief.id}`, token: brief.accessToken });
    expect((await get(`/api/shared-links/me?key=${brief.key}`)).status).toBe(401);
  });

  it('may be of single photos, and without downloads', async () => {
    const [first = ''] = album.assetIds;
    const wanted = { type: 'INDIVIDUAL', assetIds: [first], showMetadata: false };
    const link = (await post('/api/shared-links', wanted, account)).json();
    expect(link).toMatchObject({ allowDownload: false, assets: [{ id: first }] });
    const path = (end: string): string => `/api/assets/${first}${end}?key=${link['key']}`;
    expect((await get(path('/thumbnail'))).status).toBe(200);
    expect((await get(path('/original'))).status).toBe(400);
    expect((await get(path(''))).json()).not.toHaveProperty('originalFileName');
  });
});

describe('who asks', () => {
  it('is nobody without credentials: 401 in the form that Nest gives', async () => {
    for (const path of [
      '/api/users/me',
      '/api/albums',
      '/api/auth/status',
      '/api/timeline/buckets',
      '/api/system-config',
    ]) {
      const { status, json } = await get(path);
      expect(status).toBe(401);
      expect(json()).toMatchObject({ message: 'Authentication required', error: 'Unauthorized', statusCode: 401 });
    }
    expect(await get('/api/nothing')).toMatchObject({
      status: 404,
      text: saying('Cannot GET /api/nothing'),
    });
  });

  it('is an account by any of seven ways', async () => {
    const token = album.accessToken;
    const made = await post('/api/api-keys', { name: 'leak', permissions: ['all'] }, account);
    const secret = String(made.json()['secret']);
    const ways: [string, Record<string, string>][] = [
      ['', { authorization: `Bearer ${token}` }],
      ['', { 'x-immich-user-token': token }],
      ['', { 'x-immich-session-token': token }],
      ['', { cookie: `immich_access_token=${token}` }],
      ['', { 'x-api-key': secret }],
      [`?apiKey=${secret}`, {}],
      [`?sessionKey=${token}`, {}],
      [`?session%4Bey=${token}`, {}],
    ];
    for (const [query, headers] of ways) {
      expect((await get(`/api/users/me${query}`, headers)).json()).toMatchObject({ isAdmin: true });
    }
  });

  it('is held to what its API key may', async () => {
    const made = await post('/api/api-keys', { name: 'small', permissions: ['album.read'] }, account);
    const key = { 'x-api-key': String(made.json()['secret']) };
    expect((await get('/api/albums', key)).status).toBe(200);
    expect(await get('/api/shared-links', key)).toMatchObject({
      status: 403,
      text: saying('sharedLink.read'),
    });
  });

  it.each([
    ['a name in other letters', 'KEY='],
    ['brackets', 'key[]='],
    ['nothing', 'key='],
    ['a thousand parameters before it', `${'a&'.repeat(1000)}key=`],
  ])('is the account when the key comes with %s', async (_, before) => {
    const value = before === 'key=' ? '' : album.key;
    const { status } = await get(`/api/albums?${before}${value}`, account);
    expect(status).toBe(200);
  });

  it.each([['key='], ['%6bey='], ['k%65y='], ['a=1&key=']])('is the guest when the key comes as %s', async (before) => {
    expect((await get(`/api/albums?${before}${album.key}`, account)).status).toBe(403);
    expect((await get(`/api/shared-links/me?${before}${album.key}`)).status).toBe(200);
  });
});

describe('what is asked', () => {
  const open = { message: 'OAuth is not enabled' };
  it.each([
    ['another case', '/API/Server/PING', 200],
    ['a slash at the end', '/api/server/ping/', 200],
    ['a leading double slash: the page', '//api/server/ping', 200],
    ['a double slash inside', '/api//server/ping', 404],
    ['dots', '/api/x/../server/ping', 404],
    ['an encoded letter', '/api/server/pin%67', 404],
    ['an encoded slash', '/api%2fserver/ping', 404],
  ])('is taken as it comes: %s', async (_, path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it('may have encoded letters only where an id stands', async () => {
    const [id = ''] = album.assetIds;
    const encoded = `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`;
    expect((await get(withKey(`/api/assets/${encoded}`))).status).toBe(200);
    expect(await get(withKey('/api/assets/not-an-id'))).toMatchObject({ status: 400 });
  });

  it('may name the server: the page for a GET, the call for all else', async () => {
    const page = await get('http://photos.example-family.net/api/users/me', account);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const call = await post('http://photos.example-family.net/api/oauth/authorize', {});
    expect(call.json()).toMatchObject(open);
  });

  it('ends the session that logs out, and no other', async () => {
    const session = { authorization: `Bearer ${await logIn(askAt(immich.origin))}` };
    expect(await post('/api/auth/logout', {}, session)).toMatchObject({ status: 200 });
    expect((await get('/api/users/me', session)).status).toBe(401);
    expect((await get('/api/users/me', account)).status).toBe(200);
  });

  it('has doors that stand open to anybody', async () => {
    for (const path of ['/api/server/version', '/api/spec.json', '/doc', '/api/server/version-history']) {
      expect({ path, status: (await get(path)).status }).toEqual({ path, status: 200 });
    }
    expect((await post('/api/oauth/callback', {})).json()).toMatchObject(open);
    expect((await post('/api/auth/login', { email: 'x@y.z', password: 'guess' })).status).toBe(401);
    expect(await get('/api/oauth/mobile-redirect?code=1')).toMatchObject({
      status: 307,
      headers: { location: 'app.immich:///oauth-callback?code=1' },
    });
  });
});

describe('the pages', () => {
  it.each(['/', '/auth/login', '/photos', '/admin', '/user-settings', '/_app/immutable/none.js'])(
    '%s is the app',
    async (path) => {
      const { status, text } = await get(path);
      expect(status).toBe(200);
      expect(text).toContain('<title>Immich</title>');
    },
  );

  it('of a link is there by key and by slug, and 404 with the same page when more stands behind', async () => {
    for (const base of [`/share/${album.key}`, '/s/lake-2026']) {
      const first = await get(base);
      expect(first).toMatchObject({
        status: 200,
        text: saying('og:title" content="Summer at the lake"'),
      });
      for (const more of ['/photos', `/photos/${album.assetIds[0]}`, `/${album.assetIds[0]}`, '?a=b']) {
        const again = await get(base + more);
        expect({ more, status: again.status }).toEqual({ more, status: 404 });
        expect(again.text).toContain('/_app/immutable/entry/');
      }
    }
    expect((await get('/s/nobody')).status).toBe(404);
  });

  it.each([
    ['/_app/version.json', 'application/json'],
    ['/service-worker.js', 'text/javascript'],
    ['/custom.css', 'text/css'],
    ['/manifest.json', 'application/json'],
    ['/robots.txt', 'text/plain'],
    ...['/favicon.ico', '/favicon-16.png', '/favicon-144.png', '/apple-icon-180.png'].map((path) => [
      path,
      'image/png',
    ]),
    ...['/manifest-icon-512.maskable.png', '/feature-panel.png', '/dark_skeleton.png'].map((path) => [
      path,
      'image/png',
    ]),
  ])('bring their file %s', async (path, type) => {
    const { status, headers, bytes } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(type);
    expect(bytes.length + (path === '/custom.css' ? 1 : 0)).toBeGreaterThan(0);
  });
});

describe('the configuration', () => {
  it('is written whole, and tells the external domain to everybody', async () => {
    const token = await logIn(askAt(immich.origin));
    const config = (await ask({ method: 'GET', path: '/api/system-config', token })) as { server: object };
    const put = (body: object): Promise<unknown> => ask({ method: 'PUT', path: '/api/system-config', token, body });
    await expect(put({ server: config.server })).rejects.toThrow('400');
    await expect(put({ ...config, server: { ...config.server, externalDomain: 'share' } })).rejects.toThrow('400');
    const externalDomain = 'https://share-photos.example-family.net';
    await put({ ...config, server: { ...config.server, externalDomain } });
    expect((await get('/api/server/config')).json()).toMatchObject({ externalDomain });
    expect((await get(`/share/${album.key}`)).text).toContain(`content="${externalDomain}/api/assets/`);
  });
});

function upload(key: string, name: string, content: string): Promise<Response> {
  const form = new FormData();
  for (const field of ['fileCreatedAt', 'fileModifiedAt']) form.append(field, '2026-07-15T10:00:00.000Z');
  form.append('assetData', new Blob([content]), name);
  return fetch(`${immich.origin}/api/assets?key=${key}`, { method: 'POST', body: form });
}

/** By the directory at the end, as every program that unpacks does. */
function unzipped(zip: Buffer): { name: string; bytes: Buffer }[] {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const files = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, length, start] = [zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)];
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    files.push({ name: zip.subarray(at + 46, at + 46 + length).toString(), bytes: zip.subarray(data, data + size) });
    at += 46 + length;
  }
  return files;
}

// An album with three small pictures and a video in it, and a link to it: made as the family would, with the admin's account.
// Surprise: the same files again are the same photos (Immich knows them by their checksum), so a second album shares them.
import { createHash } from 'node:crypto';
import { admin } from './command-line.ts';
import { serverExec } from './lab.ts';

export interface SharedAlbum {
  /** The link's own, to take it back by `DELETE /api/shared-links/{id}`. */
  readonly id: string;
  readonly key: string;
  readonly slug: string | null;
  readonly title: string;
  readonly albumId: string;
  readonly assetIds: readonly string[];
  readonly files: readonly SharedFile[];
  /** The admin's session: what must open nothing on a guests' host. */
  readonly accessToken: string;
}
export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}
export interface AlbumWishes {
  readonly title?: string;
  readonly slug?: string;
  readonly password?: string;
  readonly expiresAt?: string;
  readonly allowUpload?: boolean;
  readonly allowDownload?: boolean;
}

interface File {
  readonly name: string;
  readonly bytes: Buffer;
}
interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
  readonly file?: File;
}
/** One call to Immich; throws when the answer is no success. */
export type Ask = (call: Call) => Promise<unknown>;

const address = 'http://127.0.0.1:2283';
const taken = '2026-07-14T15:00:00.000Z';

/** From within the lab's server, where Immich answers on its own port. */
export const onServer: Ask = async ({ method, path, token, body, file }) => {
  const headers = token === undefined ? [] : ['-H', `Authorization: Bearer ${token}`];
  const sent =
    file !== undefined
      ? ['-F', `fileCreatedAt=${taken}`, '-F', `fileModifiedAt=${taken}`, '-F', `assetData=@-;filename=${file.name}`]
      : body !== undefined
        ? ['-H', 'Content-Type: application/json', '--data-binary', '@-']
        : [];
  const argv = [
    'curl',
    '-sS',
    '--fail-with-body',
    '--max-time',
    '60',
    '-X',
    method,
    ...headers,
    ...sent,
    address + path,
  ];
  const { stdout } = await serverExec(argv, { input: file?.bytes ?? (body === undefined ? '' : JSON.stringify(body)) });
  return parsed(stdout);
};

/** For an Immich that this process reaches itself (tests/lab/internet/immich/alone.ts). */
export const askAt =
  (origin: string): Ask =>
  async ({ method, path, token, body, file }) => {
    const response = await fetch(origin + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(file !== undefined && { body: form(file) }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return parsed(text);
  };

const parsed = (text: string): unknown => (text === '' ? null : (JSON.parse(text) as unknown));

function form({ name, bytes }: File): FormData {
  const made = new FormData();
  made.append('fileCreatedAt', taken);
  made.append('fileModifiedAt', taken);
  made.append('assetData', new Blob([new Uint8Array(bytes)]), name);
  return made;
}

/** For a server that nobody owns yet; the wizard does this on the lab's. */
export const signUpAdmin = (ask: Ask): Promise<unknown> =>
  ask({ method: 'POST', path: '/api/auth/admin-sign-up', body: { ...admin } });

export async function logIn(ask: Ask = onServer): Promise<string> {
  const { email, password } = admin;
  const { accessToken } = (await ask({ method: 'POST', path: '/api/auth/login', body: { email, password } })) as {
    accessToken: string;
  };
  return accessToken;
}

export async function shareAlbum(wishes: AlbumWishes = {}, ask: Ask = onServer): Promise<SharedAlbum> {
  const { title = 'Summer at the lake', ...choices } = wishes;
  const token = await logIn(ask);
  const make = async (path: string, body: object): Promise<{ id: string; key: string }> =>
    (await ask({ method: 'POST', path, token, body })) as { id: string; key: string };
  const files: SharedFile[] = [];
  for (const file of await familyFiles()) {
    const { id } = (await ask({ method: 'POST', path: '/api/assets', token, file })) as { id: string };
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    files.push({ id, name: file.name, sha256, size: file.bytes.length });
  }
  const assetIds = files.map(({ id }) => id);
  const { id: albumId } = await make('/api/albums', { albumName: title });
  await ask({ method: 'PUT', path: `/api/albums/${albumId}/assets`, token, body: { ids: assetIds } });
  const link = { type: 'ALBUM', albumId, allowUpload: false, allowDownload: true, showMetadata: true, ...choices };
  const { id, key } = await make('/api/shared-links', link);
  return { id, key, slug: wishes.slug ?? null, title, albumId, assetIds, files, accessToken: token };
}

/** Pictures that a browser draws; the video is only called one (no browser plays it), but long enough to be asked for in parts. */
async function familyFiles(): Promise<File[]> {
  const { picture } = (await import(new URL('./internet/immich/media/picture.mjs', import.meta.url).href)) as {
    picture: (seed: string, width: number, height: number) => Buffer;
  };
  const pictures = ['jetty.png', 'picnic.png', 'sunset.png'].map((name) => ({ name, bytes: picture(name, 320, 240) }));
  const piece = createHash('sha512').update('swimming').digest();
  const video = Buffer.concat([Buffer.from('000000186674797069736f6d', 'hex'), ...Array<Buffer>(4000).fill(piece)]);
  return [...pictures, { name: 'swimming.mp4', bytes: video }];
}

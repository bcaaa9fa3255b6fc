// An image layer: a tar, its gzip, and the two digests that manifests and configs name.
// Surprise: a config lists the digest of the *unpacked* tar (diffId), a manifest that of the gzip.
import { createCipheriv, createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile, mkdir, chmod, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runOutside } from '../../processes.ts';
import { imagesDir } from '../places.ts';

export interface Layer {
  readonly file: string;
  readonly digest: string;
  readonly size: number;
  readonly diffId: string;
}

/** What goes into a small layer: a file of this project, a link, or bytes that do not compress (to have something to pull). */
export type Entry =
  | { readonly at: string; readonly from: string; readonly executable?: boolean }
  | { readonly at: string; readonly link: string }
  | { readonly at: string; readonly ballast: number }
  | { readonly at: string; readonly folder: true };

export async function smallLayer(entries: readonly Entry[]): Promise<Layer> {
  mkdirSync(imagesDir, { recursive: true });
  const tar = join(imagesDir, `layer-${fingerprintOf(entries)}.tar`);
  if (!existsSync(`${tar}.digests`)) await makeTar(tar, entries);
  return compressed(tar);
}

export function fingerprintOf(entries: readonly Entry[]): string {
  const hash = createHash('sha256');
  for (const entry of entries) {
    hash.update(JSON.stringify({ ...entry, from: undefined }));
    if ('from' in entry) hash.update(readFileSync(entry.from));
  }
  return hash.digest('hex').slice(0, 16);
}

async function makeTar(tar: string, entries: readonly Entry[]): Promise<void> {
  const tree = mkdtempSync(join(tmpdir(), 'iah-layer-'));
  try {
    for (const entry of entries) await place(tree, entry);
    const sameEverywhere = ['--sort=name', '--mtime=@1700000000', '--owner=0', '--group=0', '--numeric-owner'];
    await runOutside(['chmod', '755', tree]);
    await runOutside(['tar', ...sameEverywhere, '-C', tree, '-cf', tar, '.']);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

async function place(tree: string, entry: Entry): Promise<void> {
  const path = join(tree, entry.at);
  await mkdir(dirname(path), { recursive: true });
  if ('folder' in entry) await mkdir(path, { recursive: true });
  else if ('link' in entry) await symlink(entry.link, path);
  else if ('ballast' in entry) await writeFile(path, noise(entry.at, entry.ballast));
  else {
    await copyFile(entry.from, path);
    await chmod(path, entry.executable ? 0o755 : 0o644);
  }
}

/** The same bytes for the same name, always: a cipher's key stream. */
function noise(seed: string, bytes: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

export async function compressed(tar: string): Promise<Layer> {
  const file = `${tar}.gz`;
  const notes = `${tar}.digests`;
  if (!existsSync(file) || !existsSync(notes)) {
    await runOutside(['sh', '-c', `exec gzip --no-name -6 < "$1" > "$1.gz.new"`, 'sh', tar], { timeoutMs: 300_000 });
    const digests = { digest: await sha256(`${file}.new`), diffId: await sha256(tar) };
    renameSync(`${file}.new`, file);
    writeFileSync(notes, JSON.stringify(digests));
  }
  const { digest, diffId } = JSON.parse(readFileSync(notes, 'utf8')) as { digest: string; diffId: string };
  return { file, digest, diffId, size: statSync(file).size };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

// The layer that all of the lab's images share: a small Debian with Node, PostgreSQL and Valkey.
// Surprise: libLLVM (130 MB, only for PostgreSQL's JIT) is left out on unpacking; JIT is switched off instead.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runOutside } from '../../processes.ts';
import { imagesDir } from '../places.ts';
import { compressed, type Layer } from './layer.ts';

const packages = [
  ...['nodejs', 'node-pg', 'postgresql-17', 'postgresql-17-pgvector'],
  ...['valkey-server', 'valkey-tools', 'curl', 'tzdata'],
];
const leftOut = [
  '/usr/share/man/*',
  '/usr/share/doc/*',
  '/usr/share/locale/*',
  '/usr/share/i18n/*',
  '/usr/share/nodejs/corepack/*',
  '/usr/lib/*/libLLVM*',
  '/usr/lib/llvm*',
  '/usr/lib/postgresql/*/lib/bitcode/*',
];
/** Removed only after installation: maintainer scripts need some of it. */
const removed = [
  '/var/lib/postgresql/17',
  '/usr/share/perl',
  '/usr/lib/*/perl',
  '/usr/lib/*/libz3.so*',
  '/var/lib/apt',
];
const mirror = 'deb http://deb.debian.org/debian trixie main';

export async function baseLayer(): Promise<Layer> {
  const recipe = createHash('sha256')
    .update(JSON.stringify([packages, leftOut, removed, mirror]))
    .digest('hex')
    .slice(0, 12);
  const tar = join(imagesDir, `base-${recipe}.tar`);
  if (!existsSync(tar)) await makeTree(tar);
  return compressed(tar);
}

async function makeTree(tar: string): Promise<void> {
  mkdirSync(imagesDir, { recursive: true });
  const unfinished = `${tar}.unfinished.tar`;
  rmSync(unfinished, { force: true });
  await runOutside(
    [
      ...['mmdebstrap', '--variant=essential', `--include=${packages.join(',')}`],
      ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
      `--customize-hook=cd "$1" && rm -rf ${removed.map((path) => path.slice(1)).join(' ')}`,
      ...['trixie', unfinished, mirror],
    ],
    { env: { SOURCE_DATE_EPOCH: '1700000000' }, timeoutMs: 10 * 60_000 },
  );
  renameSync(unfinished, tar);
}

// Makes a signed apt repository of a folder of .debs.
// Surprise: the key is made anew with the repository; its fingerprint is written down, for whoever pins it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runOutside } from '../../processes.ts';

export interface Repository {
  readonly root: string;
  /** Somewhere below root. */
  readonly pool: string;
  readonly suite: string;
  readonly component: string;
  readonly architectures: readonly string[];
  readonly origin: string;
  readonly label: string;
  readonly signer: string;
  /** Where the public key is laid down, and how. */
  readonly keys: readonly { readonly file: string; readonly armored: boolean }[];
  readonly fingerprintFile: string;
}

export async function publish(repository: Repository): Promise<void> {
  const { root, pool, suite, component, architectures } = repository;
  const dist = join(root, 'dists', suite);
  const stanzas: Stanza[] = [];
  for (const deb of readdirSync(pool).sort()) stanzas.push(await stanza(root, join(pool, deb)));
  const indexes = architectures.flatMap((architecture) => {
    const folder = join(dist, component, `binary-${architecture}`);
    const own = stanzas.filter((one) => one.architecture === architecture || one.architecture === 'all');
    return writeIndex(folder, Buffer.from(own.map(({ text }) => text).join('\n')));
  });
  writeFileSync(join(dist, 'Release'), release(repository, dist, indexes));
  await sign(repository, dist);
}

function writeIndex(folder: string, packages: Buffer): string[] {
  const files = [join(folder, 'Packages'), join(folder, 'Packages.gz')] as const;
  mkdirSync(folder, { recursive: true });
  writeFileSync(files[0], packages);
  writeFileSync(files[1], gzipSync(packages));
  return [...files];
}

interface Stanza {
  readonly architecture: string;
  readonly text: string;
}

async function stanza(root: string, deb: string): Promise<Stanza> {
  const { stdout: control } = await runOutside(['dpkg-deb', '--field', deb]);
  const bytes = readFileSync(deb);
  return {
    architecture: /^Architecture: (.*)$/m.exec(control)?.[1] ?? '',
    text: `${control}Filename: ${relative(root, deb)}\nSize: ${bytes.length}\nSHA256: ${sha256(bytes)}\n`,
  };
}

function release(repository: Repository, dist: string, files: readonly string[]): string {
  const { origin, label, suite, architectures, component } = repository;
  const sums = files.map((file) => ` ${sha256(readFileSync(file))} ${statSync(file).size} ${relative(dist, file)}`);
  return [
    `Origin: ${origin}`,
    `Label: ${label}`,
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    `Date: ${new Date().toUTCString()}`,
    `Architectures: ${architectures.join(' ')}`,
    `Components: ${component}`,
    'SHA256:',
    ...sums,
    '',
  ].join('\n');
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function sign({ signer, keys, fingerprintFile }: Repository, dist: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'iah-gpg-'));
  const gpg = (...args: string[]): ReturnType<typeof runOutside> =>
    runOutside([
      'gpg',
      '--homedir',
      home,
      '--batch',
      '--yes',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      ...args,
    ]);
  try {
    await gpg('--quick-generate-key', signer, 'rsa2048', 'sign', 'never');
    for (const { file, armored } of keys) await gpg(...(armored ? ['--armor'] : []), '--output', file, '--export');
    const { stdout: listing } = await gpg('--with-colons', '--fingerprint');
    writeFileSync(fingerprintFile, `${/^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1] ?? ''}\n`);
    await gpg('--clearsign', '--output', join(dist, 'InRelease'), join(dist, 'Release'));
    await gpg('--armor', '--detach-sign', '--output', join(dist, 'Release.gpg'), join(dist, 'Release'));
  } finally {
    await runOutside(['gpgconf', '--homedir', home, '--kill', 'all'], { allowFailure: true });
    rmSync(home, { recursive: true, force: true });
  }
}

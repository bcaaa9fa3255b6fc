// Makes a signed apt repository of a folder of .debs.
// Surprise: the key is made anew with the repository; its fingerprint is written down, for whoever pins it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runOutside } from '../../processes.ts';
import { dockerKeyFingerprint } from '../places.ts';
import { architecture } from './fetch.ts';

const suite = 'bookworm';
const component = 'stable';

export async function publish(root: string, pool: string): Promise<void> {
  const dist = join(root, 'dists', suite);
  const indexes = join(dist, component, `binary-${architecture()}`);
  mkdirSync(indexes, { recursive: true });
  const stanzas: string[] = [];
  for (const deb of readdirSync(pool).sort()) stanzas.push(await stanza(root, join(pool, deb)));
  const packages = Buffer.from(stanzas.join('\n'));
  writeFileSync(join(indexes, 'Packages'), packages);
  writeFileSync(join(indexes, 'Packages.gz'), gzipSync(packages));
  writeFileSync(join(dist, 'Release'), release(dist, [join(indexes, 'Packages'), join(indexes, 'Packages.gz')]));
  await sign(root, dist);
}

async function stanza(root: string, deb: string): Promise<string> {
  const { stdout: control } = await runOutside(['dpkg-deb', '--field', deb]);
  const bytes = readFileSync(deb);
  return `${control}Filename: ${relative(root, deb)}\nSize: ${bytes.length}\nSHA256: ${sha256(bytes)}\n`;
}

function release(dist: string, files: readonly string[]): string {
  const sums = files.map((file) => ` ${sha256(readFileSync(file))} ${statSync(file).size} ${relative(dist, file)}`);
  return [
    'Origin: Docker',
    'Label: Docker CE',
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    `Date: ${new Date().toUTCString()}`,
    `Architectures: ${architecture()}`,
    `Components: ${component}`,
    'SHA256:',
    ...sums,
    '',
  ].join('\n');
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function sign(root: string, dist: string): Promise<void> {
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
    await gpg('--quick-generate-key', 'Docker Release (lab stand-in) <docker@localhost>', 'rsa2048', 'sign', 'never');
    const { stdout: key } = await gpg('--armor', '--export');
    const { stdout: listing } = await gpg('--with-colons', '--fingerprint');
    writeFileSync(join(root, 'gpg'), key);
    writeFileSync(dockerKeyFingerprint, `${/^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1] ?? ''}\n`);
    await gpg('--clearsign', '--output', join(dist, 'InRelease'), join(dist, 'Release'));
    await gpg('--armor', '--detach-sign', '--output', join(dist, 'Release.gpg'), join(dist, 'Release'));
  } finally {
    await runOutside(['gpgconf', '--homedir', home, '--kill', 'all'], { allowFailure: true });
    rmSync(home, { recursive: true, force: true });
  }
}

// pkg.cloudflare.com as a server meets it: a signed apt repository, suite `any`, that holds the lab's cloudflared.
// Surprises: one Python program serves all architectures, so each gets the same file under its own name; and the package's
// scripts do what the real ones do, a link in /usr/local/bin included, which its removal takes away again.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../apt/pack.ts';
import { publish } from '../apt/publish.ts';
import { cloudflareAptDir, cloudflaredKeyFingerprint } from '../places.ts';

const edition = 1;
export const cloudflaredVersion = '2026.11.0';
/** The program itself, for who wants to run it without a server. */
export const cloudflaredProgram = new URL('./cloudflared', import.meta.url).pathname;
const architectures = ['amd64', 'arm64', 'armhf'];

const link = '/usr/local/bin/cloudflared';
const marker = '/usr/local/etc/cloudflared/.installedFromPackageManager';
const scripts = {
  postinst: `#!/bin/sh
set -eu
ln -sf /usr/bin/cloudflared ${link}
mkdir -p /usr/local/etc/cloudflared/
touch ${marker} || true
`,
  postrm: `#!/bin/sh
set -eu
rm -f ${link}
rm -f ${marker}
`,
};

export async function prepareCloudflaredPackages(): Promise<void> {
  const program = readFileSync(cloudflaredProgram);
  const stamp = createHash('sha256')
    .update(`${edition} ${JSON.stringify(scripts)}`)
    .update(program)
    .digest('hex')
    .slice(0, 12);
  const stampFile = join(cloudflareAptDir, '.made');
  const isMade = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isMade && existsSync(cloudflaredKeyFingerprint)) return;
  const unfinished = `${cloudflareAptDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  writeFileSync(join(unfinished, '.made'), stamp);
  rmSync(cloudflareAptDir, { recursive: true, force: true });
  renameSync(unfinished, cloudflareAptDir);
}

async function make(root: string): Promise<void> {
  const tree = join(root, 'work', 'tree');
  const repository = join(root, 'cloudflared');
  const pool = join(repository, 'pool', 'any', 'main', 'c', 'cloudflared');
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  mkdirSync(join(tree, 'DEBIAN'));
  cpSync(cloudflaredProgram, join(tree, 'usr/bin/cloudflared'));
  chmodSync(join(tree, 'usr/bin/cloudflared'), 0o755);
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(tree, 'DEBIAN', name), text, { mode: 0o755 });
  for (const architecture of architectures) {
    const from = [{ tree, scripts: true }];
    const description = 'Cloudflare Tunnel daemon, as the lab plays it';
    const name = { name: 'cloudflared', version: cloudflaredVersion, architecture, description };
    await pack({ ...name, depends: 'python3', fields: {}, from }, join(root, 'work'), pool);
  }
  await publish({
    ...{ root: repository, pool, suite: 'any', component: 'main', architectures },
    ...{ origin: 'cloudflared', label: 'cloudflared' },
    signer: 'CloudFlare Software Packaging (lab stand-in) <help@localhost>',
    keys: ['cloudflare-main.gpg', 'cloudflare-public-v2.gpg'].map((name) => ({
      file: join(root, name),
      armored: false,
    })),
    fingerprintFile: cloudflaredKeyFingerprint,
  });
  rmSync(join(root, 'work'), { recursive: true });
}

// download.docker.com as Debian 12 meets it: a signed apt repository with Docker's package names.
// Surprise: the programs in it are Debian's own (bookworm's docker.io and containerd, trixie's compose and buildx plugins),
// packed again under Docker's names, because Docker's packages cannot be had in the lab.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { architecture, pack, readControl, unpack, type Contents } from '../apt/pack.ts';
import { publish } from '../apt/publish.ts';
import { dockerAptDir, dockerKeyFingerprint } from '../places.ts';
import { fetchFrom } from './fetch.ts';

const edition = 1;
const compose = '/usr/libexec/docker/cli-plugins/docker-compose';
const buildx = '/usr/libexec/docker/cli-plugins/docker-buildx';

export async function prepareDockerPackages(): Promise<void> {
  const stamp = createHash('sha256').update(`${edition} ${architecture()}`).digest('hex').slice(0, 12);
  const stampFile = `${dockerAptDir}/.made`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && existsSync(dockerKeyFingerprint)) return;
  const unfinished = `${dockerAptDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(`${unfinished}/work`, { recursive: true });
  await make(unfinished);
  rmSync(`${unfinished}/work`, { recursive: true });
  writeFileSync(`${unfinished}/.made`, stamp);
  rmSync(dockerAptDir, { recursive: true, force: true });
  renameSync(unfinished, dockerAptDir);
}

async function make(root: string): Promise<void> {
  const work = `${root}/work`;
  const fetched = await fetchFrom(`${work}/apt`, {
    bookworm: ['docker.io', 'containerd', 'runc'],
    trixie: ['docker-compose', 'docker-buildx'],
  });
  const trees: Record<string, string> = {};
  for (const [name, deb] of Object.entries(fetched)) trees[name] = await unpack(deb, `${work}/${name}`);
  const tree = (name: string): string => trees[name] ?? '';
  const engine = readControl(tree('docker.io'));
  const version = (upstream: string): string => `${upstream}-1~debian.12~bookworm`;
  const docker = `5:${version(upstreamOf(engine['Version'] ?? ''))}`;
  const pool = `${root}/linux/debian/dists/bookworm/pool/stable/${architecture()}`;
  const packages: readonly Contents[] = [
    {
      name: 'containerd.io',
      version: version(upstreamOf(readControl(tree('containerd'))['Version'] ?? '')),
      depends: 'libc6 (>= 2.34), libseccomp2 (>= 2.5.0)',
      fields: { Provides: 'containerd, runc', Conflicts: 'containerd, runc', Replaces: 'containerd, runc' },
      from: [
        { tree: tree('runc'), scripts: false },
        { tree: tree('containerd'), scripts: true },
      ],
    },
    {
      name: 'docker-ce',
      version: docker,
      depends: `${without(engine['Depends'] ?? '', ['containerd', 'runc'])}, containerd.io, docker-ce-cli`,
      fields: {
        Conflicts: 'docker.io',
        Replaces: 'docker.io',
        Recommends: 'docker-buildx-plugin, docker-compose-plugin',
      },
      from: [{ tree: tree('docker.io'), scripts: true, except: ['/usr/bin/docker'] }],
    },
    {
      name: 'docker-ce-cli',
      version: docker,
      depends: 'libc6 (>= 2.34)',
      fields: { Conflicts: 'docker.io', Replaces: 'docker.io' },
      from: [{ tree: tree('docker.io'), scripts: false, only: ['/usr/bin/docker'] }],
    },
    {
      name: 'docker-compose-plugin',
      version: version(upstreamOf(readControl(tree('docker-compose'))['Version'] ?? '')),
      depends: 'libc6 (>= 2.34)',
      fields: {},
      from: [{ tree: tree('docker-compose'), scripts: false, only: [compose] }],
    },
    {
      name: 'docker-buildx-plugin',
      version: version(upstreamOf(readControl(tree('docker-buildx'))['Version'] ?? '')),
      depends: 'libc6 (>= 2.34)',
      fields: {},
      from: [{ tree: tree('docker-buildx'), scripts: false, only: [buildx] }],
    },
  ];
  for (const contents of packages) await pack(contents, `${work}/new`, pool);
  await publish({
    ...{ root: `${root}/linux/debian`, pool, suite: 'bookworm', component: 'stable', architectures: [architecture()] },
    ...{ origin: 'Docker', label: 'Docker CE', signer: 'Docker Release (lab stand-in) <docker@localhost>' },
    keys: [{ file: `${root}/linux/debian/gpg`, armored: true }],
    fingerprintFile: dockerKeyFingerprint,
  });
}

/** `20.10.24+dfsg1-1+deb12u1+b2` → `20.10.24` */
const upstreamOf = (version: string): string => /^(?:\d+:)?([0-9.]+)/.exec(version)?.[1]?.replace(/\.$/, '') ?? '0';

/** A Depends line without some packages, whatever versions it wants of them. */
function without(depends: string, names: readonly string[]): string {
  const kept = depends.split(/, */).filter((one) => !names.includes(one.split(' ')[0] ?? ''));
  return kept.join(', ');
}

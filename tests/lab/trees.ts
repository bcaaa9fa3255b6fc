// The home server's disk: a Debian as a person has it an hour after installing it, made once by mmdebstrap, kept in the
// cache, and copied for each server.
// Surprise: a plain copy and not an overlay, because Docker's own overlay2 cannot be stacked on one. The copy takes 2 s.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, cacheDir, owner, treesDir, type System } from './names.ts';
import { runOutside, until } from './processes.ts';

const packages = [
  ...['systemd-sysv', 'systemd-timesyncd', 'libpam-systemd', 'dbus', 'udev', 'kmod', 'openssh-server', 'sudo'],
  ...['iproute2', 'iputils-ping', 'netbase', 'ca-certificates', 'curl', 'wget', 'procps', 'less', 'nano', 'cron'],
  ...['logrotate', 'tzdata', 'passwd', 'login', 'whiptail', 'bash-completion', 'apt-utils'],
];

export const serverTree = join(treesDir, 'home');
const snapshotsDir = join(treesDir, 'snapshots');

const sources = (system: System): string => `deb http://deb.debian.org/debian/ ${system} main non-free-firmware
deb http://security.debian.org/debian-security ${system}-security main non-free-firmware
deb http://deb.debian.org/debian/ ${system}-updates main non-free-firmware
`;

/**
 * What a Debian installer leaves behind besides packages. The empty kernel package keeps apt from fetching a real kernel
 * (wireguard-tools recommends one, and every installed Debian has one). The owner lingers, and nobody waits
 * long for a user's systemd: in a container here it does not end ("Processes still around after final SIGKILL"), and the next login
 * or the next shutdown would wait for it for minutes.
 */
const furnish = `
set -eu
useradd --create-home --shell /bin/bash --groups sudo --uid 1000 --user-group ${owner.name}
chpasswd
mkdir -p /var/lib/systemd/linger
touch /var/lib/systemd/linger/${owner.name}
mkdir -p /etc/systemd/system/user@.service.d
printf '[Service]\\nTimeoutStopSec=2s\\n' > /etc/systemd/system/user@.service.d/lab.conf
passwd --lock root >/dev/null
echo homeserver > /etc/hostname
printf '127.0.0.1\\tlocalhost\\n127.0.1.1\\thomeserver\\n\\n::1\\tlocalhost ip6-localhost ip6-loopback\\n' > /etc/hosts
ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime
[ ! -e /etc/timezone ] || echo Europe/Berlin > /etc/timezone
mkdir -p /tmp/kernel/DEBIAN
printf '%s\\n' 'Package: iah-lab-kernel' 'Version: 1' 'Architecture: all' 'Maintainer: the lab' \
  'Provides: linux-image, wireguard-modules (= 1.0.20210219)' \
  'Description: the kernel that a container has from its host' > /tmp/kernel/DEBIAN/control
dpkg-deb --build /tmp/kernel /tmp/kernel.deb >/dev/null
dpkg --install /tmp/kernel.deb >/dev/null
rm -r /tmp/kernel /tmp/kernel.deb
rm -f /etc/ssh/ssh_host_* /etc/apt/sources.list.d/*
apt-get clean
rm -rf /var/lib/apt/lists/*
`;

/** A changed recipe makes a new base. */
function baseTree(system: System): string {
  const recipe = createHash('sha256')
    .update(JSON.stringify([packages, furnish, sources(system)]))
    .digest('hex');
  return join(cacheDir, 'tree', `${system}-${recipe.slice(0, 12)}`);
}

/** Makes the base if the cache lacks it; unfinished ones have another name and are thrown away. */
export async function prepareBase(system: System): Promise<void> {
  const base = baseTree(system);
  if (existsSync(base)) return;
  mkdirSync(join(cacheDir, 'tree'), { recursive: true });
  await removeOldBases(system);
  const unfinished = `${base}.${process.pid}.unfinished`;
  await runOutside(['mmdebstrap', '--variant=apt', `--include=${packages.join(',')}`, system, unfinished], {
    timeoutMs: 540_000,
  });
  await runOutside(['chroot', unfinished, 'sh', '-c', furnish], { input: `${owner.name}:${owner.password}\n` });
  writeFileSync(join(unfinished, 'etc/apt/sources.list'), sources(system));
  if (existsSync(base)) await removeTree(unfinished);
  else renameSync(unfinished, base);
}

/** Another lab may be making one right now; its name holds who. */
async function removeOldBases(system: System): Promise<void> {
  const trees = readdirSync(join(cacheDir, 'tree')).filter((name) => name.startsWith(`${system}-`));
  for (const old of trees) {
    const maker = /\.(\d+)\.unfinished$/.exec(old)?.[1];
    if (maker === undefined || !existsSync(`/proc/${maker}`)) await removeTree(join(cacheDir, 'tree', old));
  }
}

export async function freshServerTree(system: System): Promise<void> {
  await copyTree(baseTree(system), serverTree);
  writeFileSync(join(serverTree, 'etc/resolv.conf'), `nameserver ${addresses.router}\n`);
  writeFileSync(join(serverTree, 'etc/machine-id'), `${randomBytes(16).toString('hex')}\n`);
  await runOutside(['chroot', serverTree, 'ssh-keygen', '-A']);
}

export function systemOf(tree: string): string {
  const release = readFileSync(join(tree, 'etc/os-release'), 'utf8');
  return /^VERSION_CODENAME=(.*)$/m.exec(release)?.[1] ?? 'unknown';
}

export const saveTree = (name: string): Promise<void> => copyTree(serverTree, snapshotTree(name));
export const loadTree = (name: string): Promise<void> => copyTree(snapshotTree(name), serverTree);
export const snapshots = (): string[] => (existsSync(snapshotsDir) ? readdirSync(snapshotsDir) : []);

function snapshotTree(name: string): string {
  if (!/^[\w.-]+$/.test(name)) throw new Error(`not a name for a snapshot: ${name}`);
  return join(snapshotsDir, name);
}

async function copyTree(from: string, to: string): Promise<void> {
  if (!existsSync(from)) throw new Error(`no such tree: ${from}`);
  const half = `${to}.half`; // a copy that was cut off is never taken for a server
  await removeTree(half);
  await removeTree(to);
  mkdirSync(join(to, '..'), { recursive: true });
  await runOutside(['cp', '-a', '--reflink=auto', from, half], { timeoutMs: 300_000 });
  renameSync(half, to);
}

/**
 * rm and not rmSync: it does not cross into a mount that somebody forgot. Tried again, because what a killed run started in
 * a tree may still be writing there.
 */
async function removeTree(path: string): Promise<void> {
  const remove = ['rm', '-rf', '--one-file-system', path];
  const removed = async (): Promise<boolean> =>
    (await runOutside(remove, { timeoutMs: 120_000, allowFailure: true })).code === 0;
  await until(`the removal of ${path}`, removed, 20_000);
}

export async function removeTrees(): Promise<void> {
  await removeTree(treesDir);
  rmSync(treesDir, { recursive: true, force: true });
}

// The five hosts as network namespaces, joined by cables, and what each host keeps for itself under /etc and /run.
// Surprise: `ip netns exec` would give each command a fresh mount namespace; ours are persistent, because what the phone's
// wg-quick writes into resolv.conf has to be there for the next command too.
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addresses,
  hosts,
  namespaceOf,
  networks6,
  publicAddresses,
  publicAddresses6,
  runDir,
  type Host,
} from './names.ts';
import { mountNamespaceFile, processesIn, runOutside, until } from './processes.ts';

const mountDir = join(runDir, 'mnt');
const wireguardDir = '/run/wireguard';

const resolverOf: Record<Exclude<Host, 'home'>, string> = {
  pc: addresses.router,
  router: addresses.resolver,
  inet: addresses.resolver,
  phone: addresses.resolver,
};
const hostsWithOwnFiles = Object.keys(resolverOf) as Exclude<Host, 'home'>[];

/** The internet's ends of both cables; a home without IPv6 from its provider is one that its router does not tell of it. */
const inet6 = { toHome: '2001:db8:203:113::1', toPhone: '2001:db8:198:51::1' };

/** A machine keeps its MAC address over a reboot; with a new one the neighbours would look for the old one for 20 s. */
const hardware = { home: '02:1a:50:00:00:10', pc: '02:1a:50:00:00:20', router: '02:1a:50:00:00:01' };

export const resolvConfOf = (host: Host): string => join(runDir, 'etc', host, 'resolv.conf');

export async function createNamespaces(): Promise<void> {
  for (const host of hosts) await addNamespace(host);
  await cable('router', 'wan', 'inet', 'to-home');
  await cable('phone', 'cell', 'inet', 'to-phone');
  await cable('pc', 'eth0', 'router', 'lan-pc', hardware.pc);
  await ip('router', [
    `link add lan address ${hardware.router} type bridge`,
    'link set lan up',
    'link set lan-pc master lan',
    `addr add ${addresses.router}/24 dev lan`,
    `addr add ${addresses.routerWan}/24 dev wan`,
    `route add default via ${addresses.inet}`,
    `addr add ${addresses.router6}/64 dev lan nodad`,
    `addr add ${addresses.routerGlobal6}/64 dev lan nodad`,
    `addr add ${addresses.routerWan6}/64 dev wan nodad`,
    `route add ::/0 via ${inet6.toHome}`,
  ]);
  await ip('inet', [
    `addr add ${addresses.inet}/24 dev to-home`,
    'addr add 198.51.100.1/24 dev to-phone',
    `addr add ${inet6.toHome}/64 dev to-home nodad`,
    `addr add ${inet6.toPhone}/64 dev to-phone nodad`,
    `route add ${networks6.internet}/64 via ${addresses.routerWan6}`,
    ...publicAddresses6.map((address) => `addr add ${address}/128 dev lo`),
    ...publicAddresses.map((address) => `addr add ${address}/32 dev lo`),
  ]);
  await ip('pc', [`addr add ${addresses.pc}/24 dev eth0`, `route add default via ${addresses.router}`]);
  await ip('phone', [
    `addr add ${addresses.phone}/24 dev cell`,
    'route add default via 198.51.100.1',
    `addr add ${addresses.phone6}/64 dev cell nodad`,
    `route add ::/0 via ${inet6.toPhone}`,
  ]);
  for (const host of ['router', 'inet'] as const) {
    await inNetwork(host, ['sysctl', '-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  }
  await plugInServer();
  mkdirSync(wireguardDir, { recursive: true });
  await makeMountsHold();
  for (const host of hostsWithOwnFiles) await giveOwnFiles(host);
}

/**
 * The server's cable, drawn and plugged in again at every power-on: a namespace that outlived a reboot would keep firewall
 * rules, bridges and sysctls that no real machine keeps.
 */
export async function plugInServer(): Promise<void> {
  await runOutside(['ip', '-n', namespaceOf('home'), 'link', 'del', 'host0'], { allowFailure: true });
  await deleteNamespace('home');
  await addNamespace('home');
  await cable('home', 'host0', 'router', 'lan-home', hardware.home);
  await ip('router', ['link set lan-home master lan']);
  await ip('home', [`addr add ${addresses.home}/24 dev host0`, `route add default via ${addresses.router}`]);
}

async function addNamespace(host: Host): Promise<void> {
  await runOutside(['ip', 'netns', 'add', namespaceOf(host)]);
  await ip(host, ['link set lo up']);
}

async function deleteNamespace(host: Host): Promise<void> {
  if (!existsSync(`/run/netns/${namespaceOf(host)}`)) return;
  await runOutside(['ip', 'netns', 'del', namespaceOf(host)]);
}

/** `mac` is that of `aPort`: given before the port goes up, because a host makes its IPv6 addresses of it then. */
export async function cable(a: Host, aPort: string, b: Host, bPort: string, mac?: string): Promise<void> {
  await runOutside(
    `ip link add ${aPort}${mac === undefined ? '' : ` address ${mac}`} netns ${namespaceOf(a)} type veth peer name ${bPort} netns ${namespaceOf(b)}`.split(
      ' ',
    ),
  );
  await ip(a, [`link set ${aPort} up`]);
  await ip(b, [`link set ${bPort} up`]);
}

async function ip(host: Host, lines: readonly string[]): Promise<void> {
  await runOutside(['ip', '-n', namespaceOf(host), '-batch', '-'], { input: lines.join('\n') });
}

function inNetwork(host: Host, argv: readonly string[]): Promise<unknown> {
  return runOutside(['ip', 'netns', 'exec', namespaceOf(host), ...argv]);
}

/** A mount namespace can only be kept by a file whose own mount is private. */
async function makeMountsHold(): Promise<void> {
  mkdirSync(mountDir, { recursive: true });
  await runOutside(['mount', '--bind', mountDir, mountDir]);
  await runOutside(['mount', '--make-private', mountDir]);
}

async function giveOwnFiles(host: Exclude<Host, 'home'>): Promise<void> {
  const etc = join(runDir, 'etc', host);
  const wireguard = join(runDir, 'wireguard', host);
  mkdirSync(etc, { recursive: true });
  mkdirSync(wireguard, { recursive: true });
  writeFileSync(resolvConfOf(host), `nameserver ${resolverOf[host]}\n`);
  writeFileSync(join(etc, 'hosts'), `127.0.0.1 localhost\n127.0.1.1 ${host === 'pc' ? 'family-pc' : host}\n`);
  writeFileSync(mountNamespaceFile(host), '');
  const ownFiles = [
    `mount --bind ${resolvConfOf(host)} /etc/resolv.conf`,
    `mount --bind ${join(etc, 'hosts')} /etc/hosts`,
    `mount --bind ${wireguard} ${wireguardDir}`,
  ].join(' && ');
  await runOutside(['unshare', `--mount=${mountNamespaceFile(host)}`, '--propagation=slave', 'sh', '-c', ownFiles]);
}

/** Also clears what a killed run left: nothing in here assumes that everything is there. */
export async function removeNamespaces(): Promise<void> {
  for (const host of hosts) await endProcessesIn(host);
  const held = existsSync(mountDir) ? readdirSync(mountDir).map((name) => join(mountDir, name)) : [];
  for (const path of [...held, mountDir]) await runOutside(['umount', '--lazy', path], { allowFailure: true });
  for (const host of hosts) await deleteNamespace(host);
  rmSync(mountDir, { recursive: true, force: true });
  if (!otherLabs()) removeIfEmpty(wireguardDir);
  await removeNamespaceDirectory();
}

/** iproute2 mounts /run/netns over itself with the first namespace and never takes it away. */
async function removeNamespaceDirectory(): Promise<void> {
  if (!existsSync('/run/netns') || readdirSync('/run/netns').length > 0) return;
  await runOutside(['umount', '/run/netns'], { allowFailure: true });
  removeIfEmpty('/run/netns');
}

async function endProcessesIn(host: Host): Promise<void> {
  await until(`the end of every process in ${namespaceOf(host)}`, () => {
    const left = processesIn(host);
    for (const pid of left) killOne(pid);
    return left.length === 0;
  });
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended between the look and the signal
  }
}

/** Removing a directory would take away what another lab has mounted over it. */
const otherLabs = (): boolean =>
  readdirSync('/run').some((name) => name.endsWith('-lab') && join('/run', name) !== runDir);

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // somebody else's things are in there, or it is gone
  }
}

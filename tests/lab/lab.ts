// The lab as a whole: a home, an internet and a phone on one Linux machine. Everything a test or `npm run lab` may ask of it.
// Surprise: `up` starts with `down`, because the run before may have been killed anywhere.
import { existsSync, mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { phoneOnTheRoad } from './hotel.ts';
import { prepareInternet, startInternet } from './internet/index.ts';
import { addresses, cacheDir, hosts, mirrorSocket, namespaceOf, runDir, type System } from './names.ts';
import { createNamespaces, removeNamespaces } from './namespaces.ts';
import { isRunning, processesIn, startIn, started, startOutside, stopAll, until } from './processes.ts';
import { resetRouter, startRouter } from './router.ts';
import { cutPower, leaderPid, powerOn, repository, shutDown } from './server.ts';
import {
  freshServerTree,
  loadTree,
  prepareBase,
  removeTrees,
  saveTree,
  serverTree,
  snapshots,
  systemOf,
} from './trees.ts';
import { gatherRoots, trustRoots } from './trust.ts';

export {
  announceDns,
  announceDns6,
  homeIpv6,
  openPort6,
  portForward,
  renewPc,
  routerAsks,
  routerDhcp,
  tunnelPort,
  upnp,
  wan,
} from './router.ts';
export { phoneInHotel, phoneOnTheRoad } from './hotel.ts';
export { limitUplink, unlimitUplink } from './links.ts';
export { reboot, serverExec, sshAnswers } from './server.ts';
export * as phone from './phone.ts';

export interface Wanted {
  readonly system?: System;
}
export interface Status {
  readonly up: boolean;
  readonly server: { readonly on: boolean; readonly system: string | undefined; readonly snapshots: readonly string[] };
  readonly namespaces: Record<string, { readonly there: boolean; readonly processes: number }>;
  readonly processes: Record<string, boolean>;
}

export function cannotRunHere(): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux';
  if (process.getuid?.() !== 0) return 'the lab needs root';
  const missing = ['systemd-nspawn', 'mmdebstrap', 'socat', 'dnsmasq', 'nft', 'rdisc6'].filter(
    (program) => !installed(program),
  );
  return missing.length ? `the lab needs ${missing.join(', ')} (npm run setup)` : undefined;
}

function installed(program: string): boolean {
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((directory) => existsSync(`${directory}/${program}`));
}

export async function up({ system = 'trixie' }: Wanted = {}): Promise<void> {
  const obstacle = cannotRunHere();
  if (obstacle) throw new Error(obstacle);
  await down();
  mkdirSync(cacheDir, { recursive: true });
  mkdirSync(runDir, { recursive: true });
  await Promise.all([prepareBase(system), prepareInternet()]);
  const tree = freshServerTree(system);
  await createNamespaces();
  await openMirror();
  await startInternet();
  await startRouter();
  await tree;
  gatherRoots();
  await trustRoots(serverTree);
  await powerOn();
}

/** Leaves no process, namespace, mount or file behind; the cache stays. */
export async function down(): Promise<void> {
  await cutPower();
  await stopAll();
  await removeNamespaces();
  await removeTrees();
  rmSync(runDir, { recursive: true, force: true });
  removeNspawnTraces();
}

/** A server as new, in seconds, and the router's settings as nobody has touched them; everything else stays as it is. */
export async function reset({ system = 'trixie' }: Wanted = {}): Promise<void> {
  await cutPower();
  await resetRouter();
  await phoneOnTheRoad();
  await prepareBase(system);
  await freshServerTree(system);
  await trustRoots(serverTree);
  await powerOn();
}

/** Shuts the server down, keeps a copy of its disk, and boots it again. */
export async function snapshot(name: string): Promise<void> {
  await shutDown();
  await saveTree(name);
  await powerOn();
}

export async function restore(name: string): Promise<void> {
  await cutPower();
  await loadTree(name);
  await powerOn();
}

export function status(): Status {
  const on = leaderPid() !== undefined;
  const namespaces = hosts.map((host) => {
    const there = existsSync(`/run/netns/${namespaceOf(host)}`);
    return [namespaceOf(host), { there, processes: processesIn(host).length }] as const;
  });
  return {
    up: on && namespaces.every(([, { there }]) => there),
    server: { on, system: existsSync(serverTree) ? systemOf(serverTree) : undefined, snapshots: snapshots() },
    namespaces: Object.fromEntries(namespaces),
    processes: Object.fromEntries(started().map((name) => [name, isRunning(name)])),
  };
}

/** deb.debian.org and security.debian.org: port 80 inside, a unix socket through the wall, the real mirror outside. */
async function openMirror(): Promise<void> {
  await startOutside('mirror', ['node', '--import', 'tsx', 'tests/lab/mirror.ts'], { cwd: repository });
  await until(`the mirror's socket ${mirrorSocket}`, () => existsSync(mirrorSocket));
  const listen = `TCP-LISTEN:80,bind=${addresses.mirror},fork,reuseaddr,backlog=64`;
  await startIn('inet', 'mirror-door', ['socat', listen, `UNIX-CONNECT:${mirrorSocket}`]);
}

function removeNspawnTraces(): void {
  for (const path of [
    '/run/systemd/nspawn/locks',
    '/run/systemd/nspawn/propagate/homeserver',
    '/run/systemd/nspawn/propagate',
    '/run/systemd/nspawn',
  ]) {
    try {
      rmdirSync(path);
    } catch {
      // not there, or another container's
    }
  }
}

/**
 * Whom this PC asks for names, as its system tells it. The surprise: most Linux desktops name only themselves (127.0.0.53) in the file
 * that every program reads; who is really asked knows systemd-resolved alone.
 */
import { execFile } from 'node:child_process';
import { Resolver } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dhcpPacketDns, distinct, registryDns, resolvConf, resolvectlDns, scutilDns, told, type Told } from './parse';

/** How the system is asked; a test has its own answers. */
export interface SystemTold {
  readonly platform: NodeJS.Platform;
  /** Output of a program; '' when it is not there, fails, or takes too long. */
  run(program: string, args: readonly string[]): Promise<string>;
  /** '' when it cannot be read. */
  read(path: string): Promise<string>;
  /** What Node itself has found. */
  servers(): readonly string[];
}

const patienceMs = 1_200;

export const thisSystem: SystemTold = {
  platform: process.platform,
  run: (program, args) =>
    new Promise((resolve) => {
      const options = { timeout: patienceMs, maxBuffer: 1_000_000, windowsHide: true, env: plainEnvironment() };
      execFile(program, [...args], options, (error, stdout) => resolve(error ? '' : stdout));
    }),
  read: (path) => readFile(path, 'utf8').catch(() => ''),
  servers: () => new Resolver().getServers(),
};

const plainEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C', LANG: 'C' });

export async function resolversOf(system: SystemTold): Promise<readonly Told[]> {
  const found = await bySystem(system);
  return found.length > 0 ? found : distinct(system.servers().map((address) => told(address)));
}

function bySystem(system: SystemTold): Promise<readonly Told[]> {
  switch (system.platform) {
    case 'darwin':
      return onMac(system);
    case 'win32':
      return onWindows(system);
    default:
      return onLinux(system);
  }
}

async function onLinux(system: SystemTold): Promise<readonly Told[]> {
  const written = resolvConf(await system.read('/etc/resolv.conf'));
  if (!written.some(({ address }) => address === '127.0.0.53')) return written;
  const real = resolvectlDns(await system.run('resolvectl', ['dns']));
  return real.length > 0 ? real : written;
}

async function onMac(system: SystemTold): Promise<readonly Told[]> {
  const { resolvers, interface: link } = scutilDns(await system.run('/usr/sbin/scutil', ['--dns']));
  if (link === null || !/^[a-z]+\d+$/.test(link)) return resolvers;
  const leased = dhcpPacketDns(await system.run('/usr/sbin/ipconfig', ['getpacket', link]));
  if (leased.length === 0) return resolvers;
  // addresses of IPv6 come with the router's announcements, which no command shows
  return resolvers.map((one) =>
    one.family === 6 ? one : { ...one, from: leased.includes(one.address) ? 'dhcp' : 'by-hand' },
  );
}

async function onWindows(system: SystemTold): Promise<readonly Told[]> {
  const reg = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const key = (family: string): string =>
    `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${family}\\Parameters\\Interfaces`;
  const [four, six] = await Promise.all(
    ['Tcpip', 'Tcpip6'].map(async (family) => registryDns(await system.run(reg, ['query', key(family), '/s']))),
  );
  const byHand = [...(four?.byHand ?? []), ...(six?.byHand ?? [])];
  return distinct(system.servers().map((address) => told(address))).map((one) => {
    if (byHand.includes(one.address)) return { ...one, from: 'by-hand' };
    return four?.byDhcp.includes(one.address) ? { ...one, from: 'dhcp' } : one;
  });
}

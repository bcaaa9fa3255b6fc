// A real sshd with people of its own, for what the SSH adapter must tell apart: odd shells, no sudo, other locales.
// Surprise: it has its own /etc, /home and /run in a mount namespace, so adding people and rules leaves no trace on this machine.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Person {
  readonly name: string;
  readonly shell?: string;
  readonly password?: string;
  /** Lines for sudoers.d. */
  readonly sudoers?: string;
}

export interface Sshd {
  readonly name: string;
  /** Lines of sshd_config beyond the usual. */
  readonly config?: readonly string[];
  /** ssh-keygen types of its host keys. */
  readonly hostKeys: readonly string[];
}

export interface Household {
  readonly folder: string;
  port(sshd: string): number;
  stop(): Promise<void>;
}

const programs = [
  '/usr/sbin/sshd',
  '/usr/bin/sudo',
  '/usr/bin/fish',
  '/usr/bin/tcsh',
  '/usr/bin/zsh',
  '/usr/bin/unshare',
];

/** Why these tests cannot run here; null when they can. */
export function missing(): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root';
  const absent = programs.filter((program) => !existsSync(program));
  return absent.length > 0 ? `needs ${absent.join(', ')}` : null;
}

export async function startHousehold(people: readonly Person[], sshds: readonly Sshd[]): Promise<Household> {
  const folder = mkdtempSync(join(tmpdir(), 'iah-ssh-'));
  // sshd reads a person's keys as that person
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'keys'));
  const ports = new Map<string, number>();
  for (const sshd of sshds) ports.set(sshd.name, await freePort());
  for (const sshd of sshds) writeFileSync(configOf(folder, sshd), sshdConfig(folder, sshd, ports.get(sshd.name) ?? 0));
  writeFileSync(join(folder, 'set-up.sh'), setUp(folder, people, sshds));
  const child = spawn('unshare', ['--mount', '--propagation', 'private', '/bin/sh', join(folder, 'set-up.sh')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  await untilListening(child, sshds.length);
  return {
    folder,
    port: (sshd) => ports.get(sshd) ?? 0,
    stop: async () => {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configOf = (folder: string, sshd: Sshd): string => join(folder, `${sshd.name}.conf`);
const hostKeyOf = (folder: string, sshd: Sshd, type: string): string => join(folder, `${sshd.name}-${type}`);

const sshdConfig = (folder: string, sshd: Sshd, port: number): string =>
  [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    ...sshd.hostKeys.map((type) => `HostKey ${hostKeyOf(folder, sshd, type)}`),
    'PidFile none',
    'UsePAM yes',
    'PermitRootLogin yes',
    'StrictModes no',
    'MaxStartups 100',
    `AuthorizedKeysFile ${folder}/keys/%u`,
    ...(sshd.config ?? []),
    '',
  ].join('\n');

function setUp(folder: string, people: readonly Person[], sshds: readonly Sshd[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    'set -e',
    'pids=',
    `cp -a /etc ${folder}/etc`,
    `mount --bind ${folder}/etc /etc`,
    'for place in /home /run /var/mail /var/log; do mount -t tmpfs tmpfs $place; done',
    'mkdir -p /run/sshd /run/sudo /run/lock',
    'rm -f /etc/nologin /etc/sudoers.d/*',
    // in a container the audit id cannot be set; that is no part of what is tested
    "sed -i '/pam_loginuid/d' /etc/pam.d/sshd",
    'if [ -d /usr/share/i18n/locales ]; then mount -t tmpfs tmpfs /usr/lib/locale; localedef -i de_DE -f UTF-8 de_DE.UTF-8; fi',
    ...people
      .filter(({ name }) => name !== 'root')
      .map(({ name, shell }) => `useradd --create-home --shell ${shell ?? '/bin/bash'} ${name}`),
    ...people
      .filter(({ password }) => password !== undefined)
      .map(
        ({ name, password }) => `printf '%s\\n' ${quoted(`${name}:${password ?? ''}`)} | chpasswd -c SHA512 -s 1000`,
      ),
    ...people
      .filter(({ sudoers }) => sudoers !== undefined)
      .map(({ name, sudoers }) => `printf '%s\\n' ${quoted(sudoers ?? '')} >/etc/sudoers.d/${name}`),
    'chmod 0440 /etc/sudoers.d/* 2>/dev/null || true',
    ...sshds.flatMap((sshd) =>
      sshd.hostKeys.map((type) => `ssh-keygen -q -t ${type} -N '' -f ${hostKeyOf(folder, sshd, type)}`),
    ),
    ...sshds.map((sshd) => `/usr/sbin/sshd -D -e -f ${configOf(folder, sshd)} & pids="$pids $!"`),
    // ends with whoever started it, however that one ended
    'cat >/dev/null',
    'kill $pids',
  ].join('\n');
}

const patience = 30_000;

function untilListening(child: ChildProcess, wanted: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`sshd is not listening: ${said}`)), patience);
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if ((said.match(/Server listening on/g) ?? []).length < wanted) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the household ended with ${code}: ${said}`));
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

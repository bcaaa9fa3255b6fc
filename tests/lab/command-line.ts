// The program's own command line on the family's PC, over real SSH, and the family whose wishes it is given. What it says comes back
// as JSON lines. Surprise: it can be killed at a chosen line, as a battery that runs empty does.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, root } from '../../scripts/build/bundles';
import { isOlderThan } from '../../scripts/build/freshness';
import { pinsFile, tokens } from './internet/index.ts';
import { serverExec } from './lab.ts';
import { addresses, hostnames, owner, runDir, wireguardPort } from './names.ts';
import { hostEnvironment, onHost } from './processes.ts';

export const admin = { name: 'Anna', email: 'anna@example-family.net', password: 'sunflower tractor 42' } as const;
export const vpnAddress = '10.83.52.1';

type Access = 'both' | 'home' | 'public';

/** What a family would type into the wizard. */
export const wishes = {
  access: 'home' as Access,
  hosts: hostnames,
  photos: { folder: '/srv/photos' },
  database: { folder: '/var/lib/immich-at-home/database' },
  timeZone: 'Europe/Berlin',
  recognition: true,
  admin: { name: admin.name, email: admin.email },
  lan: { network: '192.168.178.0/24', address: addresses.home, router: addresses.router },
  vpn: { network: '10.83.52.0/22', port: wireguardPort },
};

/** The same family, who let others in another way. */
export const wishesWith = (access: Access): typeof wishes => ({ ...wishes, access });

export type Line = Readonly<Record<string, unknown>>;

export interface Said {
  /** null = it was killed. */
  readonly code: number | null;
  readonly lines: readonly Line[];
  readonly stderr: string;
  /** The failure it ended with, if any. */
  readonly failure: { readonly code: string; readonly values: Readonly<Record<string, unknown>> } | null;
}

export interface Options {
  /** Beside or instead of the usual wishes. */
  readonly wishes?: object;
  /** The small token that stays on the server; null leaves it away. */
  readonly token?: string | null;
  /** The wide one. By itself it comes along only where the wishes have a public door that is made by token; null leaves it away. */
  readonly setupToken?: string | null;
  /** What a person pastes who makes the tunnel by hand. */
  readonly tunnelToken?: string;
  /** Of Immich's administrator; null leaves it away. */
  readonly adminPassword?: string | null;
  /** Of the owner, over SSH. */
  readonly password?: string;
  readonly host?: string;
  readonly user?: string;
  /** null leaves the option away. */
  readonly fingerprint?: string | null;
  /** false: the server's own copy serves, and only the secrets named in these options go beside it. */
  readonly settings?: boolean;
  /** Of another program than the lab's own. */
  readonly pins?: string;
  /** Kills the program (SIGKILL) at the first line for which this is true. */
  readonly killAt?: (line: Line) => boolean;
  readonly onLine?: (line: Line) => void;
  /** What is typed while it runs. */
  readonly typed?: string;
}

const cli = join(root, 'dist/cli.js');

/** Builds the command line if anything it is made of has changed. */
export async function builtCommandLine(): Promise<void> {
  if (isOlderThan(cli, ['electron', 'renderer/text', 'resources'])) await build(['electron/cli.ts']);
}

/** What a careful person would compare at the server's own screen. */
export async function hostKeyFingerprint(): Promise<string> {
  const { stdout } = await serverExec(['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub']);
  const fingerprint = stdout.split(' ')[1];
  if (fingerprint === undefined) throw new Error(`no fingerprint in: ${stdout}`);
  return fingerprint;
}

let written = 0;
function file(name: string, text: string): string {
  mkdirSync(join(runDir, 'pc'), { recursive: true });
  const path = join(runDir, 'pc', name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** Runs a command of the program on the PC: `await cli(['apply'])`. Its --yes and --json are always there. */
export async function commandLine(words: readonly string[], options: Options = {}): Promise<Said> {
  const n = (written += 1);
  const fingerprint = options.fingerprint === undefined ? await hostKeyFingerprint() : options.fingerprint;
  const household = { ...wishes, ...options.wishes };
  const secret = (name: string, text: string | null | undefined): Record<string, string> =>
    text == null ? {} : { [`${name}File`]: file(`${name}-${n}`, `${text}\n`) };
  const secrets = {
    ...secret('dnsToken', options.token === undefined ? tokens.dnsOnly.value : options.token),
    ...secret('setupToken', options.setupToken === undefined ? setupTokenFor(household) : options.setupToken),
    ...secret('tunnelToken', options.tunnelToken),
    ...secret('adminPassword', options.adminPassword === undefined ? admin.password : options.adminPassword),
  };
  const settings = file(`household-${n}.json`, JSON.stringify({ ...household, secrets }, null, 2));
  const argv = [
    ...[process.execPath, cli, ...words, '--yes', '--json', '--pins', options.pins ?? pinsFile],
    ...['--host', options.host ?? addresses.home, '--user', options.user ?? owner.name],
    ...['--password-file', file(`password-${n}`, `${options.password ?? owner.password}\n`)],
    ...(fingerprint === null ? [] : ['--fingerprint', fingerprint]),
    ...(options.settings === false ? besideItsOwn(options, n) : ['--settings', settings]),
  ];
  return run(argv, options);
}

const setupTokenFor = (household: { access: string; cloudflare?: { way: string } }): string | null =>
  household.access === 'home' || household.cloudflare?.way === 'hand' ? null : tokens.wide.value;

const besideItsOwn = ({ setupToken, adminPassword }: Options, n: number): readonly string[] => [
  ...(setupToken == null ? [] : ['--setup-token-file', file(`wide-${n}`, `${setupToken}\n`)]),
  ...(adminPassword == null ? [] : ['--admin-password-file', file(`administrator-${n}`, `${adminPassword}\n`)]),
];

function run(argv: readonly string[], { killAt, onLine, typed }: Options): Promise<Said> {
  const [program = '', ...args] = [...onHost('pc', root), ...argv];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: hostEnvironment('pc') });
    child.stdin.on('error', () => undefined).end(typed ?? '');
    const lines: Line[] = [];
    let rest = '';
    let stderr = '';
    const hear = (text: string): void => {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      onLine?.(line);
      if (killAt?.(line)) child.kill('SIGKILL');
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      parts.forEach(hear);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, lines, stderr, failure: failureOf(lines) }));
  });
}

const failureOf = (lines: readonly Line[]): Said['failure'] =>
  (lines.findLast((line) => line['kind'] === 'failed' || line['kind'] === 'refused')?.['failure'] as Said['failure']) ??
  null;

/** The last line of an apply: {"changes":…,"seconds":…,"roundTrips":…}. */
export function summary({ lines, failure, stderr }: Said): { changes: number; seconds: number; roundTrips: number } {
  const last = lines.at(-1);
  if (typeof last?.['changes'] !== 'number')
    throw new Error(`no summary: ${JSON.stringify(failure ?? last)} ${stderr}`);
  return last as { changes: number; seconds: number; roundTrips: number };
}

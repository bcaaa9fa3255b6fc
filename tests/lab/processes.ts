// Starts, runs and ends programs "on" a host of the lab: in its network namespace and in its own mount namespace, so that
// /etc/resolv.conf, /etc/hosts and /var/run/wireguard are that host's.
// Surprise: a pid alone names nobody (numbers are used again), so each record holds the start time as well, and only a
// process that has both is ever ended.
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { namespaceOf, runDir, trustedRoots, type Host } from './names.ts';

const pidDir = join(runDir, 'pid');
const logDir = join(runDir, 'log');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
export interface StartOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}
export interface RunOptions extends StartOptions {
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  /** Give the outcome back instead of throwing when the exit code is not 0. */
  readonly allowFailure?: boolean;
}

export const netNamespaceFile = (host: Host): string => `/run/netns/${namespaceOf(host)}`;
export const mountNamespaceFile = (host: Host): string => join(runDir, 'mnt', host);
export const logFile = (name: string): string => join(logDir, `${name}.log`);

/** Programs on the pc and the phone trust the lab's roots the way a device with them installed would. */
const trust: Record<string, string> = {
  NODE_EXTRA_CA_CERTS: trustedRoots,
  CURL_CA_BUNDLE: trustedRoots,
  SSL_CERT_FILE: trustedRoots,
};

/** What a started program has said so far. */
export const said = (name: string): string => (existsSync(logFile(name)) ? readFileSync(logFile(name), 'utf8') : '');

export function hostEnvironment(host: Host, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...(host !== 'home' && existsSync(trustedRoots) ? trust : {}), ...extra };
}

/** The prefix that puts a command onto a host. nsenter execs without forking here, so the pid we see is the program's. */
export function onHost(host: Host, cwd = '/'): string[] {
  const mount = mountNamespaceFile(host);
  const own = existsSync(mount) ? [`--mount=${mount}`] : [];
  return [...wayOut(), 'nsenter', `--net=${netNamespaceFile(host)}`, ...own, `--wd=${cwd}`, '--'];
}

/**
 * Whoever runs on a host of the lab (the e2e tests run on the pc) reaches the others from outside only: mount namespaces of others
 * cannot be entered from within one. The mirror's program stands outside.
 */
function wayOut(): string[] {
  const outside = pidOf('mirror');
  const mounts = (process: string): string => readlinkSync(`/proc/${process}/ns/mnt`);
  if (outside === undefined || mounts('self') === mounts(`${outside}`)) return [];
  return ['nsenter', `--target=${outside}`, '--mount', '--net', '--wd=/', '--'];
}

export function startIn(
  host: Host,
  name: string,
  argv: readonly string[],
  options: StartOptions = {},
): Promise<number> {
  return start(name, [...onHost(host, options.cwd), ...argv], hostEnvironment(host, options.env));
}

/** A process outside the lab's namespaces; only what must reach a registry belongs here. */
export function startOutside(name: string, argv: readonly string[], options: StartOptions = {}): Promise<number> {
  return start(name, argv, { ...process.env, ...options.env }, options.cwd);
}

export function runIn(host: Host, argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return run([...onHost(host, options.cwd), ...argv], hostEnvironment(host, options.env), options);
}

/** Ends with us: a copy that outlived a killed run would fill the directory that the next run empties. */
export function runOutside(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return run(
    [...wayOut(), 'setpriv', '--pdeathsig', 'KILL', '--', ...argv],
    { ...process.env, ...options.env },
    options,
  );
}

async function start(name: string, argv: readonly string[], env: NodeJS.ProcessEnv, cwd = '/'): Promise<number> {
  mkdirSync(pidDir, { recursive: true });
  mkdirSync(logDir, { recursive: true });
  if (isRunning(name)) throw new Error(`lab process "${name}" is already running`);
  const log = openSync(logFile(name), 'a');
  const [program, ...rest] = argv;
  if (program === undefined) throw new Error(`lab process "${name}" has no command`);
  const child = spawn(program, rest, { cwd, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`lab process "${name}" did not start`);
  writeFileSync(join(pidDir, name), `${pid} ${startTime(pid) ?? 0}\n`);
  child.unref();
  return pid;
}

function run(argv: readonly string[], env: NodeJS.ProcessEnv, options: RunOptions): Promise<Outcome> {
  const { input = '', timeoutMs = 120_000, allowFailure = false } = options;
  const [program, ...rest] = argv;
  if (program === undefined) return Promise.reject(new Error('no command to run'));
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd: '/', env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined); // a program may leave its input unread
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(err).toString();
      const told = `${argv.join(' ')}\n${stdout.slice(-2000)}${stderr.slice(-4000)}`;
      if (late) reject(new Error(`no end within ${timeoutMs} ms: ${told}`));
      else if (code !== 0 && !allowFailure) reject(new Error(`exit ${code ?? signal}: ${told}`));
      else resolve({ code: code ?? 255, stdout, stderr });
    });
    child.stdin.end(input);
  });
}

/** Field 22 of /proc/<pid>/stat; the name before it may hold spaces and brackets, so count from the last bracket. */
function startTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return Number(fields[19]);
  } catch {
    return undefined;
  }
}

function recorded(name: string): { pid: number; since: number } | undefined {
  try {
    const [pid, since] = readFileSync(join(pidDir, name), 'utf8').trim().split(' ').map(Number);
    return pid === undefined || since === undefined ? undefined : { pid, since };
  } catch {
    return undefined;
  }
}

/** The pid of a recorded process that still is the one we started. */
export function pidOf(name: string): number | undefined {
  const record = recorded(name);
  return record && startTime(record.pid) === record.since ? record.pid : undefined;
}

export const isRunning = (name: string): boolean => pidOf(name) !== undefined;

export function started(): string[] {
  return existsSync(pidDir) ? readdirSync(pidDir) : [];
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it is gone already
  }
}

export async function stop(name: string): Promise<void> {
  const pid = pidOf(name);
  if (pid !== undefined) {
    signalGroup(pid, 'SIGTERM');
    if (!(await ended(name, 3_000))) signalGroup(pid, 'SIGKILL');
    if (!(await ended(name, 5_000))) throw new Error(`lab process "${name}" (pid ${pid}) does not end`);
  }
  rmSync(join(pidDir, name), { force: true });
}

export async function stopAll(): Promise<void> {
  await Promise.all(started().map(stop));
}

function ended(name: string, withinMs: number): Promise<boolean> {
  return eventually(() => !isRunning(name), withinMs);
}

async function eventually(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

/** Waits for a state; the error names what was missing. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  if (!(await eventually(holds, withinMs))) throw new Error(`after ${withinMs / 1000} s still missing: ${what}`);
}

/** Pids of everything that lives in a host's network namespace, whoever started it. */
export function processesIn(host: Host): number[] {
  const wanted = inode(netNamespaceFile(host));
  if (wanted === undefined) return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => inode(`/proc/${pid}/ns/net`) === wanted);
}

function inode(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}

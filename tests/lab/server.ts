// The home server as a machine: power on and off, and a root's view into it from outside.
// Surprise: "it is up" means that sshd answers the family's pc, not that a process runs.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addresses } from './names.ts';
import {
  isRunning,
  logFile,
  processesIn,
  runIn,
  runOutside,
  startOutside,
  stop,
  until,
  type Outcome,
  type RunOptions,
} from './processes.ts';

const power = 'server-power';
export const repository = fileURLToPath(new URL('../..', import.meta.url));

export async function powerOn(): Promise<void> {
  await startOutside(power, ['node', '--import', 'tsx', 'tests/lab/power.ts'], { cwd: repository });
  await sshAnswers();
}

export async function sshAnswers(): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    if (!isRunning(power)) throw new Error(`the server went off: ${readFileSync(logFile(power), 'utf8').slice(-3000)}`);
    return greets();
  };
  await until('sshd of the server, seen from the pc', isThere, 90_000);
}

async function greets(): Promise<boolean> {
  const listen = `exec 3<>/dev/tcp/${addresses.home}/22 && read -r -t 2 -u 3 line && echo "$line"`;
  const { stdout } = await runIn('pc', ['timeout', '2', 'bash', '-c', listen], { allowFailure: true });
  return stdout.startsWith('SSH-2.0-');
}

/** As pulling the plug: nothing is written any more. */
export async function cutPower(): Promise<void> {
  const leader = leaderPid();
  const off = stop(power);
  if (leader !== undefined) process.kill(leader, 'SIGKILL');
  await off;
}

/** As pressing the button: systemd ends everything in order. */
export async function shutDown(): Promise<void> {
  const leader = leaderPid();
  if (leader !== undefined) {
    await runOutside(['kill', '-RTMIN+4', `${leader}`]);
    await until('the orderly end of the server', () => !isRunning(power), 120_000);
  }
  await stop(power);
}

export async function reboot(): Promise<void> {
  const before = leaderPid();
  await serverExec('systemctl reboot', { allowFailure: true });
  await until('the end of the old boot', () => leaderPid() !== before, 120_000);
  await sshAnswers();
}

/** The process that is 1 inside; its cable's namespace tells it from any other container. */
export function leaderPid(): number | undefined {
  return processesIn('home').find((pid) => /^NSpid:.*\t1$/m.test(statusOf(pid)));
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

export function serverExec(command: string | readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const leader = leaderPid();
  if (leader === undefined) return Promise.reject(new Error('the server is off'));
  const argv = typeof command === 'string' ? ['sh', '-c', command] : command;
  return runOutside([...enter(leader), ...argv], options);
}

export function enter(leader: number): string[] {
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const root = `/proc/${leader}/root`;
  return [
    ...['nsenter', '-t', `${leader}`, '-m', '-u', '-i', '-n', '-p', `-r${root}`, `-w${root}`, '--'],
    ...['env', '-i', path, 'HOME=/root', 'LANG=C.UTF-8', 'TERM=xterm'],
  ];
}

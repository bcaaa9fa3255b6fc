// The program's command line on the family's PC: JSON lines come back, and what is being done is told on stderr meanwhile.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinsFile } from '../../tests/lab/internet/index';
import { addresses, owner } from '../../tests/lab/names';
import { hostEnvironment, onHost } from '../../tests/lab/processes';
import { serverExec } from '../../tests/lab/lab';
import { root } from '../build/bundles';
import type { HouseholdFiles } from './household';

export type Line = Readonly<Record<string, unknown>>;
export type Cli = (...words: string[]) => Promise<readonly Line[]>;

export async function commandLine(files: HouseholdFiles): Promise<Cli> {
  const options = [
    ...['--host', addresses.home, '--user', owner.name, '--password-file', files.serverPassword],
    ...['--fingerprint', await hostKeyFingerprint(), '--settings', files.settings, '--pins', pinsFile],
    ...['--yes', '--json'],
  ];
  return (...words) => run([process.execPath, join(root, 'dist/cli.js'), ...words, ...options]);
}

/** What a careful person would compare at the server's own screen. */
async function hostKeyFingerprint(): Promise<string> {
  const { stdout } = await serverExec(['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub']);
  const fingerprint = stdout.split(' ')[1];
  if (fingerprint === undefined) throw new Error(`no fingerprint in: ${stdout}`);
  return fingerprint;
}

function run(command: readonly string[]): Promise<readonly Line[]> {
  const [program = '', ...args] = [...onHost('pc', root), ...command];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: hostEnvironment('pc') });
    const lines: Line[] = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const text of parts) lines.push(told(JSON.parse(text) as Line));
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(lines);
      else reject(new Error(`exit ${code} of ${command.slice(1, 3).join(' ')}: ${JSON.stringify(lines.at(-1))}`));
    });
  });
}

function told(line: Line): Line {
  if (line['kind'] === 'part-started') process.stderr.write(`  ${String(line['step'])}\n`);
  return line;
}

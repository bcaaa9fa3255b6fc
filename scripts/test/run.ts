// Runs a command in the repository with its output passed on as it comes.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/bundles';

export const binary = (name: string): string => join(root, 'node_modules', '.bin', name);

export interface Patience {
  readonly minutes: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that takes the output, for work beside other work. */
  readonly into?: string;
}

/** The exit code. A command that takes longer than its patience is ended, and that is said. */
export function run(
  [command, ...args]: readonly [string, ...string[]],
  { minutes, env = {}, into }: Patience,
): Promise<number> {
  return new Promise((resolve) => {
    const output = into === undefined ? 'inherit' : openSync(into, 'a');
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      shell: process.platform === 'win32',
    });
    const late = setTimeout(() => {
      console.error(`test: ended after ${minutes} minutes: ${[command, ...args].join(' ')}`);
      child.kill('SIGTERM');
    }, minutes * 60_000);
    child.on('error', (error) => {
      clearTimeout(late);
      console.error(`test: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code) => {
      clearTimeout(late);
      resolve(code ?? 1);
    });
  });
}

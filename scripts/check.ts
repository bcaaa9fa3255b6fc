// `npm run check`: everything that can be known about the source without running it. Two checks at a time, because the smallest
// machine that this runs on has two cores; what a check prints is shown only when it fails.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const tsc = (world: string): Check => ({ name: `types: ${world}`, command: ['tsc', '-p', world] });
const lint = (name: string, ...files: [string, ...string[]]): Check => ({
  name: `eslint: ${name}`,
  command: ['eslint', '--cache', '--cache-location', `.cache/eslint-${files[0]}`, ...files],
});
const existing = (...folders: string[]): string[] => folders.filter((folder) => existsSync(join(root, folder)));

// The longest first: what is left at the end are the short ones.
const checks: readonly Check[] = [
  lint('renderer, tests', 'renderer', 'tests', '*.js', '*.ts'),
  {
    name: 'types: renderer',
    command: ['svelte-check', '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  lint('electron, scripts', 'electron', 'scripts'),
  tsc('electron'),
  tsc('tests'),
  tsc('tests/component'),
  tsc('scripts'),
  tsc('electron/contract'),
  { name: 'knip', command: ['knip', '--no-progress', '--no-config-hints'] },
  {
    name: 'directions',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', ...existing('electron', 'renderer')],
  },
  {
    name: 'prettier',
    command: ['prettier', '--check', '--log-level', 'warn', '--cache', '--cache-location', '.cache/prettier', '.'],
  },
];

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: string;
}

function run([command, ...args]: Check['command']): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(join(bin, command), args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const done = (passed: boolean) =>
      resolve({ passed, output, seconds: ((performance.now() - started) / 1000).toFixed(1) });
    child.on('error', (error) => {
      output += String(error);
      done(false);
    });
    child.on('close', (code) => done(code === 0));
  });
}

const wanted = process.argv.slice(2);
const waiting = checks.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
const failed: string[] = [];

async function work(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const { passed, output, seconds } = await run(check.command);
    console.log(`${passed ? '✓' : '✗'} ${check.name} (${seconds} s)`);
    if (passed) continue;
    failed.push(check.name);
    console.log(output.trimEnd().replace(/^/gm, '  '));
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: Math.min(4, Math.max(2, cpus().length)) }, work));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  failed.length === 0 ? `check: all good in ${seconds} s` : `check: failed in ${failed.join(', ')} (${seconds} s)`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

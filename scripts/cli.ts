// `npm run cli -- <command> …`: the command line, built first if anything it is made of has changed. What it prints on stdout is its
// own alone; npm's two header lines go away with `npm run --silent cli`.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { build, root } from './build/bundles';
import { isOlderThan } from './build/freshness';

const cli = join(root, 'dist/cli.js');
if (isOlderThan(cli, ['electron', 'renderer/text', 'resources'])) await build(['electron/cli.ts']);

const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal's Ctrl+C reaches the child by itself; here it only must not end us before it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
});

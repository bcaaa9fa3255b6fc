// What helps to understand a failed specification: pictures of the window, main's log, and the server's journal.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../build/bundles';
import { binary } from './run';

const folder = join(root, 'test-results/e2e');
const journal = ['scripts/lab.ts', 'exec', 'home', 'journalctl', '--no-pager', '--lines=3000'];

export async function keepServerJournal(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const text = await promisify(execFile)(binary('tsx'), journal, {
    cwd: root,
    timeout: 30_000,
    maxBuffer: 64 * 2 ** 20,
  })
    .then(({ stdout }) => stdout)
    .catch((error: unknown) => `the server's journal could not be read: ${String(error)}\n`);
  writeFileSync(join(folder, 'server-journal.log'), text);
}

export function listEvidence(): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(png|log|md)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  console.log(['what the failed specifications left:', ...files].join('\n  '));
}

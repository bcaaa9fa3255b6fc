// Whether something built is older than what it is built from.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundles';

const changed = (file: string): number => statSync(file).mtimeMs;

function newestIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => changed(join(entry.parentPath, entry.name))));
}

export function isOlderThan(built: string, folders: readonly string[]): boolean {
  if (!existsSync(built)) return true;
  const newest = Math.max(
    changed(join(root, 'package-lock.json')),
    ...folders.map((folder) => newestIn(join(root, folder))),
  );
  return changed(built) < newest;
}

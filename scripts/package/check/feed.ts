/**
 * The feed that installed programs ask (`latest*.yml`) names files that are there, with their sums: read by the reader that they will use. A
 * release whose feed is wrong would be refused by every family's PC, and nobody would be told.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider';
import type { Finding } from './package';

/** `folder`: where installers and feeds lie side by side. */
export function feeds(folder: string): Finding[] {
  return readdirSync(folder)
    .filter((name) => /^latest.*\.yml$/.test(name))
    .flatMap((name) => {
      const file = join(folder, name);
      const { files } = parseUpdateInfo(readFileSync(file, 'utf8'), name, new URL('file:///'));
      const wrong = (found: string): Finding => ({ rule: 'a feed that is true', file, found });
      if (files.length === 0) return [wrong('names no file')];
      return files.flatMap(({ url, sha512, size }) => {
        const path = join(folder, url);
        if (!existsSync(path)) return [wrong(`${url} is not there`)];
        const bytes = readFileSync(path);
        const sum = createHash('sha512').update(bytes).digest('base64');
        return sum === sha512 && bytes.length === size ? [] : [wrong(`${url} is another file`)];
      });
    });
}

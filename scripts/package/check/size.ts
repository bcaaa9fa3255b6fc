/**
 * How much the program is: what is read before its first screen, and what all of it adds to Electron. The surprise: what is fetched
 * lazily does not count for the first, so the graph of the static imports is walked, as the page and Node walk it.
 */
import { posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Finding, Package } from './package';

interface Budget {
  readonly of: string;
  readonly bytes: number;
  readonly most: number;
}

const kilobytes = 1000;
const gzip = (text: string): number => gzipSync(text, { level: 9 }).length;

/** Static imports in what the bundler writes: `import{a}from"./x.js"`, `import"./x.js"`, `export*from"./x.js"`. */
const imports = (code: string): string[] =>
  [...code.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+)["']/g)].map(([, path = '']) => path);

/** What these files and all that they import statically are together, compressed. */
function eager(built: Package, entries: readonly string[]): number {
  const files = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file) || !built.inside.includes(file)) return;
    files.add(file);
    if (file.endsWith('.js'))
      for (const path of imports(built.read(file))) visit(posix.join(posix.dirname(file), path));
  };
  entries.forEach(visit);
  return [...files].reduce((sum, file) => sum + gzip(built.read(file)), 0);
}

/** The page, its scripts and styles, and the larger of the two languages. */
function firstScreen(built: Package): number {
  const page = 'dist/renderer/index.html';
  const named = [...built.read(page).matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(
    ([, path = '']) => `dist/renderer/${path}`,
  );
  const start = [page, ...named];
  const languages = built.inside.filter((file) => /^dist\/renderer\/assets\/(?:en|de)-[^/]+\.js$/.test(file));
  return Math.max(...languages.map((language) => eager(built, [...start, language])), eager(built, start));
}

/** What was measured, each with what it may be at most. In bytes; the first two compressed with gzip. */
export const measured = (built: Package): readonly Budget[] => [
  { of: 'the page up to its first screen', bytes: firstScreen(built), most: 120 * kilobytes },
  { of: 'main up to its window', bytes: eager(built, ['dist/main/main.js']), most: 250 * kilobytes },
  { of: 'what the program adds to Electron', bytes: built.archiveBytes, most: 3000 * kilobytes },
];

export const size = (built: Package): Finding[] =>
  measured(built)
    .filter(({ bytes, most }) => bytes > most)
    .map(({ of, bytes, most }) => ({ rule: of, file: built.archive, found: `${bytes} bytes, at most ${most}` }));

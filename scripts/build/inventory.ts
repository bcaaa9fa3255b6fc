/**
 * What of others is inside: every npm package with code in a bundle, and its licence. The surprise: asked of the bundles and not of
 * package.json, where all are devDependencies and most are never shipped.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Packaged {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly homepage: string | null;
  /** Its licence file; without one, its licence's name and its author. */
  readonly text: string;
}

/** What may be shipped in a program under MIT, as long as its text comes with it. */
const allowed = /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|Unlicense|CC0-1\.0|BlueOak-1\.0\.0)$/;

/** Notes the folders of the packages that are in what this build writes. */
export const inventory = (folders: Set<string>): Plugin => ({
  name: 'inventory',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
        const folder = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/@\0]+)\//.exec(id.replaceAll('\\', '/'))?.[1];
        if (folder && renderedLength > 0) folders.add(folder);
      }
    }
  },
});

/** Sorted by name. Throws on a licence that is unknown or may not be shipped. */
export function packagesIn(folders: Iterable<string>): readonly Packaged[] {
  const packages = new Map([...folders].map(read).map((found) => [`${found.name}@${found.version}`, found]));
  return [...packages.values()].sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

function read(folder: string): Packaged {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { name, version, license, homepage, author } = manifest;
  if (typeof name !== 'string' || typeof version !== 'string') throw new Error(`${folder} has no name or version`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8') : null;
  const licence =
    typeof license === 'string'
      ? license
      : /MIT License|Permission is hereby granted, free of charge/.test(text ?? '')
        ? 'MIT'
        : '';
  if (!allowed.test(licence)) throw new Error(`${name} has the licence "${licence}", which may not be shipped`);
  const by = typeof author === 'string' ? author : ((author as { name?: string } | undefined)?.name ?? name);
  return {
    name,
    version,
    licence,
    homepage: typeof homepage === 'string' ? homepage : null,
    text: text ?? `${licence}\n${by}\n`,
  };
}

/**
 * What this release brings, as files beside the program: templates, pins, words, guides through routers. Development may name others. The
 * surprise: a guide that does not fit the schema is a broken installation, and says so only when somebody asks for a guide.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { genericGuide, RouterGuide, WayOutGuide, waysOut } from '../contract/guide';
import { readPins } from '../provision/engine';
import type { Release } from './workplace';

export interface ReleaseFiles {
  readonly resources: string;
  /** Other pins than the release's own; the lab has its own images. */
  readonly pins: string | null;
}

/** Beside the guides: no guide. */
const vendorsFile = 'vendors.json';

export const releaseFrom = ({ resources, pins }: ReleaseFiles): Release => ({
  pins: () => readPins(readFileSync(pins ?? join(resources, 'server', 'release.json'), 'utf8')),
  template: (name) => readFileSync(join(resources, 'server', name), 'utf8'),
  words: () => readFileSync(join(resources, 'words.txt'), 'utf8').trim().split('\n'),
  routers: once(() => routersIn(join(resources, 'routers'))),
  waysOut: once(() => waysOutIn(join(resources, 'routers', 'ways-out'))),
  vendors: () => readFileSync(join(resources, 'routers', vendorsFile), 'utf8'),
});

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: read() }).value;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** By maker and name, as a list to choose from; the one for all others at its end. */
function routersIn(folder: string): readonly RouterGuide[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== vendorsFile);
  const place = ({ id, maker, name }: RouterGuide): string => `${id === genericGuide ? 1 : 0} ${maker} ${name.en}`;
  return files
    .map((name) => v.parse(RouterGuide, readJson(join(folder, name))))
    .sort((a, b) => place(a).localeCompare(place(b), 'en'));
}

/** In the order in which we would try them. */
const waysOutIn = (folder: string): readonly WayOutGuide[] =>
  waysOut.map((id) => v.parse(WayOutGuide, readJson(join(folder, `${id}.json`))));

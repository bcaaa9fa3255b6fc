/** What this release brings, as files beside the program: templates, pins, words. Development may name others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPins } from '../provision/engine';
import type { Release } from './workplace';

export interface ReleaseFiles {
  readonly resources: string;
  /** Other pins than the release's own; the lab has its own images. */
  readonly pins: string | null;
}

export const releaseFrom = ({ resources, pins }: ReleaseFiles): Release => ({
  pins: () => readPins(readFileSync(pins ?? join(resources, 'server', 'release.json'), 'utf8')),
  template: (name) => readFileSync(join(resources, 'server', name), 'utf8'),
  words: () => readFileSync(join(resources, 'words.txt'), 'utf8').trim().split('\n'),
});

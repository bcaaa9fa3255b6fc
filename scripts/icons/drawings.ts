// The drawings that icons are made from, and what tells whether the icons are theirs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `small`: for 16 and 24 pixels, without what would blur there. `mac`: with the margin that macOS' grid wants. */
export const drawings = { icon: 'icon.svg', small: 'icon-small.svg', mac: 'icon-mac.svg', dmg: 'dmg.svg' } as const;
export type Drawing = keyof typeof drawings;

const folder = join(import.meta.dirname, '../../resources/icons');

export const drawingsHash = (): string =>
  Object.values(drawings)
    .reduce((hash, file) => hash.update(readFileSync(join(folder, file))), createHash('sha256'))
    .digest('hex');

// Makes the lab's images and keeps them in the registry's cache; tells their pins.
// Surprise: only a changed recipe makes anything again; editing the Immich stand-in costs its own small layer.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stop } from '../../processes.ts';
import {
  cloudflaredKeyFingerprint,
  dockerKeyFingerprint,
  imagesDir,
  laterPinsFile,
  pinsFile,
  registryDir,
} from '../places.ts';
import { startWritableRegistry } from '../registry/server.ts';
import { baseLayer } from './base.ts';
import { fingerprintOf, smallLayer, type Layer } from './layer.ts';
import { push } from './push.ts';
import { brokenVersion, immichVersion, nextVersion, recipes, reference, type Recipe } from './recipes.ts';

export interface Pins {
  readonly version: string;
  readonly images: Readonly<Record<Recipe['name'], string>>;
}

interface Made {
  readonly fingerprint: string;
  /** Newest first. */
  readonly releases: readonly Pins[];
}

/** Newest first. The lab's own program knows the last of them alone. */
const versions = [brokenVersion, nextVersion, immichVersion];

const madeFile = join(imagesDir, 'made.json');
const fillingPort = 5099;

export async function prepareImages(): Promise<void> {
  mkdirSync(imagesDir, { recursive: true });
  const base = await baseLayer();
  const fingerprint = fingerprintOfAll(base);
  if (made()?.fingerprint === fingerprint && existsSync(registryDir)) return;
  writeFileSync(madeFile, JSON.stringify({ fingerprint, releases: await fillRegistry(base) }));
}

/** Writes what the project's own list of pins says elsewhere, with the digests of the lab's images. */
export function pins(): Pins {
  const found = made();
  if (!found) throw new Error('the images were never made: prepareInternet() first');
  const own = found.releases.at(-1);
  if (!own) throw new Error('no release of Immich was made');
  writePins(pinsFile, [own]);
  writePins(laterPinsFile, found.releases);
  return own;
}

function writePins(path: string, releases: readonly Pins[]): void {
  const known = releases.map((release) => ({ ...release, downloadBytes: 180_000_000 }));
  writeFileSync(path, `${JSON.stringify({ releases: known, ...labRelease() }, null, 2)}\n`);
}

/** The rest of a release's data (resources/server/release.json) as it is true here: other keys, and nothing to wait for. */
const labRelease = (): object => ({
  dockerKey: readFileSync(dockerKeyFingerprint, 'utf8').trim(),
  cloudflareKey: readFileSync(cloudflaredKeyFingerprint, 'utf8').trim(),
  propagationSeconds: 1,
  aptLockSeconds: 5,
});

function fingerprintOfAll(base: Layer): string {
  const parts = versions
    .flatMap((version) => recipes(version))
    .map((recipe) => [reference(recipe), recipe.config, recipe.layers.map(fingerprintOf)]);
  return createHash('sha256')
    .update(JSON.stringify([base.digest, parts]))
    .digest('hex');
}

async function fillRegistry(base: Layer): Promise<readonly Pins[]> {
  const filling = await startWritableRegistry(fillingPort, join(imagesDir, 'filling.yml'));
  try {
    const releases: Pins[] = [];
    for (const version of versions) {
      const entries: [Recipe['name'], string][] = [];
      for (const recipe of recipes(version)) entries.push([recipe.name, await make(base, recipe)]);
      releases.push({ version, images: Object.fromEntries(entries) as Pins['images'] });
    }
    return releases;
  } finally {
    await stop(filling);
  }
}

/** Gives the image's pin: by digest where the release's own compose file has one. */
async function make(base: Layer, recipe: Recipe): Promise<string> {
  const { repository, tag, config } = recipe;
  const layers = [base];
  for (const entries of recipe.layers) layers.push(await smallLayer(entries));
  const digest = await push(`http://127.0.0.1:${fillingPort}`, { repository, tag, config, layers });
  return recipe.pinnedByDigest ? `${reference(recipe)}@${digest}` : reference(recipe);
}

function made(): Made | undefined {
  if (!existsSync(madeFile)) return undefined;
  const read = JSON.parse(readFileSync(madeFile, 'utf8')) as Partial<Made>;
  return read.releases ? (read as Made) : undefined;
}

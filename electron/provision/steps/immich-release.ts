/**
 * Which release of Immich a server gets. The surprise: mostly the one it has. A newer program brings newer releases, but none of them is
 * put on a server in passing; only a choice of the household's does that, and never backwards, because an older Immich cannot read a
 * database that a newer one has changed.
 */
import { failure, FailureError } from '../../contract/failure';
import type { ImmichImages } from '../../contract/fields';
import { readStoredSettings } from '../../contract/settings';
import { compareVersions, skipsMajor } from '../../immich/version';
import type { Wanted } from '../engine/step';
import type { FoundFile } from '../facts/common';

export interface Release {
  readonly version: string;
  readonly images: ImmichImages;
}

/** What says which release a server has. */
export interface FoundRelease {
  readonly compose: FoundFile;
  readonly env: FoundFile;
  readonly containers: { readonly version: string | null };
  /** What the household wanted until now. */
  readonly household: FoundFile;
}

/** The release that runs, or ran last; null on a server without Immich. */
export const runningRelease = ({ containers, env }: Pick<FoundRelease, 'containers' | 'env'>): string | null =>
  containers.version ?? /^IMMICH_VERSION=(v\d+\.\d+\.\d+)$/m.exec(env.text ?? '')?.[1] ?? null;

/** The release that this server is to have. FailureError when it cannot be had, or not from what runs. */
export function releaseFor({ settings, pins }: Pick<Wanted, 'settings' | 'pins'>, found: FoundRelease): Release {
  const running = runningRelease(found);
  const version = chosen(settings.immich.version, running, found) ?? running ?? pins.version;
  if (running !== null) requireForward(running, version);
  if (settings.immich.images && settings.immich.version === version) return { version, images: settings.immich.images };
  const known = pins.releases.find((release) => release.version === version);
  if (known) return { version, images: known.images };
  const images = version === running ? imagesIn(found.compose.text ?? '') : null;
  if (!images) throw new FailureError(failure('release-unknown', { version }));
  return { version, images };
}

/** A choice of before that is behind what runs was outrun (its update held, and something after it did not): no wish to go back. */
function chosen(version: string | null, running: string | null, { household }: FoundRelease): string | null {
  const outrun =
    version !== null &&
    running !== null &&
    compareVersions(version, running) < 0 &&
    readStoredSettings(household.text)?.immich.version === version;
  return outrun ? null : version;
}

function requireForward(from: string, to: string): void {
  if (compareVersions(to, from) < 0) throw new FailureError(failure('update-downgrade', { from, to }));
  if (skipsMajor(from, to)) throw new FailureError(failure('update-skips-major', { from, to }));
}

/** The images in a compose file of ours, by its services; null when one is missing. */
export function imagesIn(compose: string): ImmichImages | null {
  const of = (service: string): string | null =>
    new RegExp(`^  ${service}:\\n(?:    .*\\n)*?    image: (\\S+)$`, 'm').exec(compose)?.[1] ?? null;
  const [server, valkey, postgres] = [of('immich-server'), of('redis'), of('database')];
  if (!server || !valkey || !postgres) return null;
  const machineLearning = of('immich-machine-learning') ?? server.replace('immich-server', 'immich-machine-learning');
  return { server, machineLearning, valkey, postgres };
}

/** Every image that any plan may want, so that one question tells which of them are there. */
export const everyImage = ({ settings, pins }: Pick<Wanted, 'settings' | 'pins'>): readonly string[] => [
  ...new Set(
    [...pins.releases.map(({ images }) => images), ...(settings.immich.images ? [settings.immich.images] : [])].flatMap(
      ({ server, machineLearning, valkey, postgres }) => [server, machineLearning, valkey, postgres],
    ),
  ),
];

/** Immich's releases by their numbers: "v3.2.4" is before "v3.10.0". Pure. */

const numbers = (version: string): readonly number[] => version.replace(/^v/, '').split('.').map(Number);

/** Below 0 when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  const place = left.findIndex((number, n) => number !== right[n]);
  return place < 0 ? 0 : (left[place] ?? 0) - (right[place] ?? 0);
}

/** Immich changes its database from one major to the next, never over one. */
export const skipsMajor = (from: string, to: string): boolean => (numbers(to)[0] ?? 0) - (numbers(from)[0] ?? 0) > 1;

/** What is new in it, in Immich's own words. */
export const notesOf = (version: string): string => `https://github.com/immich-app/immich/releases/tag/${version}`;

/** The release in an image's name: "ghcr.io/immich-app/immich-server:v3.2.4@sha256:…"; null where its tag is none ("release"). */
export const versionInImage = (image: string): string | null =>
  /:(v\d{1,3}\.\d{1,3}\.\d{1,3})(?:@|$)/.exec(image)?.[1] ?? null;

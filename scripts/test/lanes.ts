// Who goes where, so that the labs end about together. The surprise: most of a lab's time is waiting (apt, certbot, systemd, its own
// deadlines), so three beside each other take little longer than one.
import { basename } from 'node:path';

/** Seconds that the long ones take by themselves; all others take a few. A file that is not here is only less well placed. */
const seconds: Readonly<Record<string, number>> = {
  'public-door': 460,
  hostnames: 300,
  failures: 250,
  tunnel: 235,
  apply: 175,
  home: 130,
  'debian-12': 105,
  forwarding: 90,
  'names-at-home': 75,
  'way-in': 70,
  phones: 60,
  'router-look': 60,
  update: 145,
  'move-photos': 115,
  adopt: 200,
  'two-pcs': 15,
  kit: 200,
  leave: 200,
  backup: 60,
  package: 55,
  edge: 30,
  ssh: 25,
};
const few = 15;

const weight = (file: string): number => seconds[basename(file, '.test.ts')] ?? few;

/**
 * The files of each lane, `count` of them, the longest given out first, each to the lane that is free first. `ahead`: seconds that the
 * first lane is busy with something else.
 */
export function lanes(files: readonly string[], count: number, ahead: number): readonly (readonly string[])[] {
  const made = Array.from({ length: count }, (_, n) => ({ busy: n === 0 ? ahead : 0, files: [] as string[] }));
  for (const file of files.toSorted((a, b) => weight(b) - weight(a) || a.localeCompare(b))) {
    const free = made.reduce((one, other) => (other.busy < one.busy ? other : one));
    free.files.push(file);
    free.busy += weight(file);
  }
  return made.map((lane) => lane.files);
}

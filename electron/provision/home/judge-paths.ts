/**
 * Which of the four paths work, from what was seen. The surprise: each is judged from its far end. What a visitor gets counts before the
 * tunnel's own opinion, how this PC came in before what the server says of itself, and a phone's handshake before its line being up.
 */
import type { HostSeen } from '../../contract/door';
import { paths, type Path, type PathReport, type PathValues, type PathWords } from '../../contract/home';
import { hasDirectWay, hasPublicDoor } from '../../contract/ways';
import type { SeenPaths } from '../facts/seen-paths';
import { runs } from '../facts/services';
import type { HouseSeen, SeenHere } from './seen';
import { lastPhone, letIn } from './phones';
import { lineService, tunnelUnit } from './services';

type Judged = Omit<PathReport, 'path' | 'seenAt'> & { readonly seenAt?: number };
const judged = <K extends keyof PathValues>(
  state: PathReport['state'],
  key: K,
  values: PathValues[K],
  seenAt?: number,
): Judged => ({ state, words: { key, values } as PathWords, ...(seenAt === undefined ? {} : { seenAt }) });

const off = judged('off', 'not-wanted', {});
const notAsked = judged('unknown', 'not-asked', {});
const silent = judged('broken', 'immich-silent', {});

/** `here`: what this PC saw; null = it was not asked. */
export function judgePaths(house: HouseSeen, here: SeenHere | null): readonly PathReport[] {
  const judges: Record<Path, () => Judged> = {
    public: () => publicDoor(house),
    share: () => guestsDoor(house),
    home: () => atHome(house, here),
    road: () => onTheRoad(house),
  };
  return paths.map((path) => {
    const { seenAt, ...rest } = judges[path]();
    return { path, ...rest, seenAt: lastSeen(house, path, rest.state, seenAt) };
  });
}

/** Of a path that works now, now; else the newer of what a look of before noted and what is known otherwise. */
function lastSeen({ at, paths: noted }: HouseSeen, path: Path, state: PathReport['state'], known = 0): number | null {
  if ((state === 'works' && known === 0) || state === 'detour') return at;
  return Math.max(noted[path] ?? 0, known) || null;
}

/** What is to be noted after this look, with what was noted before; null = nothing that is new enough to be written. */
export function toNote(
  { paths: noted }: HouseSeen,
  reports: readonly PathReport[],
  phone: string | null,
): SeenPaths | null {
  const seen: SeenPaths = {
    ...noted,
    ...Object.fromEntries(reports.flatMap(({ path, seenAt }) => (seenAt === null ? [] : [[path, seenAt]]))),
    ...(phone === null ? {} : { phone }),
  };
  const isNews = paths.some((path) => (seen[path] ?? 0) - (noted[path] ?? 0) > noteEveryMs);
  return isNews ? seen : null;
}
const noteEveryMs = 60_000;

export const isTunnelDown = ({ services, connections }: HouseSeen): boolean =>
  !runs(services.get(tunnelUnit)) || !connections;

function publicDoor(house: HouseSeen): Judged {
  if (!hasPublicDoor(house.settings)) return off;
  return closed(house, 0) ?? judged('works', 'opened-from-outside', { connections: house.connections ?? 0 });
}

function guestsDoor(house: HouseSeen): Judged {
  if (!hasPublicDoor(house.settings)) return off;
  const { leaks } = house.outside;
  const open = openLeaks(house);
  if (open > 0) return judged('broken', 'share-leaks', { leaks: open });
  const shut = closed(house, 1);
  if (shut) return shut;
  return leaks === null ? notAsked : judged('works', 'share-opened', { requests: leaks.requests });
}

/** Tries that were let in. One that was never asked says nothing. */
export const openLeaks = ({ outside: { leaks } }: HouseSeen): number =>
  leaks?.leaks.filter(({ kind }) => kind === 'open').length ?? 0;

/** Why a visitor does not get in; null = he does. `n`: which host of the door. */
function closed(house: HouseSeen, n: 0 | 1): Judged | null {
  if (isTunnelDown(house)) return judged('broken', 'tunnel-down', {});
  const seen: HostSeen | undefined = house.outside.door?.hosts[n];
  if (seen?.trouble) return judged('broken', 'door-trouble', { host: seen.host, why: seen.trouble });
  if (!house.immich.pong) return silent;
  return seen ? null : notAsked;
}

/** What the home's own resolver said, in a word; null = silent. */
export function answerOf({ names }: HouseSeen): string | null {
  if (names === null || names.outcome === 'silent') return null;
  return names.addresses.join(', ') || names.outcome;
}

function atHome(house: HouseSeen, here: SeenHere | null): Judged {
  const { settings, immich, services } = house;
  if (!hasDirectWay(settings)) return off;
  const { address } = settings.lan;
  if (!immich.pong) return silent;
  const taken = here?.taken ?? address;
  if (here?.way === 'home' || here?.way === 'tunnel') return judged('works', 'came-in-directly', { address: taken });
  if (here?.atHome && here.way === 'public') return judged('detour', 'came-through-cloudflare', {});
  const answer = answerOf(house);
  if (answer === null) return judged('broken', 'no-answer-at-home', {});
  if (answer !== address) return judged('broken', 'wrong-answer-at-home', { answer });
  if (here?.atHome && here.taken !== null && here.taken !== address)
    return judged('broken', 'wrong-answer-at-home', { answer: here.taken });
  if (here?.atHome || !runs(services.get('nginx.service'))) return judged('broken', 'no-answer-at-home', {});
  return judged('works', 'answers-at-home', { address });
}

/** A phone that has not come for so long proves nothing any more. */
const provesMs = 14 * 86_400_000;

function onTheRoad(house: HouseSeen): Judged {
  const { settings, line, services, phones, at } = house;
  if (!hasDirectWay(settings)) return off;
  if (line === null || !runs(services.get(lineService))) return judged('broken', 'line-down', {});
  const count = letIn(phones).length;
  if (count === 0) return judged('unknown', 'no-phone-yet', {});
  const last = lastPhone(house);
  if (last === null) return judged('unknown', 'phones-never-seen', { phones: count });
  if (last.connected) return judged('works', 'phone-connected', { name: last.name });
  return judged(at - last.at < provesMs ? 'works' : 'unknown', 'phone-last-seen', { name: last.name }, last.at);
}

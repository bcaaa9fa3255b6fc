/**
 * One look at a house: all that is asked of the server itself in one round trip, what has to go out into the internet in a second one
 * beside it. The surprise: the second may hang where the first never does, and a report without it is worth having; so it is waited for only a
 * little longer than for the first.
 */
import { hasDirectWay, hasPublicDoor, type Settings } from '../../contract/settings';
import { reader } from '../engine/read';
import type { Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { certificate } from '../facts/certificate';
import { text } from '../facts/common';
import { disks } from '../facts/disks';
import { copyNote, dumps } from '../facts/dumps';
import { published } from '../facts/endpoint';
import { firewall } from '../facts/firewall';
import { immichNow } from '../facts/immich-now';
import { fewLeaks } from '../facts/leaks';
import { nameQuestion } from '../facts/name-question';
import { doorSeen } from '../facts/outside';
import { addressesSeen } from '../facts/own-addresses';
import { clock } from '../facts/preflight-system';
import { seenPaths } from '../facts/seen-paths';
import { services } from '../facts/services';
import { timers } from '../facts/timers';
import { tunnelConnections } from '../facts/tunnel';
import { updates } from '../facts/updates';
import { upkeep } from '../facts/upkeep';
import { phoneBook, tunnel } from '../facts/wireguard';
import { workLeft } from '../facts/work-left';
import type { Remote } from '../remote';
import { sh } from '../shell/sh';
import { steps } from '../steps';
import { lookAtParts } from './open-parts';
import type { HouseSeen, SeenOutside } from './seen';
import { firewallService, servicesOf, timersOf } from './services';

const houseMs = 30_000;
/** After the server's own answer: a person looks at a picture meanwhile, and a busy server is slow with both. */
const longerMs = 6_000;

/**
 * All of one house. Two round trips at the same time; reads only. FailureError when the server cannot be asked. Cloudflare's account is
 * not asked, also where it is at hand.
 */
export async function lookAtHouse(remote: Remote, wanted: Wanted): Promise<HouseSeen> {
  const asked = { ...wanted, cloud: null };
  const enough = new AbortController();
  const outside = lookOutside(remote, asked, enough.signal);
  try {
    const inside = await lookInside(remote, asked);
    const timer = setTimeout(() => enough.abort(), longerMs);
    return { ...inside, account: wanted.cloud !== null, outside: await outside.finally(() => clearTimeout(timer)) };
  } catch (error) {
    enough.abort();
    throw error;
  }
}

type Inside = Omit<HouseSeen, 'account' | 'outside'>;

async function lookInside(remote: Remote, wanted: Wanted): Promise<Inside> {
  const { settings } = wanted;
  const { lan, hosts } = settings;
  const server = reader(remote, { timeoutMs: houseMs });
  const { ask } = server;
  const starts = timersOf(settings);
  const units = [
    ...servicesOf(settings).map(({ service }) => service),
    firewallService,
    ...starts.flatMap(({ timer, service }) => [timer, service]),
  ];
  const folders = [settings.photos.folder, settings.database.folder, '/'];
  const { book, guard, ...found } = await answers({
    services: ask(services(units)),
    timers: starts.length > 0 ? ask(timers(starts.map(({ timer }) => timer))) : Promise.resolve(new Map()),
    immich: ask(immichNow),
    certificate: ask(certificate),
    disks: ask(disks(settings.backup ? [...folders, settings.backup.folder] : folders)),
    connections: hasPublicDoor(settings) ? ask(tunnelConnections) : Promise.resolve(null),
    names: hasDirectWay(settings) ? ask(nameQuestion(lan.address, hosts.photos, 'A')) : Promise.resolve(null),
    line: ask(tunnel),
    book: ask(phoneBook),
    published: ask(published),
    guard: ask(firewall),
    dumps: ask(dumps(settings.photos.folder)),
    copy: settings.backup ? ask(copyNote) : Promise.resolve(null),
    updates: ask(updates),
    addresses: ask(addressesSeen(lan.router)),
    work: ask(workLeft),
    paths: ask(seenPaths),
    parts: lookAtParts(server, steps, wanted),
    // last: its clock is compared with this one when the answer is here
    clock: ask(clock),
  });
  return {
    ...found,
    at: Date.now(),
    settings,
    newest: wanted.pins.version,
    phones: book.book,
    guarded: guard.loaded,
  };
}

/** Its own address as the internet sees it: whom the endpoint's timer asks every five minutes. */
const seenFromInternet = text(
  'seen-from-internet-4',
  sh`curl -s4 --noproxy '*' --max-time 4 https://api.cloudflare.com/cdn-cgi/trace | sed -nE 's/^ip=([0-9.]+)$/\\1/p'`,
);

/** A name of the router's is the router's to keep current. */
const isPublishedAddress = (settings: Settings): boolean => hasDirectWay(settings) && settings.endpoint.kind !== 'name';

/** What was not answered when it is enough is null. */
async function lookOutside(remote: Remote, wanted: Wanted, signal: AbortSignal): Promise<SeenOutside> {
  const { ask } = reader(remote, { timeoutMs: houseMs + longerMs, signal });
  const opens = hasPublicDoor(wanted.settings);
  const or = <T>(work: Promise<T>): Promise<T | null> => work.catch(() => null);
  const { seen4, ...found } = await answers({
    door: opens ? or(ask(doorSeen(wanted))) : Promise.resolve(null),
    leaks: opens ? or(ask(fewLeaks(wanted))) : Promise.resolve(null),
    seen4: isPublishedAddress(wanted.settings) ? or(ask(seenFromInternet)) : Promise.resolve(null),
    upkeep: or(ask(upkeep)),
  });
  return { ...found, seen4: seen4 || null };
}

/**
 * One look at a house, all of it in one round trip. The surprise: what has to go out into the internet may hang where the rest never does,
 * and a report without it is worth having; so it is asked beside the rest, and waited for only a little longer.
 */
import type { Settings } from '../../contract/settings';
import { hasDirectWay, hasPublicDoor } from '../../contract/ways';
import { reader } from '../engine/read';
import type { Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { aside, type Fact, type Reader } from '../facts/fact';
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

const houseMs = 40_000;

/**
 * All of one house. One round trip; reads only. FailureError when the server cannot be asked. Cloudflare's account is not asked, also where
 * it is at hand.
 */
export async function lookAtHouse(remote: Remote, wanted: Wanted): Promise<HouseSeen> {
  const server = reader(remote, { timeoutMs: houseMs });
  const asked = { ...wanted, cloud: null };
  const [inside, outside] = await Promise.all([lookInside(server, asked), lookOutside(server, asked)]);
  return { ...inside, account: wanted.cloud !== null, outside };
}

type Inside = Omit<HouseSeen, 'account' | 'outside'>;

async function lookInside(server: Reader, wanted: Wanted): Promise<Inside> {
  const { settings } = wanted;
  const { lan, hosts } = settings;
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

/** What was not answered in time is null. */
async function lookOutside(server: Reader, wanted: Wanted): Promise<SeenOutside> {
  const opens = hasPublicDoor(wanted.settings);
  const ask = <T>(fact: Fact<T>): Promise<T | null> => server.ask(aside(fact)).catch(() => null);
  const nobody = Promise.resolve(null);
  const { seen4, ...found } = await answers({
    door: opens ? ask(doorSeen(wanted)) : nobody,
    leaks: opens ? ask(fewLeaks(wanted)) : nobody,
    seen4: isPublishedAddress(wanted.settings) ? ask(seenFromInternet) : nobody,
    // apt reads all its lists for it, which takes a while
    upkeep: ask(upkeep),
  });
  return { ...found, seen4: seen4 || null };
}

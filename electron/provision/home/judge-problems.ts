/**
 * What is wrong, or soon will be, from what was seen: each cause once, the worst first. The surprise: most of what breaks breaks several
 * things, and somebody who reads five lines about one stopped service looks for five faults; so what follows from another is left out.
 */
import { type Problem, type ProblemCode, type ProblemValues, type Remedy } from '../../contract/home';
import type { StepId } from '../../contract/message';
import { endpointHost, formerly, hasDirectWay, hasPublicDoor } from '../../contract/ways';
import { lifeLeft } from '../facts/certificate';
import { runs } from '../facts/services';
import { answerOf, isTunnelDown, openLeaks } from './judge-paths';
import type { OpenPart } from './open-parts';
import type { HouseSeen, SeenHere } from './seen';
import {
  backupTimer,
  endpointTimer,
  firewallService,
  lineService,
  mappingTimer,
  renewalTimer,
  servicesOf,
  timersOf,
  tunnelUnit,
} from './services';

const dayMs = 86_400_000;
/** Immich dumps every night; one night may be missed by a server that was off. */
const dumpsOldMs = 2.5 * dayMs;
const copyOldMs = 3.5 * dayMs;
/** A new set-up has a night to make its first. */
const firstDumpMs = 1.5 * dayMs;
const clockSeconds = 120;
const gigabyte = 1e9;

const levels = ['stop', 'warn', 'note'] as const;
type Level = (typeof levels)[number];

/** A problem, and the parts whose planned changes it accounts for. */
interface Judged {
  readonly problem: Problem;
  readonly explains: readonly StepId[];
}

/** What the rules ask again and again. */
interface Case {
  readonly house: HouseSeen;
  readonly here: SeenHere | null;
  /** Wanted services that do not run, by name. */
  readonly down: ReadonlySet<string>;
  readonly photoDisk: string | null;
  readonly addressGone: boolean;
  /** The plan as it can be made now would change something of this part. */
  mends(step: StepId): boolean;
}

/** `explains`: the parts whose open changes are this problem and no drift. */
function problem<C extends ProblemCode>(
  code: C,
  values: ProblemValues[C],
  level: Level,
  remedy: Remedy,
  explains: readonly StepId[] = [],
): Judged {
  return { problem: { code, values, level, remedy } as Problem, explains };
}

type Rule = (it: Case) => Judged | readonly Judged[] | false | null;

/** Worst first; also the order of what is shown within a level. */
const rules: readonly Rule[] = [
  photoDiskMissing,
  diskFull,
  addressChanged,
  servicesDown,
  containersDown,
  immichSilent,
  certificateOver,
  tunnelDown,
  shareLeaks,
  publicDoorShut,
  namesSilent,
  namesWrong,
  lineDown,
  homeDetour,
  endpointBehind,
  certificateSoon,
  renewalOff,
  renewalFailing,
  timersOff,
  timersFailed,
  firewallOff,
  diskLow,
  clockOff,
  dumps,
  copies,
  updatesOff,
  unfinished,
  changedByOthers,
  restartNeeded,
  immichBehind,
  noSecondCopy,
  formerNames,
];

/** `here`: what this PC saw; null = it was not asked. */
export function judgeProblems(house: HouseSeen, here: SeenHere | null): readonly Problem[] {
  const it = caseOf(house, here);
  const found = rules.flatMap((rule) => rule(it) || []);
  const all = [...found, ...drifted(it, found)].map((judged) => judged.problem);
  return levels.flatMap((level) => all.filter((one) => one.level === level));
}

function caseOf(house: HouseSeen, here: SeenHere | null): Case {
  const { settings, services, parts, addresses } = house;
  const missing = parts.map(({ failure }) => failure).find((failure) => failure?.code === 'photo-disk-missing');
  return {
    house,
    here,
    down: new Set(
      servicesOf(settings)
        .map(({ service }) => service)
        .filter((service) => !runs(services.get(service))),
    ),
    photoDisk: missing?.code === 'photo-disk-missing' ? missing.values.path : null,
    addressGone: addresses.own.length > 0 && !addresses.own.includes(settings.lan.address),
    mends: (step) =>
      parts.some((part) => part.step === step && (part.changes > 0 || part.failure?.code === 'secret-missing')),
  };
}

const planOr = (it: Case, step: StepId, otherwise: Remedy = 'none'): Remedy => (it.mends(step) ? 'plan' : otherwise);

function photoDiskMissing({ photoDisk }: Case) {
  return photoDisk !== null && problem('photo-disk-missing', { path: photoDisk }, 'stop', 'none', ['immich']);
}

function addressChanged({ house, addressGone }: Case) {
  const { lan } = house.settings;
  const now = house.addresses.outgoing ?? house.addresses.own[0] ?? '';
  return (
    addressGone &&
    problem('address-changed', { was: lan.address, now }, 'stop', 'addresses', ['dns', 'nginx', 'firewall', 'mapping'])
  );
}

/** Those that have a name of their own as a problem are told by that. */
const toldOtherwise: readonly string[] = [tunnelUnit, lineService];

function servicesDown(it: Case) {
  return servicesOf(it.house.settings)
    .filter(({ service }) => it.down.has(service) && !toldOtherwise.includes(service))
    .map(({ service, step }) =>
      problem(
        'service-down',
        { service, step },
        'stop',
        planOr(it, step),
        service === 'docker.service' ? ['docker', 'immich'] : [step],
      ),
    );
}

const isDown = ({ state, healthy }: { state: string; healthy: boolean | null }): boolean =>
  state !== 'running' || healthy === false;

/** What Immich can do without for a while. */
const spare = 'immich-machine-learning';

function wantedContainers({ house }: Case): readonly string[] {
  const { recognition } = house.settings;
  return ['immich-server', 'database', 'redis', ...(recognition ? [spare] : [])];
}

function downContainers(it: Case): readonly { readonly service: string; readonly state: string }[] {
  if (it.down.has('docker.service')) return [];
  const { containers } = it.house.immich;
  return wantedContainers(it).flatMap((service) => {
    const there = containers.find((one) => one.service === service);
    if (!there) return [{ service, state: 'missing' }];
    return isDown(there) ? [{ service, state: there.state === 'running' ? 'unhealthy' : there.state }] : [];
  });
}

function containersDown(it: Case) {
  if (it.photoDisk !== null) return null;
  return downContainers(it).map(({ service, state }) =>
    problem('container-down', { service, state }, service === spare ? 'warn' : 'stop', planOr(it, 'immich'), [
      'immich',
    ]),
  );
}

function immichSilent(it: Case) {
  const named =
    it.photoDisk !== null ||
    it.down.has('docker.service') ||
    downContainers(it).some(({ service }) => service !== spare);
  return !it.house.immich.pong && !named && problem('immich-silent', {}, 'stop', planOr(it, 'immich'), ['immich']);
}

/** Each disk once, whatever lies on it: by its mount point. */
function fullDisks(it: Case, isFull: (disk: HouseSeen['disks'][number]) => boolean) {
  const { settings, disks } = it.house;
  const counted = it.photoDisk === null ? disks : disks.filter(({ path }) => path !== settings.photos.folder);
  const first = counted.filter(({ mount }, n) => counted.findIndex((other) => other.mount === mount) === n);
  return first.filter(isFull).map(({ path, freeBytes }) => ({
    values: { path, freeBytes },
    remedy: path === settings.photos.folder ? ('addresses' as const) : ('none' as const),
  }));
}

const isFull = ({ freeBytes, totalBytes }: HouseSeen['disks'][number]): boolean =>
  freeBytes < Math.min(gigabyte, totalBytes / 50);
const isLow = ({ freeBytes, totalBytes }: HouseSeen['disks'][number]): boolean =>
  freeBytes < Math.min(20 * gigabyte, totalBytes / 10);

function diskFull(it: Case) {
  return fullDisks(it, isFull).map(({ values, remedy }) => problem('disk-full', values, 'stop', remedy));
}

function diskLow(it: Case) {
  return fullDisks(it, (disk) => isLow(disk) && !isFull(disk)).map(({ values, remedy }) =>
    problem('disk-low', values, 'warn', remedy),
  );
}

function certificateOver(it: Case) {
  const { settings, certificate } = it.house;
  const host = settings.hosts.photos;
  return (
    hasDirectWay(settings) &&
    (certificate === null || lifeLeft(certificate) === 0) &&
    problem('certificate-over', { host }, 'stop', planOr(it, 'certificate'), ['certificate'])
  );
}

/** certbot renews at a third of the lifetime, a plan at a quarter. */
function certificateSoon(it: Case) {
  const { settings, certificate } = it.house;
  if (!hasDirectWay(settings) || certificate === null) return null;
  const left = lifeLeft(certificate);
  const days = Math.floor((certificate.until - certificate.now) / dayMs);
  return (
    left > 0 &&
    left < 1 / 4 &&
    problem('certificate-soon', { host: settings.hosts.photos, days }, 'warn', planOr(it, 'certificate'), [
      'certificate',
    ])
  );
}

function timerOf({ house }: Case, timer: string) {
  const known = timersOf(house.settings).find((one) => one.timer === timer);
  if (!known) return null;
  const unit = house.services.get(timer);
  return {
    ...known,
    on: runs(unit) && unit?.enabled === true,
    service: house.services.get(known.service),
    lastAt: house.timers.get(timer)?.lastAt ?? null,
  };
}

function renewalOff(it: Case) {
  const timer = timerOf(it, renewalTimer);
  return timer && !timer.on && problem('renewal-off', {}, 'warn', planOr(it, 'certificate'), ['certificate']);
}

function renewalFailing(it: Case) {
  const timer = timerOf(it, renewalTimer);
  const since = timer?.service?.endedAt ?? timer?.lastAt ?? it.house.at;
  return timer?.service?.wentWell === false && problem('renewal-failing', { since }, 'warn', planOr(it, 'certificate'));
}

function timersOff(it: Case) {
  return timersOf(it.house.settings)
    .filter(({ timer }) => timer !== renewalTimer && timerOf(it, timer)?.on === false)
    .map(({ timer, step }) => problem('timer-off', { timer }, 'warn', planOr(it, step), [step]));
}

/** The copy's own note tells more. */
function timersFailed(it: Case) {
  return [endpointTimer, mappingTimer].flatMap((name) => {
    const timer = timerOf(it, name);
    if (timer?.service?.wentWell !== false || !timer.on) return [];
    const at = timer.service.endedAt ?? timer.lastAt ?? it.house.at;
    const otherwise = name === mappingTimer ? 'router' : 'none';
    return [problem('timer-failed', { timer: name, at }, 'warn', planOr(it, timer.step, otherwise), [timer.step])];
  });
}

function tunnelDown(it: Case) {
  return (
    hasPublicDoor(it.house.settings) &&
    isTunnelDown(it.house) &&
    problem('tunnel-down', {}, 'stop', planOr(it, 'tunnel'), ['tunnel'])
  );
}

function shareLeaks(it: Case) {
  const { leaks } = it.house.outside;
  const open = openLeaks(it.house);
  return (
    open > 0 &&
    leaks !== null &&
    problem('share-leaks', { leaks: open, requests: leaks.requests }, 'stop', planOr(it, 'nginx'), ['nginx'])
  );
}

/** One host for both where both are shut for the same reason. With the account at hand a plan sees what is wrong there, and mends it. */
function publicDoorShut(it: Case) {
  const { settings, outside, account } = it.house;
  if (!hasPublicDoor(settings) || isTunnelDown(it.house) || it.down.has('nginx.service')) return null;
  const shut = (outside.door?.hosts ?? []).filter(({ trouble }) => trouble !== null);
  const told = shut.filter(({ trouble }, n) => shut.findIndex((other) => other.trouble === trouble) === n);
  const remedy = account && settings.cloudflare.way === 'token' ? 'plan' : planOr(it, 'tunnel');
  return told.flatMap(({ host, trouble: why }) =>
    why === null ? [] : [problem('public-door-shut', { host, why }, 'stop', remedy, ['tunnel'])],
  );
}

/** Who answers for names at home does not run, or has lost the address that it is asked at: that is said already. */
const namesTold = ({ down, addressGone, house }: Case): boolean =>
  addressGone || down.has('dnsmasq.service') || !hasDirectWay(house.settings);

function namesSilent(it: Case) {
  return (
    !namesTold(it) && answerOf(it.house) === null && problem('names-silent', {}, 'stop', planOr(it, 'dns'), ['dns'])
  );
}

/** At the server itself, or what this PC at home was told by somebody else and cannot be reached at. */
function namesWrong(it: Case) {
  if (namesTold(it)) return null;
  const { address } = it.house.settings.lan;
  const answer = answerOf(it.house);
  if (answer === null) return null;
  if (answer !== address) return problem('names-wrong', { answer }, 'stop', planOr(it, 'dns'), ['dns']);
  const taken = it.here?.atHome && it.here.way === null ? it.here.taken : address;
  return taken !== address && problem('names-wrong', { answer: taken ?? '–' }, 'warn', 'router');
}

function lineDown(it: Case) {
  const { settings, line } = it.house;
  return (
    hasDirectWay(settings) &&
    (line === null || it.down.has(lineService)) &&
    problem('line-down', {}, 'stop', planOr(it, 'wireguard'), ['wireguard'])
  );
}

function homeDetour({ house, here }: Case) {
  return (
    hasDirectWay(house.settings) &&
    here?.atHome === true &&
    here.way === 'public' &&
    problem('home-detour', {}, 'warn', 'router')
  );
}

/** Its own timer mends it within minutes; where that one is off or fails, it is said there. */
function endpointBehind(it: Case) {
  const { settings, published, outside } = it.house;
  const seen = outside.seen4;
  if (!hasDirectWay(settings) || seen === null) return null;
  const kept = timerOf(it, endpointTimer);
  if (kept && (!kept.on || kept.service?.wentWell === false)) return null;
  const known = settings.endpoint.kind === 'address' ? settings.endpoint.address : published?.address;
  if (known == null || known.includes(':') || known === seen) return null;
  const remedy = settings.endpoint.kind === 'address' ? 'addresses' : planOr(it, 'endpoint');
  return problem('endpoint-behind', { host: endpointHost(settings), published: known, seen }, 'warn', remedy, [
    'endpoint',
  ]);
}

function firewallOff(it: Case) {
  const { guarded, services } = it.house;
  const unit = services.get(firewallService);
  return (
    (!guarded || !runs(unit) || !unit?.enabled) &&
    problem('firewall-off', {}, 'warn', planOr(it, 'firewall'), ['firewall'])
  );
}

/** A server that keeps its own time is believed, and this PC is not its business. */
function clockOff({ house: { clock, at } }: Case) {
  const seconds = Math.round(clock.seconds - at / 1000);
  return !clock.synchronised && Math.abs(seconds) > clockSeconds && problem('clock-off', { seconds }, 'warn', 'none');
}

function dumps({ house: { dumps: list, at, work }, photoDisk }: Case) {
  const [newest] = list;
  if (photoDisk !== null) return null;
  if (newest) return at - newest.at > dumpsOldMs && problem('dumps-old', { at: newest.at }, 'warn', 'backup');
  return work.since !== null && at - work.since > firstDumpMs && problem('no-dumps', {}, 'warn', 'backup');
}

function copies(it: Case) {
  const { settings, copy, at } = it.house;
  if (!settings.backup || copy === null) return null;
  if (!copy.ok) return problem('copy-failed', { at: copy.failedAt ?? at }, 'warn', 'backup');
  const timer = timerOf(it, backupTimer);
  return (
    timer?.on !== false &&
    copy.lastAt !== null &&
    at - copy.lastAt > copyOldMs &&
    problem('copy-old', { at: copy.lastAt }, 'warn', 'backup')
  );
}

function noSecondCopy({ house }: Case) {
  return house.settings.backup === null && problem('no-second-copy', {}, 'note', 'backup');
}

function updatesOff(it: Case) {
  return it.house.updates !== 'on' && problem('updates-off', {}, 'warn', planOr(it, 'base'), ['base']);
}

function restartNeeded({ house: { outside } }: Case) {
  const since = outside.upkeep?.restartSince ?? null;
  return since !== null && problem('restart-needed', { since }, 'note', 'server');
}

function immichBehind({ house: { immich, newest } }: Case) {
  const { version: running } = immich;
  return (
    running !== null && isOlder(running, newest) && problem('immich-behind', { running, newest }, 'note', 'updates')
  );
}

/** By its numbers: "v3.10.0" is newer than "v3.9.1". */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.replace(/^v/, '').split('.').map(Number));
  for (const [n, part] of (a ?? []).entries()) {
    const other = b?.[n] ?? 0;
    if (part !== other) return part < other;
  }
  return false;
}

function formerNames({ house: { settings } }: Case) {
  const hosts = (['photos', 'share', 'vpn'] as const).flatMap((which) => formerly(settings, which));
  return hosts.length > 0 && problem('former-names', { hosts: hosts.join(', ') }, 'note', 'addresses');
}

/** While somebody is at work, what is half done is no fault. */
function unfinished({ house: { work, parts } }: Case) {
  const open = parts.filter(({ changes }) => changes > 0).map(({ step }) => step);
  return work.unfinished && open.length > 0 && problem('unfinished', {}, 'warn', 'plan', open);
}

function changedByOthers({ house: { parts } }: Case) {
  const list = [...new Set(parts.flatMap(({ replaces }) => replaces))];
  return list.length > 0 && problem('changed-by-others', { paths: list.join(', ') }, 'warn', 'plan');
}

/** What a plan would mend and nothing above names. */
function drifted({ house: { parts, work } }: Case, found: readonly Judged[]): readonly Judged[] {
  if (work.running) return [];
  const explained = new Set(found.flatMap(({ explains }) => explains));
  const rest = (part: OpenPart): number => (explained.has(part.step) ? 0 : part.changes - part.replacing);
  const changes = parts.reduce((sum, part) => sum + rest(part), 0);
  return changes > 0 ? [problem('drifted', { changes }, 'warn', 'plan')] : [];
}

// Home, in English: how it stands, what was seen of each path, and what is wrong or soon will be. "We" does, "you" decides.
import type { Path, Remedy } from '../../../electron/contract/home';
import { format } from '../format';
import type { HomeProblemTexts, PathTexts } from '../shape';
import { doorCauses } from './door';
import { parts } from './parts';

const f = format('en');
const mend = 'Plan the repair';
const numbers = ['no', 'one', 'two', 'three', 'four'] as const;
const word = (count: number): string => numbers[count] ?? f.number(count);

const seen = {
  'opened-from-outside': ({ connections }) =>
    `Opened from outside, ${connections} ${f.plural(connections, 'line', 'lines')} to Cloudflare up`,
  'share-opened': ({ requests }) =>
    requests === 0
      ? 'Opened from outside'
      : `Shared albums open; ${requests} ${f.plural(requests, 'try', 'tries')} to see more, all refused`,
  'came-in-directly': () => 'This PC came in directly, without Cloudflare',
  'came-through-cloudflare': () => 'This PC came in through Cloudflare',
  'answers-at-home': ({ address }) => `The server answers at ${address}; this PC is not at home`,
  'phone-connected': ({ name }) => `${name} is connected by the direct line`,
  'phone-last-seen': ({ name }) => `${name} was last here by the direct line`,
  'no-phone-yet': () => 'No phone has a direct line yet',
  'phones-never-seen': ({ phones }) =>
    phones === 1 ? 'The phone has not come in yet' : `None of ${phones} phones has come in yet`,
  'tunnel-down': () => 'The tunnel to Cloudflare does not run',
  'door-trouble': ({ why }) => doorCauses[why],
  'share-leaks': ({ leaks }) => `Guests get past it: ${leaks} ${f.plural(leaks, 'way', 'ways')} in`,
  'no-answer-at-home': () => 'At home, nobody answers for the name',
  'wrong-answer-at-home': ({ answer }) => `At home, the name leads to ${answer}`,
  'immich-silent': () => 'Immich does not answer',
  'line-down': () => 'The direct line does not run on the server',
  'not-asked': () => 'Not looked at this time',
  'not-wanted': () => 'Not chosen for this home',
} satisfies PathTexts;

const problems = {
  'service-down': ({ service, step }) => ({
    title: `${parts[step].name} does not run`,
    cause: `${service} has stopped on the server.`,
    act: null,
  }),
  'container-down': ({ service, state }) => ({
    title: `A part of Immich does not run: ${service}`,
    cause: `Its container is “${state}”. Photos may not open or upload.`,
    act: null,
  }),
  'immich-silent': () => ({
    title: 'Immich does not answer',
    cause:
      'Its containers run, but nobody gets a page from it. After an update or a restart this can take some minutes.',
    act: null,
  }),
  'photo-disk-missing': ({ path }) => ({
    title: 'The photo disk is not there',
    cause: `Nothing is mounted for ${path}. Connect the disk and switch it on; Immich waits until then.`,
    act: null,
  }),
  'disk-full': ({ path, freeBytes }) => ({
    title: 'A disk of the server is full',
    cause: `${path} has ${f.bytes(freeBytes)} left. New photos are refused. Make room, or move the photos to a larger disk.`,
    act: 'Choose another disk',
  }),
  'disk-low': ({ path, freeBytes }) => ({
    title: 'A disk of the server is getting full',
    cause: `${path} has ${f.bytes(freeBytes)} left.`,
    act: 'Choose another disk',
  }),
  'certificate-over': ({ host }) => ({
    title: 'The certificate has run out',
    cause: `Browsers and apps refuse ${host} until there is a new one.`,
    act: null,
  }),
  'certificate-soon': ({ host, days }) => ({
    title: `The certificate runs out in ${days} ${f.plural(days, 'day', 'days')}`,
    cause: `${host} should have a new one already. Its renewal did not happen by itself.`,
    act: null,
  }),
  'renewal-failing': ({ since }) => ({
    title: 'The certificate is not being renewed',
    cause: `Its renewal has failed since ${f.date(since)}. The present one still holds.`,
    act: null,
  }),
  'renewal-off': () => ({
    title: 'Nobody renews the certificate',
    cause: 'The timer that does it is switched off.',
    act: null,
  }),
  'tunnel-down': () => ({
    title: 'The public door is closed',
    cause: 'The tunnel to Cloudflare does not run. Away from home only phones with a direct line get in.',
    act: null,
  }),
  'public-door-shut': ({ host, why }) => ({
    title: `${host} is not reached from outside`,
    cause: doorCauses[why],
    act: null,
  }),
  'share-leaks': ({ leaks, requests }) => ({
    title: 'The guests’ door is not tight',
    cause: `Of ${requests} tries to see more than what is shared, ${leaks} got through.`,
    act: null,
  }),
  'names-silent': () => ({
    title: 'At home, nobody answers for names',
    cause: 'The server’s own name service is silent. Devices that ask it find no website at all.',
    act: null,
  }),
  'names-wrong': ({ answer }) => ({
    title: 'At home, the name leads elsewhere',
    cause: `It leads to ${answer}, not to your server.`,
    act: null,
  }),
  'home-detour': () => ({
    title: 'At home, the photos take a detour',
    cause:
      'Everyone can still see them. Only videos over 100 MB do not upload at home. Most likely the router answers for names itself again; an update of the router often does that. One field brings it back.',
    act: 'Show me the field',
  }),
  'line-down': () => ({
    title: 'The direct line does not run',
    cause: 'Phones on the road do not get in by it.',
    act: null,
  }),
  'endpoint-behind': ({ host, published, seen: address }) => ({
    title: 'Phones on the road look in the wrong place',
    cause: `${host} still leads to ${published}, but your home is now at ${address}.`,
    act: null,
  }),
  'timer-failed': ({ timer, at }) => ({
    title: 'A task of the server has failed',
    cause: `${timer} did not end well, ${f.date(at)}, ${f.time(at)}.`,
    act: null,
  }),
  'timer-off': ({ timer }) => ({
    title: 'A task of the server is switched off',
    cause: `${timer} does not run any more.`,
    act: null,
  }),
  'firewall-off': () => ({
    title: 'The firewall is off',
    cause: 'Its rules are not in force. Nothing is open to the internet by that alone, but a layer is missing.',
    act: null,
  }),
  'address-changed': ({ was, now }) => ({
    title: 'The server has another address at home',
    cause: `It was ${was} and is ${now} now. Names at home and the router’s settings still lead to the old one.`,
    act: null,
  }),
  'dumps-old': ({ at }) => ({
    title: 'The database was not saved lately',
    cause: `The newest copy is from ${f.date(at)}. Immich makes one every night by itself.`,
    act: null,
  }),
  'no-dumps': () => ({
    title: 'The database was never saved',
    cause: 'Immich makes a copy every night by itself; none is there yet.',
    act: null,
  }),
  'copy-failed': ({ at }) => ({
    title: 'The second copy has failed',
    cause: `The last try, ${f.date(at)}, did not end well. Copies of before are still there.`,
    act: null,
  }),
  'copy-old': ({ at }) => ({
    title: 'The second copy is old',
    cause: `The last one is from ${f.date(at)}. Is the second disk connected?`,
    act: null,
  }),
  'no-second-copy': () => ({
    title: 'Photos: no second copy',
    cause: 'They are on one disk only. If it breaks, they are gone.',
    act: 'Choose a second disk',
  }),
  'updates-off': () => ({
    title: 'The server does not update itself',
    cause: 'Automatic security updates are off.',
    act: null,
  }),
  'restart-needed': ({ since }) => ({
    title: 'The server waits for a restart',
    cause: `Updates of ${f.date(since)} take effect with it. Restart it when nobody is uploading.`,
    act: null,
  }),
  'immich-behind': ({ running, newest }) => ({
    title: `Immich ${newest} is there`,
    cause: `${running} runs. It changes only when you say so.`,
    act: 'Show the update',
  }),
  'former-names': ({ hosts }) => ({
    title: 'Names of before still lead here',
    cause: `${hosts}. Links sent under them keep working until you take them away.`,
    act: 'Show the names',
  }),
  unfinished: () => ({
    title: 'The set-up was not finished',
    cause: 'A part of it is still to be done.',
    act: 'Go on',
  }),
  'changed-by-others': ({ paths }) => ({
    title: 'Somebody changed files of ours',
    cause: `On the server: ${paths}. Perhaps on purpose, so we ask before we touch them.`,
    act: 'Show the difference',
  }),
  drifted: ({ changes }) => ({
    title: 'Not everything is as it was set up',
    cause: `${changes} ${f.plural(changes, 'change puts', 'changes put')} it back.`,
    act: null,
  }),
  'clock-off': ({ seconds }) => ({
    title: 'The server’s clock is wrong',
    cause: `It is ${f.duration(Math.abs(seconds) * 1000)} off. Certificates are refused with a wrong clock.`,
    act: null,
  }),
} satisfies HomeProblemTexts;

export const home = {
  seen,
  problems,
  paths: {
    public: 'Public door',
    share: 'Share links',
    home: 'At home',
    road: 'On the road',
  } satisfies Record<Path, string>,
  /** Hidden words of the marks. */
  marks: { works: 'Works:', detour: 'Attention:', broken: 'Does not work:', unknown: 'Not known:', off: 'Not chosen:' },
  ways: 'The four ways',
  places: {
    list: 'Places',
    home: 'Home',
    phones: 'Phones',
    addresses: 'Web addresses',
    updates: 'Updates',
    backup: 'Backup',
    server: 'Server',
  },
  allOpen: (ways: number) =>
    ways === 1 ? 'The way is open' : ways === 2 ? 'Both ways are open' : `All ${word(ways)} ways are open`,
  someOpen: (open: number, ways: number) =>
    open === 0
      ? 'No way has been seen to work'
      : `${word(open)[0]?.toUpperCase() ?? ''}${word(open).slice(1)} of ${word(ways)} ways ${open === 1 ? 'is' : 'are'} proven`,
  lead: {
    both: (photos: string) => `Your family opens **${photos}**, wherever they are.`,
    home: (photos: string) => `At home, and on phones with a direct line, your family opens **${photos}**.`,
    public: (photos: string) => `Your family opens **${photos}**, wherever they are, through Cloudflare.`,
  },
  looking: 'Looking at how it stands',
  lookingLead: (hostname: string) => `We ask ${hostname} and look from outside. Nothing is changed.`,
  away: (hostname: string) => `${hostname} cannot be reached`,
  awayLead: 'What you see below is from the last look.',
  awayLeadNever: 'So we cannot say how it stands.',
  check: 'Check now',
  checking: 'Checking',
  picture: {
    fine: (ways: number) => `The house and the ${word(ways)} ways that lead to it. All are open.`,
    detour: 'The house and its ways. The way at home makes a detour through Cloudflare.',
    trouble: (names: string) => `The house and its ways. Not open: ${names}.`,
    some: 'The house and its ways. Not all of them have been seen yet.',
    unknown: 'The house and its ways, while we look.',
  },
  levels: { stop: 'Stopped:', warn: 'Attention:', note: 'Good to know:' },
  /** A remedy is a place: where it leads, when the problem says nothing of its own. */
  remedies: {
    plan: mend,
    router: 'Show me the field',
    phones: 'Show the phones',
    addresses: 'Show the addresses',
    updates: 'Show the updates',
    backup: 'Look at the backups',
    server: 'Show the server',
  } satisfies Record<Exclude<Remedy, 'none'>, string>,
  notes: 'Good to know',
  cards: {
    phones: (total: number) => (total === 0 ? 'none with a direct line' : `${total} with a direct line`),
    week: (count: number) => `${count} seen this week`,
    names: (count: number) => `${count} ${f.plural(count, 'name', 'names')}`,
    until: (at: number) => `Certificate until ${f.date(at)}`,
    ranOut: (at: number) => `Certificate ran out, ${f.date(at)}`,
    noCertificate: 'Certificate by Cloudflare',
    certificateMissing: 'No certificate',
    immich: (version: string) => `Immich ${version}`,
    newest: (version: string) => `Immich ${version}, newest`,
    behind: (version: string) => `${version} is there`,
    unknown: 'Immich: version not known',
    current: 'Server up to date',
    waiting: (count: number) => `${count} ${f.plural(count, 'update waits', 'updates wait')} for the server`,
    updatesOff: 'Server: updates are off',
    restart: 'Server waits for a restart',
    dump: (when: string) => `Database: ${when}`,
    noDump: 'Database: never saved',
    copied: (when: string) => `Photos: copied ${when}`,
    databaseOnly: 'Photos: not in the second copy',
    noCopy: 'Photos: no second copy',
  },
  details: {
    title: 'Details',
    certificate: 'Certificate',
    certificateText: (names: string, at: number, days: number) =>
      `${names}, until ${f.date(at)} (${days} ${f.plural(days, 'day', 'days')})`,
    none: 'none',
    containers: 'Containers',
    container: (service: string, state: string, healthy: boolean | null) =>
      `${service}: ${state}${healthy === null ? '' : healthy ? ', healthy' : ', not healthy'}`,
    disks: {
      photos: 'Disk of the photos',
      database: 'Disk of the database',
      system: 'System disk',
      copy: 'Second disk',
    },
    disk: (path: string, free: number, total: number) => `${f.bytes(free)} of ${f.bytes(total)} free, ${path}`,
    tunnel: 'Tunnel',
    connections: (count: number | null) =>
      count === null ? 'does not run' : `${count} ${f.plural(count, 'connection', 'connections')} to Cloudflare`,
    answer: 'Name at home',
    answerText: (host: string, answer: string | null) => (answer === null ? 'no answer' : `${host} is ${answer}`),
    phones: 'Phones',
    phonesText: (total: number, connected: number) => `${total}, ${connected} connected now`,
    lastPhone: (name: string, when: string) => `last: ${name}, ${when}`,
    timers: 'Timers',
    timer: (last: string | null, next: string | null) =>
      `${last === null ? 'not run yet' : `last ${last}`}${next === null ? '' : `, next ${next}`}`,
    timerFailed: 'did not end well',
    immich: 'Immich',
    immichText: (running: string | null, newest: string) => `${running ?? 'not known'}, newest known here ${newest}`,
    system: 'System',
    systemText: {
      on: 'updates itself',
      off: 'does not update itself',
      unknown: 'updates: not known',
    },
    looked: (at: number) => `Looked at ${f.time(at)}`,
  },
  report: {
    title: 'Report for a friend',
    text: 'How it stands, without names, addresses and secrets.',
    copy: 'Copy',
    save: 'Save',
    copied: 'The report is on the clipboard.',
    saved: (path: string) => `Saved as ${path}`,
  },
};

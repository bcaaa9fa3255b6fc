// What a set-up that stands can be asked besides, in English: its updates, its backups and the recovery kit, leaving, and taking over
// what somebody set up by hand.
import type { OpenThing } from '../../../electron/contract/day-two';
import { format } from '../format';

const f = format('en');

const opened: Record<OpenThing['kind'], (what: string) => { readonly name: string; readonly text: string }> = {
  'share-host': (what) => ({
    name: 'The guests’ host opens all of Immich',
    text: `\`${what}\`: whoever has a share link reaches the sign-in page and the whole interface there. It is closed to everything but shared albums.`,
  }),
  'immich-port': (what) => ({
    name: 'Immich’s own port is open',
    text: `\`${what}\`: every device at home, and everybody a forwarded port lets in, reaches Immich past the doorkeeper and without encryption. It is closed.`,
  }),
  'database-port': (what) => ({
    name: 'The database’s port is open',
    text: `\`${what}\`: it is for Immich alone. It is closed.`,
  }),
  'plain-http': (what) => ({
    name: 'Passwords travel unencrypted',
    text: `\`${what}\` answers without encryption. It makes way for a certificate.`,
  }),
  'sign-up': (what) => ({
    name: 'The first account is still free',
    text: `\`${what}\`: whoever comes first becomes the administrator. Make the first account before you go on.`,
  }),
  'token-readable': (what) => ({
    name: 'A token can be read by everybody on the server',
    text: `\`${what}\`: make a new token at Cloudflare and delete this one there.`,
  }),
};

export const updates = {
  title: {
    looking: 'Looking for what is new',
    newest: 'Everything is up to date',
    newer: (version: string) => `Immich ${version} is there`,
    restart: 'The server waits for a restart',
    off: 'Security updates are switched off',
    failed: 'The server could not be asked',
  },
  lead: 'Nothing updates Immich by itself. You choose when, and see every change before it is made.',
  immich: 'Immich',
  running: (version: string) => `**${version}** runs.`,
  notRunning: 'Immich does not answer just now.',
  newest: 'It is the newest that this program knows.',
  choose: 'Which release',
  notes: 'What is new',
  notesOf: (version: string) => `What is new in ${version}`,
  not: {
    older: 'Older than what runs: Immich cannot go back.',
    running: 'Runs now.',
    'skips-major': 'One major version at a time: first the newest of the next one.',
  },
  before: 'Before anything is changed, **the database is written into a dump and the dump is read again**.',
  during: 'Photos stay where they are. For a minute or two, Immich does not answer.',
  after:
    'If it does not come up, **the release of now comes back by itself**, with the database as it was. Once it has come up, there is no way back to an older one.',
  review: (version: string) => `Review the update to ${version}`,
  dumpAt: (at: number, now: number) => `The newest dump of the database was made ${f.ago(at, now)}.`,
  noDump: 'There is no dump of the database yet.',
  system: 'The server itself',
  systemOn: 'Security updates install themselves.',
  systemOff: 'Security updates do not install themselves.',
  systemUnknown: 'Whether security updates install themselves could not be told.',
  mend: 'Review the repair',
  lastRun: (at: number, now: number) => `The last ones came ${f.ago(at, now)}.`,
  noRun: 'None has come yet.',
  brought: 'What they brought',
  waiting: (count: number) =>
    count === 0
      ? 'None are waiting.'
      : `${f.number(count)} ${f.plural(count, 'package is', 'packages are')} waiting; those that matter for security come by themselves.`,
  restart:
    'An update needs the server restarted: at a quiet moment, `sudo reboot`. Everything of ours starts again by itself.',
  program: 'This program',
  version: (version: string) => `Version **${version}**.`,
  newer: (version: string) => `**${version}** is there. It is never installed by itself.`,
  getNewer: 'Update this program…',
  ask: 'Look for newer versions of this program',
  askText: 'Asks GitHub for the list of releases when the program starts, and sends nothing of yours.',
};

export const backup = {
  title: {
    looking: 'Looking at what is kept twice',
    none: 'Photos: no second copy',
    databaseOnly: 'The database has a second copy, the photos have none',
    both: 'Photos and database have a second copy',
    failed: 'The last copy did not work',
    unreachable: 'The server could not be asked',
  },
  lead: 'Disks die without warning. What is only on one disk is only there until then.',
  photos: 'Photos and videos',
  photosAt: (folder: string) => `In \`${folder}\` on your server.`,
  photosSize: (bytes: number) => `${f.bytes(bytes)} so far.`,
  dumps: 'Database: albums, people, accounts',
  dumpsDaily: (time: string, kept: number) =>
    `Immich writes it down daily at ${time} and keeps the last ${f.number(kept)}.`,
  dumpNewest: (at: number, now: number) => `The newest was made ${f.ago(at, now)}.`,
  dumpNone: 'There is none yet. The first is made in the coming night.',
  dumpsList: 'All of them',
  dump: (name: string, bytes: number) => `${name}, ${f.bytes(bytes)}`,
  dumpsWhere: (folder: string) =>
    `They lie beside the photos, in \`${folder}\`. **Without the photos they are a list of what is gone.**`,
  copy: 'A copy on a second disk',
  copyText: 'Every night, encrypted, only what is new, and checked afterwards.',
  noDisk:
    'No second disk was found on the server. Plug one in, a USB disk will do, and look again. A second folder on the same disk would be no copy.',
  again: 'Look again',
  disk: 'Onto which disk',
  diskText: (free: number, filesystem: string, removable: boolean) =>
    [`${f.bytes(free)} free`, filesystem, ...(removable ? ['can be unplugged'] : [])].join(', '),
  folder: 'Folder on it',
  withPhotos: 'Photos and videos too',
  withPhotosText: (bytes: number | null) =>
    bytes === null
      ? 'Without them, only the database has a second copy.'
      : `About ${f.bytes(bytes)} the first time. Without them, only the database has a second copy.`,
  tooSmall: (free: number, bytes: number) => `Only ${f.bytes(free)} are free there; the photos need ${f.bytes(bytes)}.`,
  review: 'Review',
  copyTo: (folder: string) => `To \`${folder}\`.`,
  copies: (count: number) => `${f.number(count)} ${f.plural(count, 'copy', 'copies')} of different days.`,
  lastCopy: (at: number, now: number) => `The last one was made ${f.ago(at, now)}.`,
  lastCheck: (at: number, now: number) => `It was read and checked ${f.ago(at, now)}.`,
  noCopyYet: 'The first one has not been made yet.',
  nextCopy: (at: number) => `The next one begins at ${f.time(at)}.`,
  copyFailed: 'The last one did not work. Is the disk plugged in?',
  copyRuns: 'A copy is being made.',
  now: 'Copy now',
  withoutPhotos: '**The photos are not in it.**',
  addPhotos: 'Copy the photos too',
  stop: 'Stop copying',
  stopText: 'The copies that are there stay.',
  key: 'The copies can be read only with the key that lies on this server, and in the recovery kit.',
  kit: 'Recovery kit',
  kitText:
    'One encrypted file. With it, a new server takes over the same web addresses, and every phone’s code still works.',
  kitHolds: 'What is in it',
  kitHoldsList: [
    'your settings',
    'the keys of the direct line, and the list of phones',
    'the tunnel’s token, and the small Cloudflare token',
    'the certificate and its account',
    'the key of the copies on the second disk',
  ],
  kitLacks: '**Not in it: the photos and the database.** They come from the second disk.',
  kitNever: 'None was saved yet.',
  kitSaved: (at: number, now: number) => `One was saved ${f.ago(at, now)}.`,
  kitOld: 'Since then something has changed: save a new one.',
  kitSave: 'Save a recovery kit',
  kitTitle: 'Save a recovery kit',
  kitLead: 'Whoever has the file and the passphrase can be your server. Keep them apart.',
  passphrase: 'Passphrase',
  thePassphrase: 'passphrase',
  passphraseHint: 'At least 12 characters. Write it on paper: nobody can recover it.',
  passphraseShort: 'Use at least 12 characters.',
  makeUp: 'Make one up',
  written: 'I have written it down, outside of this PC',
  writtenFirst: 'Write it down first.',
  save: 'Save the file',
  saved: (path: string, phones: number) =>
    `Saved as \`${path}\`, with ${f.number(phones)} ${f.plural(phones, 'phone', 'phones')}. Put it where this server is not: a USB stick at your parents’, another cloud.`,
  openTitle: 'Restore from a recovery kit',
  openLead: 'For a server that is new, in place of one that is gone.',
  open: 'Choose the file',
  restore: 'I have a recovery kit',
  restoreText: 'A server that died lives on here: the same web addresses, the same phones.',
  opened: (hostname: string, at: number) => `Of **${hostname}**, saved on ${f.date(at)}.`,
  openedHosts: (photos: string) => `Web address: **${photos}**`,
  openedPhones: (names: readonly string[]) =>
    names.length === 0
      ? 'No phones.'
      : `${f.number(names.length)} ${f.plural(names.length, 'phone', 'phones')}: ${f.list(names)}.`,
  openedLacks: 'Photos and database are not in a kit. Bring them back from the second disk afterwards.',
  oldServer: '**The old server must stay off.** If it still ran, visitors would come now to one, now to the other.',
  use: 'Use it for this server',
};

export const server = {
  title: (name: string) => `${name} is your server`,
  lead: 'What can be looked at and changed on it.',
  ways: 'Ways in',
  waysText: 'Public door, direct line, or both.',
  router: 'The two settings of your router',
  routerText: 'A guide with live checks.',
  check: 'Go through everything again',
  checkText: 'Looks at the whole server and shows what is not as wanted.',
  doors: 'Which way am I on?',
  doorsText: 'How visitors get in, from outside and from here.',
  hostnames: 'Hostnames in Cloudflare’s dashboard',
  hostnamesText: 'The values to type in there, and how they are seen from outside.',
  other: 'Another server',
  otherText: 'Signs out here; nothing changes on this one.',
  leave: 'Take everything away',
  leaveText: 'The server as it was before. Photos and database stay unless you say otherwise, twice.',
  leaveTitle: 'Take everything away?',
  leaveList: {
    doors: 'The ways in close first: **nobody reaches the photos any more**.',
    phones: 'Phones lose their direct line; their codes never work again.',
    cloudflare: 'Our records and our tunnel at Cloudflare go. Links to shared albums stop working.',
    programs:
      'Programs that we installed and nothing else needs are removed, and files of ours. You see the list first.',
    photos: '**Photos and database stay** where they are.',
  },
  deletePhotos: 'Delete the photos and videos too',
  deletePhotosText: 'All of them, for ever. Nobody can bring them back.',
  typeFolder: (folder: string) => `To delete them, type their folder: ${folder}`,
  folder: 'Folder of the photos',
  deleteDatabase: 'Delete the database too',
  deleteDatabaseText: 'Albums, people, accounts, for ever. Without it, photos are files with dates.',
  typeAddress: (host: string) => `To delete it, type the family’s address: ${host}`,
  address: 'The family’s address',
  notTheSame: 'This is not the same yet.',
  token: 'The set-up token, to take away what is at Cloudflare',
  tokenHint: 'Without it, records and tunnel stay there, and we say which.',
  keep: 'Keep everything',
  review: 'Review what goes',
  stays: 'What stays',
  gone: 'Everything of ours is gone',
};

export const adoption = {
  found: 'Immich is there already, set up by hand. It can be taken over as it is.',
  look: 'Look at it',
  title: 'Take over this Immich?',
  lead: (version: string, folder: string) => `Immich ${version}, from the compose file in \`${folder}\`.`,
  keeps: 'What stays as it is',
  photos: (path: string) => `Photos in \`${path}\``,
  database: (path: string) => `Database in \`${path}\`, with its password`,
  release: (version: string) => `The release: ${version}`,
  accounts: 'Accounts, albums, and all that people have made',
  phones: (count: number) =>
    `The direct line with ${f.number(count)} ${f.plural(count, 'phone', 'phones')}: their codes go on working`,
  open: 'What stands open now',
  opened,
  nothingOpen: 'Nothing stands open that should not.',
  makesWay: 'What makes way',
  makesWayText:
    'Switched off just before ours starts in its place, and back with an undo; its files stay where they are. From outside, the photos are away for some seconds.',
  use: 'Take it over',
  not: 'Leave it alone',
  none: 'No Immich of somebody else’s was found.',
};

/** Another PC of the family was here meanwhile. */
export const meanwhile = {
  lookAgain: 'Look again',
};

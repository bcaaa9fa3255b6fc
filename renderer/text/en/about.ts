// The first page and what the program says of itself, in English.
import { format } from '../format';

const f = format('en');

export const firstRun = {
  title: 'Welcome',
  lead: 'This program sets up Immich on a server at your home, so that your family’s photos live with you.',
  does: [
    'It shows **every change before it makes it**, and takes all of it back if you like.',
    'Nothing is opened to the internet **until you ask for it**.',
    'Your photos stay **on your own server**. This program never sees them.',
  ],
  language: 'Language',
  kept: 'On this PC',
  keptIn: 'What this program remembers lies in this folder:',
  show: 'Show folder',
  sealed: 'Passwords of your server, if you let it remember them, are encrypted by your system’s keychain.',
  notSealed: 'This PC has no keychain to encrypt passwords with, so no password is remembered.',
  asks: 'Nobody is told anything',
  noTelemetry: 'There is no telemetry at all. The program speaks only with:',
  asked: [
    'your server and your router',
    'Cloudflare, when you give it a token',
    'a service that tells your home’s address, when you want to know it',
    'GitHub, for newer versions of this program, if you tick this:',
  ],
  tell: 'Tell me about newer versions of this program',
  begin: 'Begin',
};

export const about = {
  link: 'About',
  title: 'Immich at Home',
  version: (version: string) => `Version **${version}**`,
  unsigned:
    'This is an **unsigned build**: your system cannot tell who made it. Take it only from the project’s own releases.',
  signed: 'This build is signed.',
  program: 'This program',
  newer: (version: string) => `**Version ${version} is there.**`,
  get: 'Open the release page',
  update: 'Update now',
  fetching: (bytes: number, of: number) => `Fetching: ${f.bytes(bytes)} of ${f.bytes(of)}`,
  fetched: 'It is here, whole, and **signed by whoever signed this program**.',
  install: 'Close and update',
  installText: {
    windows: 'This program closes, is replaced, and opens again. Nothing that it remembers is lost.',
    mac: 'A window opens, and this program closes. Drag the new one onto Applications, and choose “Replace”.',
  },
  none: 'No newer version is known.',
  askedAt: (at: number) => `Last asked ${f.date(at)}.`,
  neverAsked: 'Not asked yet.',
  cannotAsk: 'This build comes from no release, so there is nobody to ask for a newer one.',
  tell: 'Tell me about newer versions of this program',
  tellText: 'Asks GitHub at most once a day. Nothing is installed by itself.',
  look: 'Look now',
  kept: 'On this PC',
  folder: 'Show folder',
  logs: 'Show logs',
  report: 'Copy a report',
  reportText: 'The report holds the version and the last lines of the log, without passwords and keys.',
  licences: 'What is inside',
  licencesText: 'Made from free software, each with its licence:',
  search: 'Search',
  noLicences: 'The list is made when the program is packaged; this one is not.',
  chromium: 'Licences of Electron and Chromium',
  forget: 'Forget everything on this PC…',
  forgetTitle: 'Forget everything on this PC?',
  forgets: [
    'Saved servers and their passwords',
    'The fingerprints of servers you trust',
    'Keys of phones that are kept on this PC',
    'Language, colours and other choices',
    'The logs',
  ],
  stays:
    'Your server, your photos and your phones stay as they are and go on working. The program then starts as if it were new.',
  sure: 'I know the password of my server, or can do without',
  forgetNow: 'Forget everything',
};

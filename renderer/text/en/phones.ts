// Phones with a direct line, in English: their list, a new one's code, the card for print, and which way each device takes.
// The surprise: both apps have words of their own for the same thing, so what is pressed differs by the phone's system.
import type { PhoneScope } from '../../../electron/contract/phone';
import { format } from '../format';

const f = format('en');

/** One honest sentence each. */
const scopes: Record<PhoneScope, { readonly name: string; readonly text: string }> = {
  photos: { name: 'Photos only', text: 'The photos and nothing else. The rest of its internet goes its own way.' },
  home: {
    name: 'Whole home',
    text: 'Everything at home, as if it were there: printer, TV, the router’s pages. A stolen phone could reach them too.',
  },
  all: {
    name: 'All traffic',
    text: 'It surfs through your home, and reaches everything in it; a stolen phone could too. Good in hotel Wi‑Fi that you do not trust; slower, and it costs battery.',
  },
};

export const phones = {
  title: 'Phones with a direct line',
  lead: 'These reach the photos at home and on the road, and upload videos of any size.',
  add: 'Add a phone',
  finish: 'Finish',
  skip: 'Continue without phones',
  loading: 'Asking the server',
  empty: 'No phone has a direct line yet.',
  emptyText: 'Add your own first. It takes two minutes, with the phone beside you.',
  columns: { phone: 'Phone', seen: 'Last seen on the direct line', path: 'Path it took' },
  added: (at: number) => `added ${f.date(at)}`,
  traffic: (bytes: number) => `${f.bytes(bytes)} so far`,
  never: 'not connected yet',
  waiting: 'Waiting for it',
  road: 'On the road, direct',
  home: 'At home, direct',
  off: 'Tunnel off: only at home',
  offPublic: 'Tunnel off: public door',
  disabled: 'Switched off here',
  stale: 'Its code is an old one: on the road it knocks where nobody answers any more.',
  replaceStale: 'Replace',
  newCode: 'Show its new code',
  others: (host: string) => `Other phones need nothing from this list. They open **${host}** and sign in.`,
  othersHome: (host: string) =>
    `Other phones open **${host}** at home only. For the road, each needs a line of its own from this list.`,
  router: (port: number, address: string) =>
    `**The router must forward UDP ${port} to ${address}.** Until it does, a phone with its tunnel switched on reaches nothing, not even other websites. Switch the tunnel off again if nothing arrives.`,
  toRouter: 'Look at the router',
  scopes,
  menu: {
    open: (name: string) => `What to do with ${name}`,
    code: 'Show its code again',
    rename: 'Rename',
    disable: 'Switch off',
    enable: 'Switch on',
    newCode: 'New code',
    replace: 'Replace lost phone',
    remove: 'Remove',
    disabled: (name: string) => `${name} is switched off.`,
    enabled: (name: string) => `${name} is switched on.`,
  },
  form: {
    title: 'Add a phone',
    lead: 'The name is for this list, so that you know it again.',
    label: 'Name of the phone',
    hint: 'For example Anna’s iPhone',
    becomes: (tunnel: string) => `In its WireGuard app it is called ${tunnel}.`,
    more: 'More choices',
    moreNow: (scope: string) => `More choices: ${scope}`,
    person: 'Whose is it?',
    personHint: 'Only for this list. May stay empty.',
    scope: 'What it may reach',
    keep: 'Let this PC show the code again later',
    keepText: 'Its key then stays in this PC’s keychain. Otherwise it is forgotten when you close the code.',
    keepOff: 'This PC cannot store secrets encrypted, so nothing is kept. For a new code, replace the phone.',
    account: 'Also make an Immich account for this person',
    accountText: 'With a password for the first sign-in, which the person then changes.',
    email: 'E-mail, for signing in',
    personNeeded: 'Say whose account it is.',
    admin: (name: string) => `Immich password of ${name}`,
    adminThe: 'the password',
    adminHint: 'Only whoever looks after Immich may make accounts.',
    adminWrong: 'Immich does not accept this password.',
    leave: (email: string) =>
      `**The account ${email} is made, the phone is not.** Note the password above: it stands nowhere else.`,
    noted: 'Noted, close',
    make: 'Make its code',
    making: 'Making its keys',
  },
  line: {
    lead: 'Hold the phone beside you and keep this window open.',
    code: 'QR code with the phone’s settings',
    larger: 'Show larger',
    smaller: 'Show smaller',
    which: 'Which phone it is',
    systems: { ios: 'iPhone', android: 'Android' },
    install: 'Install the app **WireGuard** on the phone.',
    stores: { ios: 'App Store', android: 'Google Play' },
    scan: {
      ios: 'In the app press **+**, then **Create from QR code**, and point the camera at this code.',
      android: 'In the app press **+**, then **Scan from QR code**, and point the camera at this code.',
    },
    name: (tunnel: string) => `Name it **${tunnel}**, switch it on, and **turn the phone’s Wi‑Fi off** for a moment.`,
    waitTitle: 'Waiting for the first sign of life',
    packets: (packets: number) => `${f.number(packets)} ${f.plural(packets, 'packet', 'packets')} so far.`,
    meanwhile: 'If nothing arrives, switch it off again: until then the phone finds no websites.',
    causes: {
      nothing:
        '**No packet has reached the server.** Is it switched on, with Wi‑Fi off? Then the router does not let it in yet, or your provider gives your home no address of its own.',
      keys: '**It knocks, and its key does not fit.** It has an older code, or one of another server: delete the entry in the app and scan this code. Or another phone knocks that was removed, disabled or replaced and is still switched on.',
      others:
        '**The way in works: other phones come in.** From this one nothing was heard yet. Is it switched on in the app?',
    },
    keepsCode: 'A phone that has scanned this code keeps it.',
    longer: 'Still nothing?',
    longerList: [
      '**Wi‑Fi off, mobile data on.** At home, many routers do not lead a phone out and in again.',
      '**The switch in the app is on**, and no other VPN is: a phone has room for one.',
      '**This code, not an older one.** A new code makes each earlier one void.',
      'Some guest and hotel networks let nothing of this kind pass. Mobile data does.',
    ],
    hereTitle: 'The phone is connected',
    here: (endpoint: string | null) =>
      `It came in${endpoint ? ` from ${endpoint}` : ''} by the direct line. You can turn its Wi‑Fi on again.`,
    before: (ago: string) =>
      `Last seen ${ago}. Each phone needs a code of its own: do not scan this one with a second.`,
    rules: 'So that it looks after itself',
    rulesOf: {
      ios: [
        'In the app press the name, then **Edit**, and go to **On-Demand Activation**.',
        'Switch on **Cellular** and **Wi‑Fi**.',
        'Under **SSIDs** choose **Except these SSIDs** and add your Wi‑Fi at home. Save.',
      ],
      android: [
        'The Android app has no rules of this kind. Add its **tile** to the quick settings: one press on the road, one at home.',
        'Or let the system keep it on: **Settings › Network › VPN › WireGuard › Always-on VPN**. It is then on at home too. Leave **Block connections without VPN** off.',
        '**Private DNS** (Settings › Network) must be **Automatic** or **Off**. With a name in it, the phone asks past your home.',
      ],
    },
    account: (email: string) => `Immich account for ${email}`,
    password: 'Password for the first sign-in',
    once: 'It is shown this once, and stands on the card.',
    secret: 'This code is a key. Do not photograph or send it.',
    secretOnce: 'Shown this once. It is a key: do not photograph or send it.',
    kept: 'Its key is in this PC’s keychain.',
    keptInVain: 'This PC could not keep its key after all: the code cannot be shown again.',
    save: 'Save as a file',
    saved: (path: string) => `Saved as ${path}`,
    print: 'Print a card',
    later: 'Finish later',
    done: 'Done',
  },
  putAway: {
    title: 'Put this code away?',
    titlePassword: 'Is the password noted?',
    once: '**It cannot be shown again.** It is not in this PC’s keychain, not in a file, and not on a card.',
    scanned: (name: string) =>
      `A phone that has scanned it keeps it. Otherwise ${name} needs **New code** later, from its menu.`,
    password: (email: string) => `**The first password of ${email}** stands only here. Note it, or print the card.`,
    go: 'Put it away',
    back: 'Go back to it',
  },
  rename: {
    title: (name: string) => `Rename ${name}`,
    stays: 'In the phone’s own app the name stays as it is.',
    save: 'Save',
  },
  replace: {
    title: (name: string) => `Replace ${name}?`,
    old: 'The old phone’s key stops working **first**. Only then the new one is let in.',
    new: 'The new phone takes over its name and what it may reach, and needs a **new code**: it comes next.',
    others: 'The other phones notice nothing.',
    lost: '**Lost or stolen?** The old one is still signed in to Immich. End that too, under Account settings, Authorized devices.',
    titleNew: (name: string) => `A new code for ${name}?`,
    oldCode: 'The code it was given before **opens nothing any longer**.',
    newCode: 'The **new code** comes next. Name and what it may reach stay.',
    goNew: 'Make a new code',
    go: 'Replace',
    going: 'Old key out, new key in',
  },
  remove: {
    title: (name: string) => `Remove ${name}?`,
    key: 'Its key stops working **at once**. To come back, the phone needs a new code.',
    others: (count: number) =>
      count === 0
        ? 'It is the only phone with a direct line.'
        : `The other ${count === 1 ? 'phone notices' : `${count} phones notice`} nothing.`,
    lost: '**Lost or stolen?** It is still signed in to Immich. Sign it out there too: Account settings, Authorized devices.',
    open: 'Open Immich',
    keep: 'Keep',
    remove: 'Remove',
  },
  cardDialog: {
    title: (name: string) => `A card for ${name}`,
    lead: 'One A5 page, to hand over. The code is cut off and torn up after scanning.',
    language: 'Language of the card',
    print: 'Print',
    preview: 'How the card will look',
  },
};

/** What stands on the card. `who` looks after the photos; without marks in names. */
export const card = {
  home: 'Our photos at home',
  whose: (phone: string) => `for ${phone}`,
  title: 'See and send family photos',
  open: {
    both: 'Open it in the browser, or install the app **Immich** and enter it as the server.',
    home: 'At home, open it in the browser, or install the app **Immich** and enter it as the server.',
  },
  signIn: (who: string) => `Sign in with your e-mail and the password ${who} gave you.`,
  signInOnce: 'Sign in with this. Immich then asks for a password of your own.',
  email: 'E-mail',
  password: 'Password',
  line: { both: 'For large videos: the direct line', home: 'For the photos on the road: the direct line' },
  /** By the phone’s system: their apps have other words, and only one of them has rules. */
  steps: {
    ios: (tunnel: string) => [
      'Install the app **WireGuard**, press **+**, then **Create from QR code**.',
      `Scan the code below and name it **${tunnel}**.`,
      'Press **Edit**, then **On-Demand Activation**: switch on **Cellular** and **Wi‑Fi**, and except your Wi‑Fi at home. From now on it looks after itself.',
    ],
    android: (tunnel: string) => [
      'Install the app **WireGuard**, press **+**, then **Scan from QR code**.',
      `Scan the code below and name it **${tunnel}**.`,
      'Switch it on when you leave home, off when you are back. Its **tile** in the quick settings does it in one press.',
    ],
  },
  wrong: 'Something does not open?',
  wrongText: {
    both: (tunnel: string, who: string) =>
      `Switch **${tunnel}** off in WireGuard: the photos then come the ordinary way. Tell ${who} when you have a minute.`,
    home: (tunnel: string, who: string) =>
      `At home the photos open without it: switch **${tunnel}** off in WireGuard. On the road they need it: ask ${who}.`,
  },
  cut: 'cut off after scanning and tear up',
  code: 'QR code with the phone’s settings',
  key: 'This code is a key',
  keyText: 'It fits one phone only. Whoever has it can take that phone’s place on the direct line.',
  lost: (who: string) =>
    `Lost the phone or this card? Tell ${who}: the key is removed in a minute, and the others notice nothing.`,
};

export const whichWay = {
  title: 'Which way each device takes',
  thisPc: 'This PC',
  asking: 'Looking which way this PC takes',
  unknown: 'not found out',
  home: 'At home, direct',
  tunnel: 'Direct line',
  past: 'not by the direct way',
  public: 'Public door',
  off: (ago: string) => `Direct line off, last seen ${ago}`,
  videos: {
    any: 'videos of any size',
    small: 'videos up to 100 MB',
    none: 'no photos on the road',
    home: 'large videos only at home',
  },
  router: 'Router',
  ask: 'Look again',
  self: 'Any phone can look for itself, too:',
  open: 'Ask in the browser',
  none: 'No phone was seen on the direct line in the last 30 days.',
};

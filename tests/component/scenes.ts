// Every screen in every state worth looking at: what the bridge answers, and how to get there. The same scenes are looked at
// (screens.ts) and checked for accessibility (accessibility.test.ts).
import type { AppInfo, Language, Theme } from '../../electron/contract/ipc';
import type { Settings } from '../../electron/contract/settings';
import { ok } from '../../electron/contract/result';
import { FakeBridge, never, refusal } from './fake-bridge';
import { aboutReport, signedReport } from './at-about';
import * as atHome from './at-home';
import * as atPlaces from './at-places';
import * as atRouter from './at-the-router';
import * as home from './household';

const found = [
  { address: '192.168.178.10', name: 'homeserver', system: 'Debian 13' },
  { address: '192.168.178.31', name: 'raspberrypi', system: 'Debian 12' },
  { address: '192.168.178.40', name: 'nas', system: null },
];

export interface Scene {
  readonly bridge: (info: AppInfo) => FakeBridge;
  /** What this PC noted of the household; at home only unless said. */
  readonly noted?: Settings;
  /** What the person does, by the page's own means; each waits for its element. */
  readonly steps: readonly Step[];
}
export type Step =
  | { readonly click: string }
  | { readonly type: string; readonly into: string }
  | { readonly see: string }
  | { readonly tell: (bridge: FakeBridge) => void };

const primary = 'main button[type=submit]';
const click = (selector: string): Step => ({ click: selector });
const type = (text: string, into: string): Step => ({ type: text, into });
const see = (selector: string): Step => ({ see: selector });

const scripted =
  (script: ConstructorParameters<typeof FakeBridge>[0] = {}): Scene['bridge'] =>
  (info) =>
    new FakeBridge({
      'app:info': () => ok(info),
      'server:discover': () => ok(found),
      'server:connect': () => ok(home.connected),
      'server:check': () => ok(home.readyReport),
      'settings:token': () => ok({ zone: 'example-family.net', tooWide: [] }),
      'plan:make': () => ok(home.plan),
      'phone:list': () => ok(home.phoneList(Date.now())),
      'phone:add': () => ok(home.phoneCode),
      ...script,
    });

const chooseHome = click('input[value=home]');
const toConnect = [chooseHome, click(primary), see('fieldset input[value="found 0"]:checked')];
const signIn = [
  ...toConnect,
  type('owner', '.sign input[type=text]'),
  type('wonder land', '.sign input[type=password]'),
];
const connect = [...signIn, click(primary)];
const toChoose = [...connect, see('.fine'), click(primary), see('details.set')];
const section = (number: number): Step => click(`details.set:nth-of-type(${number}) summary`);
const fillIn = [
  ...toChoose,
  type('example-family.net', '.domain input'),
  section(2),
  type(home.token, 'details[open] input'),
  see('details[open] .said.ok'),
  section(4),
  type('Anna', 'details[open] .two .field:nth-of-type(1) input'),
  type('anna@example-family.net', 'details[open] .two .field:nth-of-type(2) input'),
];
const toReview = [...fillIn, click(primary), see('.part, .facts')];

const toDoor = [
  click(primary),
  see('fieldset input[value="found 0"]:checked'),
  type('owner', '.sign input[type=text]'),
  type('wonder land', '.sign input[type=password]'),
  click(primary),
  see('.fine'),
  click(primary),
  see('details.set'),
  type('example-family.net', '.domain input'),
  section(2),
];
const byHand = [...toDoor, click('.rather button'), see('details[open] svg[role=img]')];
const scrollTo = (selector: string): Step => ({
  tell: () => document.querySelector(selector)?.scrollIntoView({ block: 'end' }),
});

const whileWorking = (state: (now: number) => ReturnType<typeof home.fetching>): Scene['bridge'] =>
  scripted({ 'apply:state': () => ok(state(Date.now())) });
const setUp = { ...home.connected, settings: home.settings };
const again = scripted({ 'server:connect': () => ok(setUp), 'server:known': () => ok([home.knownServer]) });
const settled = (settings: Settings, script: ConstructorParameters<typeof FakeBridge>[0] = {}): Scene['bridge'] =>
  scripted({
    'server:connect': () => ok({ ...home.connected, settings }),
    'server:known': () => ok([home.knownServer]),
    'phone:list': () => (settings.access === 'public' ? refusal('not-set-up', {}) : ok(home.phoneList(Date.now()))),
    'plan:make': () => ok(home.doorPlan),
    ...script,
  });
const withDoor = settled(home.bothDoors);
const seenAs = (report: typeof atHome.allWell): Scene['bridge'] =>
  settled(home.bothDoors, { 'home:look': () => ok(report(Date.now())) });
const toHome = [click(primary), see('.sign'), click(primary), see('.place[aria-current]')];
/** A place by its number in the rail; a home without a direct line has no phones among them. */
const place = (number: number): Step => click(`li:nth-of-type(${number}) > .place`);
/** One that is not finished is asked what to do where it was connected. */
const toUnfinished = [click(primary), see('.sign'), click(primary), see('.ways .way')];
const toServer = [...toHome, click('li:last-of-type > .place'), see('.way')];
/** One of the server's ways, told apart by its picture. */
const way = (icon: 'door' | 'names' | 'road' | 'cloud' | 'again'): Step => click(`.way[aria-describedby$="-${icon}"]`);
const checkAndChange = [...toServer, way('again'), see('.fine'), click(primary), see('details.set')];

const updatesAs = (report: typeof atPlaces.upToDate): Scene['bridge'] =>
  settled(home.bothDoors, { 'update:look': () => ok(report(Date.now())) });
const backupAs = (report: typeof atPlaces.noCopy): Scene['bridge'] =>
  settled(home.bothDoors, {
    'backup:look': () => ok(report(Date.now())),
    'kit:passphrase': () => ok('tulip-harbor-mosaic-lantern-orchard-pebble'),
    'kit:save': () => ok({ path: '/home/anna/immich-at-home.kit.age', phones: 4 }),
  });
/** The passphrase is made up by the program. */
const toKit = [click('.facts:last-of-type .acts button'), click('dialog .acts button')];
const withKit: ConstructorParameters<typeof FakeBridge>[0] = { 'kit:open': () => ok(atPlaces.kit) };

const toAddresses = [...toHome, place(3), see('.names li')];
const toPhones = [...toHome, place(2), see('.who, .none')];
const toCode = [
  ...toPhones,
  click('.head button'),
  type('Clara’s iPhone', 'dialog input'),
  click('dialog button[type=submit]'),
  see('dialog .side svg'),
];
/** What is chosen for one phone of the list. */
const choose = (row: number, item: number): Step[] => [
  click(`main li:nth-of-type(${row}) button`),
  click(`[role=menuitem]:nth-of-type(${item})`),
];
/** The first look is of before; every later one has waited so long. */
const whileWaited = (ms: number, packets: number, hellos: number): Step => ({
  tell: (bridge) => {
    const before = home.firstPhone(Date.now());
    let looked = 0;
    bridge.answer({
      'phone:list': () => {
        looked += bridge.callsTo('phone:add').length;
        return ok(looked > 1 ? home.waitedFor(before, ms, packets, hellos) : before);
      },
    });
  },
});

const atTheRouter = (script: ConstructorParameters<typeof FakeBridge>[0] = {}): Scene['bridge'] =>
  settled(home.settings, { 'router:look': () => ok(atRouter.halfDone()), ...script });
const toRouter = [...toServer, way('names'), see('[role=tabpanel] .live:not(.unknown)')];
const toPort = [...toRouter, click('[role=tab]:last-of-type'), see('[role=tabpanel] dl')];
const wayOut = {
  'router:detect': () => ok(atRouter.speedport),
  'router:look': () => ok(atRouter.dhcpSilent()),
} as const;

export const scenes = {
  'first-run': {
    bridge: (info) => scripted({ 'app:info': () => ok({ ...info, welcomed: false }) })(info),
    steps: [see('.folder')],
  },
  about: {
    bridge: scripted({
      'app:about': () => ok(aboutReport),
      'app:licences': () => ok([{ name: 'valibot', version: '1.1.0', licence: 'MIT', text: 'MIT License' }]),
    }),
    steps: [click('nav .links .link:nth-child(2)'), see('details')],
  },
  'about-fetching': {
    bridge: (info) => {
      const bridge = scripted({
        'app:info': () => ok({ ...info, platform: 'windows' }),
        'app:about': () => ok(signedReport()),
        'program:fetch': () => {
          queueMicrotask(() => bridge.tell('program:progress', { bytes: 41_000_000, of: 118_000_000 }));
          return new Promise(() => undefined);
        },
      })(info);
      return bridge;
    },
    steps: [click('nav .links .link:nth-child(2)'), click('.line .primary'), see('progress[value="41000000"]')],
  },
  'about-ready': {
    bridge: (info) =>
      scripted({
        'app:info': () => ok({ ...info, platform: 'windows' }),
        'app:about': () => ok(signedReport()),
        'program:fetch': () => ok(true),
      })(info),
    steps: [click('nav .links .link:nth-child(2)'), click('.line .primary'), see('.said [role=status]')],
  },
  welcome: { bridge: scripted(), steps: [see('.ways')] },
  'welcome-forwarding': { bridge: scripted(), steps: [click('.forwarding summary'), see('.forwarding[open]')] },
  'welcome-public': { bridge: scripted(), steps: [click('input[value=public]')] },
  'welcome-leaving': {
    bridge: withDoor,
    steps: [...toServer, way('door'), click('input[value=home]'), see('.callout')],
  },
  'welcome-entering': {
    bridge: again,
    steps: [...toServer, way('door'), click('input[value=public]'), see('.callout')],
  },
  connect: { bridge: scripted(), steps: signIn },
  'connect-searching': {
    bridge: scripted({ 'server:discover': () => never() }),
    steps: [click(primary), see('.searching')],
  },
  'connect-known': {
    bridge: again,
    steps: [click(primary), see('fieldset input[value="known 0"]:checked')],
  },
  'connect-key-file': {
    bridge: scripted({ 'server:choose-key': () => ok('/home/anna/.ssh/id_ed25519') }),
    steps: [...toConnect, click('.segmented label:nth-of-type(2)'), click('.file button'), see('.path')],
  },
  'connect-failed': {
    bridge: scripted({
      'server:connect': () =>
        refusal(
          'login-refused',
          { user: 'owner', host: '192.168.178.10', methods: 'password' },
          {
            checked: [
              { what: 'tcp 192.168.178.10:22', fine: true },
              { what: 'password', fine: false },
            ],
          },
        ),
    }),
    steps: [...connect, see('.trouble')],
  },
  'connect-fingerprint': {
    bridge: scripted({
      'server:connect': () =>
        refusal('host-key-unknown', { host: 'homeserver', keyType: 'ssh-ed25519', fingerprint: home.fingerprint }),
    }),
    steps: [...connect, see('dialog[open]')],
  },
  'connect-changed-key': {
    bridge: scripted({
      'server:connect': () =>
        refusal('host-key-changed', {
          host: 'homeserver',
          keyType: 'ssh-ed25519',
          known: home.fingerprint,
          offered: 'SHA256:aB3x8LmTpE0sWz5kYd1Hu7RbJc4nQf9aGo2vKi6ZMx8',
        }),
    }),
    steps: [...connect, see('dialog[open]')],
  },
  'connect-sudo': {
    bridge: scripted({ 'server:connect': () => refusal('sudo-wrong-password', { user: 'owner' }) }),
    steps: [...connect, see('dialog[open]')],
  },
  'connect-unfinished': {
    bridge: (info) => {
      const bridge = again(info);
      bridge.answer({ 'phone:list': () => refusal('not-set-up', {}) });
      return bridge;
    },
    steps: [click(primary), see('.sign'), click(primary), see('.other')],
  },
  'connect-door-in-trouble': {
    bridge: settled(home.bothDoors, {
      'door:look': () => ok(home.doorSeen(null, 'past-the-doorkeeper')),
      'home:look': () => ok(atHome.notFinished(Date.now())),
    }),
    steps: toUnfinished,
  },
  home: { bridge: seenAs(atHome.allWell), steps: [...toHome, see('.cards'), see('.left .ok')] },
  'home-looking': { bridge: settled(home.bothDoors, { 'home:look': () => never() }), steps: [...toHome, see('.wait')] },
  'home-detour': { bridge: seenAs(atHome.detour), steps: [...toHome, see('.fix')] },
  'home-trouble': { bridge: seenAs(atHome.inTrouble), steps: [...toHome, see('.fix')] },
  'home-without-door': { bridge: again, steps: [...toHome, see('.cards')] },
  'home-details': {
    bridge: seenAs(atHome.allWell),
    steps: [...toHome, click('details summary'), click('.report button:first-of-type'), scrollTo('.report')],
  },
  'home-away': {
    bridge: settled(home.bothDoors, {
      'home:look': () => refusal('connection-lost', { host: 'homeserver' }),
    }),
    steps: [...toHome, see('.trouble .acts')],
  },
  updates: { bridge: updatesAs(atPlaces.upToDate), steps: [...toHome, place(4), see('.facts')] },
  'updates-new': { bridge: updatesAs(atPlaces.muchIsNew), steps: [...toHome, place(4), see('.facts')] },
  'backup-none': { bridge: backupAs(atPlaces.noCopy), steps: [...toHome, place(5), see('.facts')] },
  'backup-no-disk': { bridge: backupAs(atPlaces.noSecondDisk), steps: [...toHome, place(5), see('.facts')] },
  backup: { bridge: backupAs(atPlaces.copied), steps: [...toHome, place(5), see('.facts')] },
  'backup-failed': { bridge: backupAs(atPlaces.copyFailed), steps: [...toHome, place(5), see('.facts')] },
  'backup-kit': { bridge: backupAs(atPlaces.copied), steps: [...toHome, place(5), ...toKit, see('.shown')] },
  'backup-kit-saved': {
    bridge: backupAs(atPlaces.copied),
    steps: [
      ...toHome,
      place(5),
      ...toKit,
      click('dialog input[type=checkbox]'),
      click('dialog button[type=submit]'),
      see('dialog .callout'),
    ],
  },
  server: { bridge: withDoor, steps: toServer },
  'server-leave': { bridge: withDoor, steps: [...toServer, click('.leave'), see('dialog')] },
  'server-leave-all': {
    bridge: withDoor,
    steps: [
      ...toServer,
      click('.leave'),
      click('dialog .ticks label:first-of-type input'),
      type('/srv/fotos', 'dialog .words .field:first-of-type input'),
      scrollTo('dialog .words'),
    ],
  },
  'server-farewell': {
    bridge: settled(home.bothDoors, { 'plan:leave': () => ok(atPlaces.farewell) }),
    steps: [...toServer, click('.leave'), click('dialog button[type=submit]'), see('.leaving')],
  },
  'kit-open': { bridge: scripted(withKit), steps: [...connect, see('.fine'), click('.below button'), see('dialog')] },
  'kit-opened': {
    bridge: scripted(withKit),
    steps: [
      ...connect,
      see('.fine'),
      click('.below button'),
      type('oak-river-seven', 'dialog input'),
      click('dialog button[type=submit]'),
      see('dialog .holds'),
    ],
  },
  adopt: {
    bridge: scripted({
      'server:check': () => ok(home.claimedReport),
      'adopt:look': () => ok(atPlaces.handMade),
    }),
    steps: [...connect, see('.result'), click('.result .do button'), see('dialog')],
  },
  addresses: { bridge: withDoor, steps: [...toAddresses, see('.rows')] },
  'addresses-changed': {
    bridge: withDoor,
    steps: [...toAddresses, type('album', '.names li:first-child input'), see('.cols')],
  },
  'addresses-secrets': {
    bridge: withDoor,
    steps: [
      ...toAddresses,
      click('.domain button'),
      type('example-home.net', '.domain input'),
      type(home.setupToken, '.one input'),
      see('.one .said.ok'),
      scrollTo('.one:last-of-type'),
    ],
  },
  'addresses-wrong': {
    bridge: withDoor,
    steps: [...toAddresses, type('share-photos', '.names li:first-child input'), see('.said.stop')],
  },
  'addresses-former': {
    bridge: settled({ ...home.bothDoors, former: [home.formerNames] }),
    steps: [...toAddresses, see('.hosts')],
  },
  'addresses-one-change': {
    bridge: withDoor,
    steps: [
      ...toAddresses,
      click('.rows button:first-of-type'),
      type('192.168.178.20', 'dialog input'),
      see('dialog section'),
    ],
  },
  'addresses-review': {
    bridge: settled(home.bothDoors, { 'plan:make': () => ok({ ...home.doorPlan, whole: true }) }),
    steps: [...toAddresses, type('album', '.names li:first-child input'), click(primary), see('.part')],
  },
  'addresses-not-held': {
    bridge: settled(home.bothDoors, { 'plan:make': () => ok({ ...home.doorPlan, whole: true }) }),
    steps: [
      ...toAddresses,
      type('album', '.names li:first-child input'),
      click(primary),
      see('.part'),
      {
        tell: (bridge) =>
          bridge.answer({ 'apply:state': () => ok({ ...home.failedAtCertificate(Date.now()), undone: true }) }),
      },
      click(primary),
      see('.bad'),
    ],
  },
  'addresses-done': {
    bridge: settled(home.bothDoors, { 'plan:make': () => ok({ ...home.doorPlan, whole: true }) }),
    steps: [
      ...toAddresses,
      type('album', '.names li:first-child input'),
      click(primary),
      see('.part'),
      { tell: (bridge) => bridge.answer({ 'apply:state': () => ok(home.finished(Date.now())) }) },
      click(primary),
      see('.over'),
      {
        tell: (bridge) =>
          bridge.tell('apply:event', {
            kind: 'finished',
            at: Date.now(),
            changes: 3,
            seconds: 12,
            roundTrips: 9,
          }),
      },
      click(primary),
      see('.done'),
    ],
  },
  check: { bridge: scripted({ 'server:check': () => ok(home.report) }), steps: [...connect, see('.result')] },
  'check-ready': { bridge: scripted(), steps: [...connect, see('.fine')] },
  'check-looking': { bridge: scripted({ 'server:check': () => never() }), steps: [...connect, see('.looking')] },
  'check-failed': {
    bridge: scripted({ 'server:check': () => refusal('connection-timeout', { host: 'homeserver', seconds: 30 }) }),
    steps: [...connect, see('.trouble')],
  },
  choose: { bridge: scripted(), steps: [...toChoose, type('example-family.net', '.domain input'), see('.said.ok')] },
  'choose-endpoint': {
    bridge: scripted(),
    steps: [
      ...toChoose,
      type('example-family.net', '.domain input'),
      click('details[open] input[value=name]'),
      type('abc123.myfritz.net', 'details[open] .more input'),
      scrollTo('details[open] .fine'),
    ],
  },
  'choose-wrong': {
    bridge: scripted(),
    steps: [...toChoose, type('co.uk', '.domain input'), see('.said.stop'), click(primary)],
  },
  'choose-cloudflare': {
    bridge: scripted(),
    steps: fillIn.slice(0, -3),
  },
  'choose-token-refused': {
    bridge: scripted({
      'settings:token': () =>
        refusal('dns-token-without-rights', { zone: 'example-family.net', missing: 'Zone › DNS › Edit' }),
    }),
    steps: [...fillIn.slice(0, -4), see('.trouble')],
  },
  'choose-door': { bridge: scripted(), steps: [...toDoor, see('details[open] ul[aria-labelledby]')] },
  'choose-door-works': {
    bridge: scripted(),
    steps: [
      ...toDoor,
      type(home.setupToken, 'details[open] input[type=password]'),
      see('details[open] .said.ok'),
      scrollTo('.forgotten'),
    ],
  },
  'choose-door-settings': {
    bridge: scripted(),
    steps: [
      ...toDoor,
      type(home.setupToken, 'details[open] input[type=password]'),
      see('details[open] input[type=checkbox]'),
      scrollTo('.rather'),
    ],
  },
  'choose-door-refused': {
    bridge: scripted({
      'settings:setup-token': () =>
        refusal('setup-token-without-rights', {
          zone: 'example-family.net',
          missing: 'Account › Cloudflare Tunnel › Edit',
        }),
    }),
    steps: [
      ...toDoor,
      type(home.setupToken, 'details[open] input[type=password]'),
      see('.trouble'),
      scrollTo('.trouble'),
    ],
  },
  'choose-by-hand': { bridge: scripted(), steps: byHand },
  'choose-by-hand-token': {
    bridge: scripted(),
    steps: [
      ...byHand,
      type(home.tunnelToken, 'details[open] input[type=password]'),
      see('details[open] .said.ok'),
      scrollTo('.rather'),
    ],
  },
  'choose-server-token': {
    bridge: scripted({
      'settings:token': () => ok({ zone: 'example-family.net', tooWide: ['Cloudflare Tunnel', '12 zones'] }),
    }),
    steps: [
      ...toDoor,
      section(3),
      type(home.token, 'details[open] input[type=password]'),
      see('details[open] .callout[role=status]'),
    ],
  },
  'choose-guests': { bridge: scripted(), steps: [...toDoor, section(4), see('details[open] input[type=checkbox]')] },
  'choose-leaving': {
    bridge: withDoor,
    steps: [
      ...toServer,
      way('door'),
      click('input[value=home]'),
      click(primary),
      see('.fine'),
      click(primary),
      section(2),
      see('details[open] ul[aria-labelledby]'),
    ],
  },
  'choose-leaving-by-hand': {
    bridge: settled(home.doorByHand),
    steps: [
      ...toServer,
      way('door'),
      click('input[value=home]'),
      click(primary),
      see('.fine'),
      click(primary),
      section(2),
      see('details[open] .callout'),
    ],
  },
  'choose-unchanged': {
    bridge: withDoor,
    steps: [...checkAndChange, section(2), see('details[open] ul[aria-labelledby]')],
  },
  'choose-password': {
    bridge: again,
    steps: [
      ...toServer,
      way('door'),
      click('input[value=both]'),
      click(primary),
      see('.fine'),
      click(primary),
      section(6),
      see('details[open] input[type=password]'),
    ],
  },
  'choose-place': { bridge: scripted(), steps: [...toChoose, section(3), see('.where')] },
  'choose-account': { bridge: scripted(), steps: fillIn },
  'choose-networks': { bridge: scripted(), steps: [...toChoose, section(5), see('details[open] .two')] },
  review: {
    bridge: scripted(),
    steps: [
      ...toReview,
      click('.part:nth-of-type(4) > summary'),
      click('.part:nth-of-type(4) .change:nth-of-type(2) summary'),
      see('.code'),
    ],
  },
  'review-all': { bridge: scripted(), steps: toReview },
  'review-difference': {
    bridge: scripted({ 'plan:make': () => ok(home.foreignPlan) }),
    steps: [...toReview, click('.part[open] .change summary'), see('.code')],
  },
  'review-empty': { bridge: scripted({ 'plan:make': () => ok(home.emptyPlan) }), steps: toReview },
  'review-door': {
    bridge: withDoor,
    steps: [
      ...checkAndChange,
      click(primary),
      see('.part'),
      click('.part:last-of-type > summary'),
      click('.part:last-of-type .change:nth-of-type(4) summary'),
      click('.part:last-of-type .change:nth-of-type(8) summary'),
      see('.part dl'),
      scrollTo('.part:last-of-type'),
    ],
  },
  'review-record': {
    bridge: settled(home.bothDoors, { 'plan:make': () => ok(home.foreignRecordPlan) }),
    steps: [...checkAndChange, click(primary), see('.foreign'), click('.part .change summary'), see('.part dl')],
  },
  'review-leaving': {
    bridge: settled(home.bothDoors, { 'plan:make': () => ok(home.leavingPlan) }),
    steps: [...checkAndChange, click(primary), see('.leaving'), click('.leaving .part > summary')],
  },
  'review-leaving-line': {
    bridge: settled(home.publicDoor, { 'plan:make': () => ok(home.leavingLinePlan) }),
    steps: [
      ...toServer,
      way('again'),
      see('.fine'),
      click(primary),
      see('details.set'),
      click(primary),
      see('.leaving .callout'),
    ],
  },
  'review-secret': {
    bridge: settled(home.bothDoors, { 'plan:make': () => refusal('secret-missing', { name: 'setupToken' }) }),
    steps: [...checkAndChange, click(primary), see('.trouble')],
  },
  'review-failed': {
    bridge: scripted({ 'plan:make': () => refusal('secret-missing', { name: 'dnsToken' }) }),
    steps: [...fillIn, click(primary), see('.trouble')],
  },
  apply: {
    bridge: whileWorking(home.fetching),
    steps: [
      see('.log'),
      { tell: (bridge) => home.counts(Date.now()).forEach((event) => bridge.tell('apply:event', event)) },
      see('.meter'),
    ],
  },
  'apply-error': { bridge: whileWorking(home.failedAtCertificate), steps: [see('.bad')] },
  'apply-undo': {
    bridge: whileWorking(home.failedAtCertificate),
    steps: [see('.bad'), click('footer .first button'), see('dialog[open]')],
  },
  'apply-leaks': {
    bridge: whileWorking(home.leakedAtDoor),
    noted: home.bothDoors,
    steps: [see('.bad'), scrollTo('.bad')],
  },
  'apply-undo-door': {
    bridge: whileWorking(home.leakedAtDoor),
    noted: home.bothDoors,
    steps: [see('.bad'), click('footer .first button'), see('dialog[open]')],
  },
  'apply-secret': {
    bridge: (info) => {
      const bridge = whileWorking(home.leakedAtDoor)(info);
      bridge.answer({ 'apply:undo': () => refusal('secret-missing', { name: 'setupToken' }) });
      return bridge;
    },
    noted: home.bothDoors,
    steps: [
      see('.bad'),
      click('footer .first button'),
      click('dialog[open] .foot button:last-of-type'),
      click('.beside .acts button'),
      see('dialog[open] input'),
    ],
  },
  'apply-finished': { bridge: whileWorking(home.finished), steps: [see('.over')] },
  hostnames: {
    bridge: settled(home.doorByHand, { 'door:look': () => ok(home.doorSeen('no-record', 'past-the-doorkeeper')) }),
    steps: [...toServer, way('cloud'), see('.hosts dl')],
  },
  'hostnames-guide': {
    bridge: settled(home.doorByHand, { 'door:look': () => ok(home.doorSeen('no-record', 'no-record')) }),
    steps: [...toServer, way('cloud'), see('.hosts dl'), scrollTo('main ol')],
  },
  'hostnames-open': {
    bridge: settled(home.doorByHand),
    steps: [...toServer, way('cloud'), see('.hosts .fine')],
  },
  router: { bridge: atTheRouter(), steps: toRouter },
  'router-detecting': {
    bridge: atTheRouter({ 'router:detect': () => never() }),
    steps: [...toServer, way('names'), see('.detecting')],
  },
  'router-no-ula': {
    bridge: atTheRouter({ 'router:look': () => ok(atRouter.withoutUla()) }),
    steps: [...toRouter, see('.missing')],
  },
  'router-more': {
    bridge: atTheRouter(),
    steps: [
      ...toRouter,
      click('li:nth-of-type(4) > .what > .more details:first-of-type summary'),
      click('li:nth-of-type(4) > .what > .more details:last-of-type summary'),
      see('.picture'),
      scrollTo('details[open] .picture'),
    ],
  },
  'router-in-the-way': {
    bridge: atTheRouter({ 'router:look': () => ok(atRouter.inTheWay()) }),
    steps: [...toRouter, see('.changed')],
  },
  'router-details': {
    bridge: atTheRouter(),
    steps: [...toRouter, click('.details summary'), see('.details[open]'), scrollTo('.details')],
  },
  'router-choose': {
    bridge: atTheRouter(),
    steps: [...toRouter, click('.beside .link'), see('dialog[open] li')],
  },
  'router-failed': {
    bridge: atTheRouter({ 'router:look': () => refusal('connection-timeout', { host: 'homeserver', seconds: 30 }) }),
    steps: [...toServer, way('names'), see('.trouble')],
  },
  'router-not-recognised': {
    bridge: atTheRouter({
      'router:detect': () => ok({ ...atRouter.fritzbox, guide: 'generic', by: null, model: null }),
    }),
    steps: toRouter,
  },
  'router-port': { bridge: atTheRouter({ 'router:look': () => ok(atRouter.namesDone()) }), steps: toPort },
  'router-port-shared': {
    bridge: atTheRouter({ 'router:look': () => ok(atRouter.namesDone()), 'router:reach': () => ok(atRouter.shared) }),
    steps: toPort,
  },
  'router-port-done': {
    bridge: atTheRouter({ 'router:look': () => ok(atRouter.allDone()) }),
    steps: [...toPort, scrollTo('.details')],
  },
  'router-mapping': {
    bridge: atTheRouter(),
    steps: [...toPort, click('.row button'), see('dialog[open]')],
  },
  'router-mapped': {
    bridge: settled(
      { ...home.settings, router: { mapping: true, dhcp: null } },
      { 'router:look': () => ok(atRouter.mapped()) },
    ),
    steps: [...toPort, scrollTo('.details')],
  },
  'router-ways-out': { bridge: atTheRouter(wayOut), steps: [...toRouter, see('ul > .card')] },
  'router-way-out': {
    bridge: atTheRouter(wayOut),
    steps: [...toRouter, click('ul > .card:first-child button'), see('fieldset'), scrollTo('fieldset')],
  },
  'router-way-out-device': {
    bridge: atTheRouter(wayOut),
    steps: [...toRouter, click('ul > .card:nth-child(2) button'), see('section h3')],
  },
  'router-way-out-on': {
    bridge: settled(
      { ...home.settings, router: { mapping: false, dhcp: { from: '192.168.178.100', to: '192.168.178.249' } } },
      wayOut,
    ),
    steps: [...toRouter, see('.give'), scrollTo('.give')],
  },
  'router-other': {
    bridge: atTheRouter({ 'router:detect': () => ok({ ...atRouter.fritzbox, guide: 'mikrotik', model: 'hAP ax³' }) }),
    steps: [...toRouter, click('li:nth-of-type(4) > .what > .more details:last-of-type summary'), see('.picture')],
  },
  phones: { bridge: again, steps: [...toHome, place(2), see('.who')] },
  'phones-none': {
    bridge: (info) => {
      const bridge = again(info);
      bridge.answer({ 'phone:list': () => ok({ ...home.phoneList(0), phones: [] }) });
      return bridge;
    },
    steps: [...toHome, place(2), see('.none')],
  },
  'phones-first': {
    bridge: again,
    steps: [{ tell: (bridge) => bridge.answer({ 'phone:list': () => ok(home.firstPhone(Date.now())) }) }, ...toPhones],
  },
  'phones-old-codes': {
    bridge: (info) => {
      const bridge = again(info);
      const list = home.phoneList(Date.now());
      const stale = { ...list, phones: list.phones.map((one, at) => ({ ...one, stale: at < 2 })) };
      bridge.answer({ 'phone:list': () => ok(stale) });
      return bridge;
    },
    steps: [...toPhones, see('.stale button')],
  },
  'phones-disabled': {
    bridge: (info) => {
      const bridge = again(info);
      const list = home.phoneList(Date.now());
      const off = { ...list, phones: list.phones.map((one, at) => (at === 1 ? { ...one, enabled: false } : one)) };
      bridge.answer({ 'phone:list': () => ok(off) });
      return bridge;
    },
    steps: [...toPhones, see('.disabled')],
  },
  'phones-menu': {
    bridge: again,
    steps: [...toPhones, click('main li:nth-of-type(1) button'), see('[role=menuitem]')],
  },
  'phones-name': { bridge: again, steps: [...toPhones, click('.head button'), see('dialog[open]')] },
  'phones-choices': {
    bridge: again,
    steps: [
      ...toPhones,
      click('.head button'),
      type('Clara’s iPhone', 'dialog input'),
      click('dialog summary'),
      click('dialog fieldset label:nth-of-type(3) input'),
      click('dialog .more > label:last-of-type input'),
      see('dialog input[type=email]'),
    ],
  },
  'phones-choices-unkept': {
    bridge: (info) => again({ ...info, canRemember: false }),
    steps: [...toPhones, click('.head button'), click('dialog summary'), see('dialog input:disabled')],
  },
  'phones-account-refused': {
    bridge: (info) => {
      const bridge = again(info);
      bridge.answer({
        'phone:account': () => refusal('admin-password-wrong', { email: 'anna@example-family.net' }),
      });
      return bridge;
    },
    steps: [
      ...toPhones,
      click('.head button'),
      type('Clara’s iPhone', 'dialog input'),
      click('dialog summary'),
      type('Clara', 'dialog .more .field:first-child input'),
      click('dialog .more > label:last-of-type input'),
      type('clara@example-family.net', 'dialog input[type=email]'),
      click('dialog button[type=submit]'),
      see('dialog .said.stop'),
      { tell: () => document.querySelector('dialog .said.stop')?.scrollIntoView({ block: 'center' }) },
    ],
  },
  'phones-add': { bridge: again, steps: [...toCode, see('dialog .side svg')] },
  'phones-add-account': {
    bridge: again,
    steps: [
      ...toPhones,
      click('.head button'),
      type('Clara’s iPhone', 'dialog input'),
      click('dialog summary'),
      type('Clara', 'dialog .more .field:first-child input'),
      click('dialog .more > label:last-of-type input'),
      type('clara@example-family.net', 'dialog input[type=email]'),
      click('dialog button[type=submit]'),
      see('dialog .account'),
    ],
  },
  'phones-put-away': {
    bridge: again,
    steps: [...toCode, click('dialog .foot button:last-of-type'), see('dialog + dialog[open]')],
  },
  'phones-android': {
    bridge: again,
    steps: [
      ...toCode,
      click('dialog .segmented label:nth-of-type(2) input'),
      click('dialog summary'),
      see('dialog details[open]'),
      { tell: () => document.querySelector('dialog details')?.scrollIntoView({ block: 'end' }) },
    ],
  },
  'phones-nothing': {
    bridge: again,
    steps: [whileWaited(25_000, 0, 0), ...toCode, see('dialog .cause')],
  },
  'phones-keys': { bridge: again, steps: [whileWaited(75_000, 14, 14), ...toCode, see('dialog .cause')] },
  'phones-here': {
    bridge: again,
    steps: [
      ...toCode,
      { tell: (bridge) => bridge.answer({ 'phone:list': () => ok(home.seenAt(home.phoneList(0), Date.now())) }) },
      see('dialog .here'),
    ],
  },
  'phones-again': {
    bridge: (info) => {
      const bridge = again(info);
      const [anna] = home.phoneList(Date.now()).phones;
      if (anna) bridge.answer({ 'phone:code': () => ok({ ...home.phoneCode, phone: anna, kept: true }) });
      return bridge;
    },
    steps: [...toPhones, click('main li:nth-of-type(1) button'), click('[role=menuitem]:nth-of-type(1)'), see('.sign')],
  },
  'phones-large': { bridge: again, steps: [...toCode, click('dialog .side button'), see('dialog + dialog[open]')] },
  'phones-card': {
    bridge: again,
    steps: [...toCode, click('dialog .foot button:nth-of-type(2)'), see('dialog .sheet')],
  },
  'phones-card-long': {
    bridge: (info) => {
      const bridge = settled(home.longNames)(info);
      const phone = { ...home.newPhone, name: 'Großmutter Wilhelmines zweites Tablet 11' };
      bridge.answer({
        'phone:add': () => ok({ ...home.phoneCode, phone, tunnelName: 'Grossmutter-Wil' }),
        'phone:account': () => ok(home.longAccount),
      });
      return bridge;
    },
    steps: [
      ...toPhones,
      click('.head button'),
      type('Großmutter Wilhelmines zweites Tablet 11', 'dialog input'),
      click('dialog summary'),
      type('Wilhelmine', 'dialog .more .field:first-child input'),
      click('dialog .more > label:last-of-type input'),
      type(home.longAccount.email, 'dialog input[type=email]'),
      click('dialog button[type=submit]'),
      see('dialog .account'),
      click('dialog .foot button:nth-of-type(2)'),
      see('dialog .sheet dl'),
    ],
  },
  'phones-rename': { bridge: again, steps: [...toPhones, ...choose(1, 2), see('dialog[open]')] },
  'phones-replace': { bridge: again, steps: [...toPhones, ...choose(2, 3), see('dialog[open]')] },
  'phones-remove': { bridge: again, steps: [...toPhones, ...choose(2, 4), see('dialog[open]')] },
  done: {
    bridge: whileWorking(home.finished),
    steps: [
      see('.over'),
      click(primary),
      click('[role=tab]:last-of-type'),
      click(primary),
      see('.who'),
      click(primary),
      see('.address'),
    ],
  },
  'done-door': {
    bridge: withDoor,
    steps: [...toServer, way('road'), click('.doors section + section button'), see('.doors .when')],
  },
  'done-leaks': {
    bridge: settled(home.bothDoors, {
      'door:leaks': () => ok(home.leaking),
      'door:look': () => ok(home.doorSeen('no-connection', 'past-the-doorkeeper')),
      'home:look': () => ok(atHome.notFinished(Date.now())),
    }),
    steps: [
      ...toUnfinished,
      click('.ways .way:first-of-type'),
      click('.doors section + section button'),
      see('.leaks'),
    ],
  },
  'done-trying': {
    bridge: settled(home.bothDoors, { 'door:leaks': () => never() }),
    steps: [...toServer, way('road'), click('.doors section + section button'), see('.trying')],
  },
  'done-public': {
    bridge: settled(home.publicDoor),
    steps: [...toServer, way('road'), see('.doors .said')],
  },
  'done-set-up': {
    bridge: whileWorking(home.finishedWithDoor),
    noted: home.bothDoors,
    steps: [
      see('.over'),
      click(primary),
      click('[role=tab]:last-of-type'),
      click(primary),
      see('.who'),
      click(primary),
      see('.doors'),
    ],
  },
  'done-again': { bridge: again, steps: [...toServer, way('road'), see('.address')] },
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;
export const sceneNames = Object.keys(scenes) as SceneName[];

export const infoFor = (language: Language, theme: Theme): AppInfo => ({
  version: '0.1.0',
  platform: 'linux',
  language,
  theme,
  canRemember: true,
  timeZone: 'Europe/Berlin',
  welcomed: true,
  folder: '/home/anna/.config/Immich at Home',
});

// Every screen in every state worth looking at: what the bridge answers, and how to get there. The same scenes are looked at
// (screens.ts) and checked for accessibility (accessibility.test.ts).
import type { AppInfo, Language, Theme } from '../../electron/contract/ipc';
import { ok } from '../../electron/contract/result';
import { FakeBridge, never, refusal } from './fake-bridge';
import * as home from './household';

const found = [
  { address: '192.168.178.10', name: 'homeserver', system: 'Debian 13' },
  { address: '192.168.178.31', name: 'raspberrypi', system: 'Debian 12' },
  { address: '192.168.178.40', name: 'nas', system: null },
];

export interface Scene {
  readonly bridge: (info: AppInfo) => FakeBridge;
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
      'settings:token': () => ok({ zone: 'example-family.net' }),
      'plan:make': () => ok(home.plan),
      'phone:list': () => ok(home.phoneList(Date.now())),
      'phone:add': () => ok(home.phoneCode),
      ...script,
    });

const toConnect = [click(primary), see('fieldset input[value="found 0"]:checked')];
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

const whileWorking = (state: (now: number) => ReturnType<typeof home.fetching>): Scene['bridge'] =>
  scripted({ 'apply:state': () => ok(state(Date.now())) });
const setUp = { ...home.connected, settings: home.settings };
const again = scripted({ 'server:connect': () => ok(setUp), 'server:known': () => ok([home.knownServer]) });
const toSetUp = [click(primary), see('.sign'), click(primary), see('.ways .way')];

export const scenes = {
  welcome: { bridge: scripted(), steps: [see('.ways')] },
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
  'connect-set-up': { bridge: again, steps: toSetUp },
  'connect-unfinished': {
    bridge: (info) => {
      const bridge = again(info);
      bridge.answer({ 'phone:list': () => refusal('not-set-up', {}) });
      return bridge;
    },
    steps: [click(primary), see('.sign'), click(primary), see('.other')],
  },
  check: { bridge: scripted({ 'server:check': () => ok(home.report) }), steps: [...connect, see('.result')] },
  'check-ready': { bridge: scripted(), steps: [...connect, see('.fine')] },
  'check-looking': { bridge: scripted({ 'server:check': () => never() }), steps: [...connect, see('.looking')] },
  'check-failed': {
    bridge: scripted({ 'server:check': () => refusal('connection-timeout', { host: 'homeserver', seconds: 30 }) }),
    steps: [...connect, see('.trouble')],
  },
  choose: { bridge: scripted(), steps: [...toChoose, type('example-family.net', '.domain input'), see('.said.ok')] },
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
  'apply-finished': { bridge: whileWorking(home.finished), steps: [see('.over')] },
  phones: { bridge: again, steps: [...toSetUp, click(primary), see('.who')] },
  'phones-none': {
    bridge: (info) => {
      const bridge = again(info);
      bridge.answer({ 'phone:list': () => ok({ ...home.phoneList(0), phones: [] }) });
      return bridge;
    },
    steps: [...toSetUp, click(primary), see('.none')],
  },
  'phones-name': { bridge: again, steps: [...toSetUp, click(primary), click('.head button'), see('dialog[open]')] },
  'phones-add': {
    bridge: again,
    steps: [
      ...toSetUp,
      click(primary),
      click('.head button'),
      type('Clara’s iPhone', 'dialog input'),
      click('dialog button[type=submit]'),
      see('dialog .side svg'),
    ],
  },
  'phones-large': {
    bridge: again,
    steps: [
      ...toSetUp,
      click(primary),
      click('.head button'),
      type('Clara’s iPhone', 'dialog input'),
      click('dialog button[type=submit]'),
      click('dialog .side button'),
      see('dialog + dialog[open]'),
    ],
  },
  'phones-remove': {
    bridge: again,
    steps: [...toSetUp, click(primary), click('main li:nth-of-type(2) button'), see('dialog[open]')],
  },
  done: {
    bridge: whileWorking(home.finished),
    steps: [see('.over'), click(primary), see('.who'), click(primary), see('.address')],
  },
  'done-again': { bridge: again, steps: [...toSetUp, click('.ways .way:nth-of-type(2)'), see('.address')] },
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
});

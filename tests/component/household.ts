// The family that the tests of the window know: the lab's names and addresses, and a plan as long as a real one.
import type { CheckReport, Finding, FindingId, ServerFacts } from '../../electron/contract/check';
import type { DoorReport, DoorTrouble, LeakReport } from '../../electron/contract/door';
import type { Connected, KnownServer, SetupTokenSeen } from '../../electron/contract/ipc';
import { say, stepIds, type Message, type StepId } from '../../electron/contract/message';
import type { ListedPhone, Phone, PhoneCode, PhoneList, PhoneSeen } from '../../electron/contract/phone';
import type { Plan, PlannedChange, PlannedPart } from '../../electron/contract/plan';
import { after, idle, type ApplyEvent, type ApplyState } from '../../electron/contract/progress';
import type { Settings } from '../../electron/contract/settings';
import { drawn } from './code';

const gigabyte = 1e9;
export const fingerprint = 'SHA256:Vq3x8LmTpE0sWz5kYd1Hu7RbJc4nQf9aGo2vKi6ZMx8';

export const facts: ServerFacts = {
  hostname: 'homeserver',
  system: { id: 'debian', version: '13', codename: 'trixie', name: 'Debian GNU/Linux 13 (trixie)' },
  architecture: 'amd64',
  wordSize: 64,
  processorLevel: 3,
  cores: 4,
  memoryBytes: 5.6 * 2 ** 30,
  systemd: true,
  places: [
    {
      folder: '/srv/photos',
      mountPoint: '/srv',
      filesystem: 'ext4',
      freeBytes: 3100 * gigabyte,
      totalBytes: 3600 * gigabyte,
      rotational: true,
      label: 'photos',
      unfit: null,
    },
    {
      folder: '/var/lib/immich-at-home/photos',
      mountPoint: '/',
      filesystem: 'ext4',
      freeBytes: 182 * gigabyte,
      totalBytes: 233 * gigabyte,
      rotational: false,
      label: null,
      unfit: null,
    },
    {
      folder: '/media/usb/photos',
      mountPoint: '/media/usb',
      filesystem: 'NTFS',
      freeBytes: 812 * gigabyte,
      totalBytes: 931 * gigabyte,
      rotational: true,
      label: null,
      unfit: 'filesystem',
    },
  ],
  clock: { synchronised: true, offsetSeconds: 0 },
  timeZone: 'Europe/Berlin',
  aptHolder: null,
  ports: [{ port: 443, protocol: 'tcp', program: 'apache2', address: '0.0.0.0' }],
  docker: { version: '26.1', compose: '2.26', snap: false, running: true },
  immich: null,
  nginx: null,
  apache: { running: true },
  dnsmasq: null,
  wireguard: { tools: false, module: true },
  firewall: 'none',
  lan: {
    interface: 'host0',
    address: '192.168.178.10',
    network: '192.168.178.0/24',
    router: '192.168.178.1',
    byDhcp: true,
  },
  ours: false,
};

const finding = (id: FindingId, level: Finding['level'], remedy: Finding['remedy'] = null): Finding => ({
  id,
  level,
  values: {},
  code: null,
  remedy,
});
const fine = (
  [
    'system',
    'administrator',
    'architecture',
    'cores',
    'space',
    'clock',
    'docker',
    'wireguard',
    'firewall',
    'port-53',
    'port-2283',
  ] as const
).map((id) => finding(id, 'fine'));

export const report: CheckReport = {
  at: new Date(2026, 10, 23, 14, 32).getTime(),
  facts,
  findings: [
    finding('port-443', 'stop', 'switch-off-apache'),
    finding('memory', 'warn', 'recognition-off'),
    finding('lan', 'warn'),
    ...fine,
  ],
  clear: false,
};
export const readyReport: CheckReport = {
  ...report,
  facts: { ...facts, memoryBytes: 15.5 * 2 ** 30, ports: [], apache: null },
  findings: [finding('memory', 'fine'), ...fine],
  clear: true,
};
/** Somebody has set Immich up by hand. */
export const claimedReport: CheckReport = {
  ...readyReport,
  facts: { ...readyReport.facts, immich: { version: 'v3.2.4', ours: false, folder: '/opt/immich' } },
  findings: [{ ...finding('immich', 'stop'), values: { folder: '/opt/immich' } }, ...readyReport.findings],
  clear: false,
};

export const settings: Settings = {
  access: 'home',
  hosts: {
    photos: 'photos.example-family.net',
    share: 'share-photos.example-family.net',
    vpn: 'vpn.example-family.net',
  },
  photos: { folder: '/srv/photos' },
  database: { folder: '/var/lib/immich-at-home/database' },
  timeZone: 'Europe/Berlin',
  recognition: true,
  admin: { name: 'Anna', email: 'anna@example-family.net' },
  lan: { network: '192.168.178.0/24', address: '192.168.178.10', router: '192.168.178.1' },
  vpn: { network: '10.83.52.0/22', port: 51820, network6: null },
  endpoint: { kind: 'record', ipv6: false, ipv4: true },
  router: { mapping: false, dhcp: null },
  cloudflare: { way: 'token', settings: { strictTls: false, minimumTls: false, alwaysHttps: false } },
  share: { uploads: false, links: 'share-host' },
  former: [],
  immich: { version: null, images: null },
  backup: null,
  adopts: null,
};
export const bothDoors: Settings = { ...settings, access: 'both' };
export const publicDoor: Settings = { ...settings, access: 'public' };
export const doorByHand: Settings = { ...bothDoors, cloudflare: { ...settings.cloudflare, way: 'hand' } };

/** What the family was called before. */
export const formerNames: Settings['hosts'] = {
  photos: 'bilder.example-family.net',
  share: 'teilen.example-family.net',
  vpn: 'vpn.example-family.net',
};

export const connected: Connected = {
  hostname: 'homeserver',
  host: '192.168.178.10',
  user: 'owner',
  fingerprint,
  settings: null,
};
export const knownServer: KnownServer = {
  host: '192.168.178.10',
  port: 22,
  user: 'owner',
  hostname: 'homeserver',
  auth: 'password',
  keyPath: null,
  remembered: true,
};
export const token = '0123456789012345678901234567890123456789';
export const setupToken = 'setup-up-0123456789012345678901234567890';
export const tunnelToken = btoa(
  JSON.stringify({
    a: '699d98642c564d2e855e9661899b7252',
    t: 'c1744f8b-faa1-48a4-9e5c-02ac921467fa',
    s: 'bTSquyUGwLQjYJn8cI8S1h6M6wUc2ajIeT7JotlxI7TqNqdKFhuQwX3O8irSnb',
  }),
);
export const setupTokenSeen: SetupTokenSeen = {
  zones: [
    { name: 'example-family.net', active: true },
    { name: 'choir-by-the-lake.org', active: true },
    { name: 'not-moved-yet.net', active: false },
  ],
  zone: 'example-family.net',
  settings: { ssl: 'full', min_tls_version: '1.0', always_use_https: 'on' },
};

export const doorSeen = (photos: DoorTrouble | null = null, share: DoorTrouble | null = null): DoorReport => ({
  at: new Date(2026, 10, 23, 14, 58, 7).getTime(),
  hosts: [
    {
      host: 'photos.example-family.net',
      trouble: photos,
      detail: photos === 'no-record' ? 'NXDOMAIN' : 'A 203.0.113.30; HTTP 200',
    },
    {
      host: 'share-photos.example-family.net',
      trouble: share,
      detail: share === 'no-record' ? 'NXDOMAIN' : 'A 203.0.113.30; HTTP 200 {"version":"3.3.1"}',
    },
  ],
  connections: 4,
});
export const tight: LeakReport = {
  at: new Date(2026, 10, 23, 14, 59).getTime(),
  inside: { requests: 412, seconds: 3.2, leaks: [] },
  outside: { requests: 120, seconds: 6.1, leaks: [] },
};
export const leaking: LeakReport = {
  ...tight,
  inside: {
    ...tight.inside,
    leaks: [
      { request: 'GET //api/assets', answer: '200 application/json {"items":[', kind: 'open' },
      { request: 'GET /share/%2e%2e/admin', answer: '200 text/html <!doctype html>', kind: 'open' },
      { request: 'GET /api/shared-links/me?slug=summer', answer: '403 text/html', kind: 'shut' },
    ],
  },
  outside: null,
};

const nginxFile = Array.from({ length: 86 }, (_, index) =>
  index === 11
    ? '# Whoever asks for another name gets no answer.'
    : index === 12
      ? 'server {'
      : `    # line ${index + 1} of the doorkeeper's file`,
).join('\n');
const dnsBefore = ['# by hand', 'no-resolv', 'server=192.168.178.1', 'cache-size=150', 'domain-needed', 'bogus-priv'];
const dnsAfter = ['# by hand', 'no-resolv', 'server=192.168.178.1', 'cache-size=1000', 'domain-needed', 'bogus-priv'];

const command = (id: string, summary: Message, text: string, more: Partial<PlannedChange> = {}): PlannedChange => ({
  id,
  summary,
  detail: { kind: 'command', text },
  risk: 'none',
  replacesForeign: false,
  accepts: null,
  undo: 'by-action',
  ...more,
});
const file = (id: string, path: string, before: string | null, text: string): PlannedChange => ({
  id,
  summary: say('write-file', { path }),
  detail: { kind: 'file', path, mode: '0644', before, after: text },
  risk: 'none',
  replacesForeign: false,
  accepts: null,
  undo: 'restore-previous',
});
const partOf = (step: StepId, changes: readonly PlannedChange[], leaving = false): PlannedPart => ({
  step,
  leaving,
  changes,
});
const atCloudflare = (
  id: string,
  summary: Message,
  what: string,
  after: string,
  before: string | null = null,
): PlannedChange => ({ ...command(id, summary, ''), detail: { kind: 'cloudflare', what, before, after } });

export const parts: readonly PlannedPart[] = [
  {
    step: 'base',
    leaving: false,
    changes: [
      {
        ...command(
          'base/1',
          say('install-packages', { packages: 'curl ca-certificates unattended-upgrades', count: 3 }),
          '',
        ),
        detail: { kind: 'packages', names: ['curl', 'ca-certificates', 'unattended-upgrades'] },
      },
      command('base/2', say('switch-off-apache', {}), 'systemctl disable --now apache2', { risk: 'restarts' }),
    ],
  },
  {
    step: 'immich',
    leaving: false,
    changes: [
      command('immich/1', say('make-folder', { path: '/srv/photos' }), 'install -d -m 0755 /srv/photos', {
        undo: 'keep',
      }),
      command(
        'immich/2',
        say('fetch-image', { image: 'ghcr.io/immich-app/immich-server:v3.3.1' }),
        'docker compose pull',
      ),
      command('immich/3', say('start-immich', { version: '3.3.1' }), 'docker compose up -d'),
      command(
        'immich/4',
        say('create-admin', { name: 'Anna', email: 'anna@example-family.net' }),
        'POST /api/auth/admin-sign-up',
      ),
    ],
  },
  {
    step: 'certificate',
    leaving: false,
    changes: [
      command('certificate/1', say('request-certificate', { host: 'photos.example-family.net' }), 'certbot certonly'),
    ],
  },
  {
    step: 'nginx',
    leaving: false,
    changes: [
      {
        ...command('nginx/1', say('install-packages', { packages: 'nginx', count: 1 }), ''),
        detail: { kind: 'packages', names: ['nginx'] },
      },
      file('nginx/2', '/etc/nginx/conf.d/immich-at-home.conf', null, nginxFile),
      command('nginx/3', say('restart-service', { service: 'nginx' }), 'nginx -t && systemctl restart nginx', {
        risk: 'restarts',
      }),
    ],
  },
  {
    step: 'dns',
    leaving: false,
    changes: [file('dns/1', '/etc/dnsmasq.d/immich-at-home.conf', dnsBefore.join('\n'), dnsAfter.join('\n'))],
  },
  {
    step: 'wireguard',
    leaving: false,
    changes: [command('wireguard/1', say('make-server-keys', {}), 'wg genkey')],
  },
  {
    step: 'endpoint',
    leaving: false,
    changes: [
      command('endpoint/1', say('publish-endpoint', { host: 'vpn.example-family.net' }), 'systemctl start endpoint'),
    ],
  },
  {
    step: 'firewall',
    leaving: false,
    changes: [
      command('firewall/1', say('arm-firewall', { seconds: 60 }), 'nft -f /etc/nftables.conf', {
        risk: 'may-disconnect',
      }),
    ],
  },
];
export const plan: Plan = {
  id: 'plan-1',
  parts,
  done: ['docker'],
  downloadBytes: 1.4 * gigabyte,
  whole: false,
  left: [],
};
export const emptyPlan: Plan = { ...plan, id: 'plan-0', parts: [], done: [...stepIds], downloadBytes: 0 };
export const foreignPlan: Plan = {
  ...plan,
  parts: parts.map((part) =>
    part.step === 'dns'
      ? {
          ...part,
          changes: part.changes.map((change) => ({
            ...change,
            replacesForeign: true,
            accepts: '/etc/dnsmasq.d/immich-at-home.conf',
          })),
        }
      : part,
  ),
};

const tunnelName = 'immich-at-home-3f9a01c2';
const target = '6ff42ae2-765d-4adf-8112-31c55c1551ef.cfargotunnel.com';
const hosts = 'photos.example-family.net, share-photos.example-family.net';
const record = (id: string, host: string): PlannedChange =>
  atCloudflare(id, say('publish-host', { host }), `DNS record of ${host}`, `CNAME ${target}, proxied`);
export const tunnelPart = partOf('tunnel', [
  {
    ...command('tunnel/1', say('install-packages', { packages: 'cloudflared', count: 1 }), ''),
    detail: { kind: 'packages', names: ['cloudflared'] },
  },
  file('tunnel/2', '/etc/systemd/system/immich-at-home-tunnel.service', null, '[Unit]\nDescription=Tunnel\n'),
  atCloudflare('tunnel/3', say('create-tunnel', { name: tunnelName }), 'Tunnel', tunnelName),
  atCloudflare(
    'tunnel/4',
    say('route-tunnel', { hosts }),
    `Routes of ${tunnelName}`,
    `photos.example-family.net → http://127.0.0.1:8283\nshare-photos.example-family.net → http://127.0.0.1:8283\nelse → http_status:404`,
  ),
  command('tunnel/5', say('check-door', { hosts }), 'nginx at 127.0.0.1:8283'),
  record('tunnel/6', 'photos.example-family.net'),
  record('tunnel/7', 'share-photos.example-family.net'),
  atCloudflare(
    'tunnel/8',
    say('change-zone-setting', { setting: 'ssl', before: 'full', after: 'strict' }),
    'ssl of example-family.net',
    'strict',
    'full',
  ),
]);
export const doorPlan: Plan = { ...plan, id: 'plan-door', parts: [...parts, tunnelPart] };
/** Somebody made a record of one of the names before. */
export const foreignRecordPlan: Plan = {
  ...doorPlan,
  id: 'plan-record',
  parts: [
    partOf('tunnel', [
      {
        ...record('tunnel/1', 'photos.example-family.net'),
        detail: {
          kind: 'cloudflare',
          what: 'DNS record of photos.example-family.net',
          before: 'A 198.51.100.7, not proxied',
          after: `CNAME ${target}, proxied`,
        },
        replacesForeign: true,
        accepts: 'dns:photos.example-family.net',
      },
      record('tunnel/2', 'share-photos.example-family.net'),
    ]),
  ],
};
/** From both doors to home only. */
export const leavingPlan: Plan = {
  ...plan,
  id: 'plan-leaving',
  parts: [
    partOf(
      'tunnel',
      [
        atCloudflare(
          'tunnel/1',
          say('remove-host', { host: 'photos.example-family.net' }),
          'DNS record of photos.example-family.net',
          'nothing',
          `CNAME ${target}, proxied`,
        ),
        atCloudflare('tunnel/2', say('remove-tunnel', { name: tunnelName }), 'Tunnel', 'nothing', tunnelName),
        command('tunnel/3', say('disable-service', { service: 'immich-at-home-tunnel' }), 'systemctl disable --now'),
      ],
      true,
    ),
    partOf('nginx', [
      command('nginx/1', say('reload-service', { service: 'nginx' }), 'nginx -t && systemctl reload nginx', {
        risk: 'restarts',
      }),
    ]),
  ],
  done: ['base', 'docker', 'immich', 'certificate', 'dns', 'wireguard', 'endpoint', 'firewall'],
  downloadBytes: 0,
};

/** From both doors to the public one only. */
export const leavingLinePlan: Plan = {
  ...leavingPlan,
  id: 'plan-leaving-line',
  done: ['base', 'docker', 'immich', 'nginx', 'tunnel'],
  parts: [
    partOf('dns', [command('dns/1', say('disable-service', { service: 'dnsmasq' }), 'systemctl disable --now')], true),
  ],
};

const started = (at: number, of: readonly PlannedPart[] = parts): ApplyEvent => ({
  kind: 'started',
  at,
  planId: plan.id,
  parts: of.map(({ step, leaving, changes }) => ({ step, leaving, changes: changes.length })),
});

const proofs: Partial<Record<StepId, readonly Message[]>> = {
  base: [say('proof-packages', { count: 3 })],
  immich: [say('proof-immich', { version: '3.3.1' }), say('proof-sign-up-closed', {})],
  certificate: [
    say('proof-certificate', { host: 'photos.example-family.net', issuer: 'Let’s Encrypt', until: '21 February 2027' }),
  ],
  nginx: [
    say('proof-nginx', { host: 'photos.example-family.net' }),
    say('proof-backend-private', { ports: '2283, 8283' }),
  ],
  dns: [say('proof-dns', { host: 'photos.example-family.net', address: '192.168.178.10' })],
  wireguard: [say('proof-wireguard', { port: 51820, peers: 0 })],
  endpoint: [say('proof-endpoint', { host: 'vpn.example-family.net', address: '203.0.113.2' })],
  firewall: [say('proof-firewall', { rules: 9 })],
  tunnel: [
    say('proof-tunnel', { connections: 4 }),
    say('proof-public', { host: 'photos.example-family.net' }),
    say('proof-share-tight', { requests: 532 }),
    say('proof-share-address', { address: 'https://share-photos.example-family.net' }),
  ],
};

/** All events of one part. */
export function eventsOf({ step, changes }: PlannedPart, at: number, seconds: number): ApplyEvent[] {
  return [
    { kind: 'part-started', at, step },
    ...changes.flatMap(({ id, summary }): ApplyEvent[] => [
      { kind: 'change-started', at, id, summary },
      { kind: 'change-done', at, id },
    ]),
    { kind: 'part-done', at: at + seconds * 1000, step, proof: proofs[step] ?? [] },
  ];
}

const sum = (events: readonly ApplyEvent[]): ApplyState => events.reduce(after, idle);
const minute = 60_000;

/** In the middle of the downloads, 3 min 48 s after the start. */
export function fetching(now: number): ApplyState {
  const begun = now - 228_000;
  const [base, immich] = parts;
  const pull = immich!.changes[1]!;
  const says = (seconds: number, line: string): ApplyEvent => ({ kind: 'output', at: begun + seconds * 1000, line });
  return sum([
    started(begun),
    ...eventsOf(base!, begun, 62),
    { kind: 'part-started', at: now - 161_000, step: 'immich' },
    { kind: 'change-started', at: now - 160_000, id: 'immich/1', summary: immich!.changes[0]!.summary },
    { kind: 'change-done', at: now - 159_000, id: 'immich/1' },
    { kind: 'change-started', at: now - 158_000, id: pull.id, summary: pull.summary },
    says(70, 'docker compose pull'),
    says(85, 'done  valkey/valkey:9                     41 MB'),
    says(133, 'done  immich-app/postgres:14             212 MB'),
    says(202, '      immich-app/immich-server:v3.3.1    318 of 604 MB'),
    says(202, '      immich-machine-learning:v3.3.1     171 of 546 MB'),
  ]);
}
/** Two counts, so that a rate can be told. */
export const counts = (now: number): ApplyEvent[] => [
  { kind: 'counted', at: now - 10_000, unit: 'bytes', done: 696e6, total: 1.403e9 },
  { kind: 'counted', at: now, unit: 'bytes', done: 742e6, total: 1.403e9 },
];

export const failedAtCertificate = (now: number): ApplyState =>
  sum([
    started(now - 7 * minute),
    ...eventsOf(parts[0]!, now - 7 * minute, 62),
    ...eventsOf(parts[1]!, now - 6 * minute, 290),
    { kind: 'part-started', at: now - 72_000, step: 'certificate' },
    {
      kind: 'failed',
      at: now,
      step: 'certificate',
      undone: true,
      failure: {
        code: 'acme-proof-not-seen',
        values: { host: 'photos.example-family.net' },
        checked: [
          { what: 'Token may change DNS', fine: true },
          { what: 'TXT written at 14:46:03', fine: true },
          { what: 'Seen at Cloudflare’s name servers since 14:47:10', fine: true },
          { what: 'Let’s Encrypt looked at 14:46:41', fine: false },
        ],
        detail: 'urn:ietf:params:acme:error:dns :: No TXT record found at _acme-challenge.photos.example-family.net',
      },
    },
  ]);

export const finished = (now: number): ApplyState =>
  sum([
    started(now - 9 * minute),
    ...parts.flatMap((part, index) => eventsOf(part, now - (9 - index) * minute, 55)),
    { kind: 'finished', at: now, changes: 14, seconds: 540, roundTrips: 61 },
  ]);

const all = [...parts, tunnelPart];
export const finishedWithDoor = (now: number): ApplyState =>
  sum([
    started(now - 10 * minute, all),
    ...all.flatMap((one, index) => eventsOf(one, now - (10 - index) * minute, 55)),
    { kind: 'finished', at: now, changes: 22, seconds: 600, roundTrips: 78 },
  ]);
/** The last part: somebody got past the guests' door, so it never opened. */
export const leakedAtDoor = (now: number): ApplyState =>
  sum([
    started(now - 10 * minute, all),
    ...parts.flatMap((one, index) => eventsOf(one, now - (10 - index) * minute, 55)),
    { kind: 'part-started', at: now - 41_000, step: 'tunnel' },
    {
      kind: 'failed',
      at: now,
      step: 'tunnel',
      undone: true,
      failure: {
        code: 'share-host-leaks',
        values: { leaks: 2, requests: 412, first: 'GET //api/assets' },
        checked: [
          { what: 'first account is there', fine: true },
          { what: 'sign-up is closed', fine: true },
          { what: '412 requests at 127.0.0.1:8283', fine: false },
        ],
        detail: 'GET //api/assets: 200 application/json',
      },
    },
  ]);

const day = 86_400_000;
/** As WireGuard writes them, and told apart at a glance. */
const keyOf = (number: number): string => `${String(number).padStart(42, 'K')}A=`;
const phone = (name: string, number: number, addedAt: number, more: Partial<Phone> = {}): Phone => ({
  name,
  person: null,
  scope: 'photos',
  enabled: true,
  publicKey: keyOf(number),
  address: `10.83.52.${number}`,
  address6: null,
  addedAt,
  ...more,
});
const seen = (publicKey: string, handshakeAt: number, endpoint: string, receivedBytes: number): PhoneSeen => ({
  publicKey,
  handshakeAt,
  endpoint,
  receivedBytes,
  sentBytes: 0,
});
const listed = (one: Phone, looked: PhoneSeen | null, kept = false): ListedPhone => ({
  ...one,
  seen: looked,
  kept,
  stale: false,
});

export const newPhone = phone('Clara’s iPhone', 5, Date.now(), { person: 'Clara' });
export const phoneList = (now: number): PhoneList => ({
  at: now,
  limit: 250,
  packets: 1200,
  hellos: 40,
  phones: [
    listed(
      phone('Anna’s iPhone', 2, now - 20 * day, { person: 'Anna', scope: 'all' }),
      seen(keyOf(2), now - minute, '198.51.100.2', 2.1e9),
      true,
    ),
    listed(phone('Ben’s Pixel', 3, now - 20 * day), seen(keyOf(3), now - 90_000, '192.168.178.31', 640e6)),
    listed(
      phone('Grandma’s Galaxy', 4, now - 14 * day, { person: 'Grandma' }),
      seen(keyOf(4), now - 12 * day, '198.51.100.9', 90e6),
    ),
    listed(newPhone, null),
  ],
});
/** The new phone has come in. */
export const seenAt = (list: PhoneList, now: number): PhoneList => ({
  ...list,
  at: now,
  packets: 1212,
  phones: list.phones.map((one) =>
    one.publicKey === newPhone.publicKey
      ? { ...one, seen: seen(newPhone.publicKey, now, '198.51.100.2', 12_000) }
      : one,
  ),
});
/** A moment later, with so many packets and asks for a handshake more, and nobody else on the line. */
export const waitedFor = (list: PhoneList, ms: number, packets: number, hellos: number): PhoneList => ({
  ...list,
  at: list.at + ms,
  packets: (list.packets ?? 0) + packets,
  hellos: (list.hellos ?? 0) + hellos,
});
/** The first phone of a family: nothing has ever come in. */
export const firstPhone = (now: number): PhoneList => ({
  ...phoneList(now),
  packets: 0,
  hellos: 0,
  phones: [listed(newPhone, null)],
});

export const phoneCode: PhoneCode = {
  phone: newPhone,
  ...drawn,
  tunnelName: 'Claras-iPhone',
  endpoint: 'vpn.example-family.net:51820',
  kept: false,
};
export const onceAccount = { email: 'clara@example-family.net', password: 'tulip-harbor-92-mosaic' };

/** A family that uses up the room on its cards. */
export const longNames: Settings = {
  ...settings,
  hosts: { ...settings.hosts, photos: 'familienfotos-von-zuhause.mueller-lüdenscheidt-example.net' },
  admin: { ...settings.admin, name: 'Maximiliane Müller-Lüdenscheidt' },
};
export const longAccount = {
  email: 'wilhelmine.von-der-muehlen@mueller-luedenscheidt-example.net',
  password: 'schmetterling-leuchtturm-92-kirschkuchen',
};

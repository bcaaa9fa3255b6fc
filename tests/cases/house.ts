// A house where all is well, as one look would find it; what a case breaks is given beside it. Data only.
import type { StepId } from '../../electron/contract/message';
import type { FoundService } from '../../electron/provision/facts/services';
import type { OpenPart } from '../../electron/provision/home/open-parts';
import type { HouseSeen } from '../../electron/provision/home/seen';
import { familyWith } from './family';

export const at = Date.UTC(2027, 0, 20, 12);
export const day = 86_400_000;
const { settings } = familyWith('both');
export const { hosts, lan } = settings;

export const on: FoundService = { there: true, state: 'active', enabled: true, wentWell: true, endedAt: null };
export const off: FoundService = { ...on, state: 'inactive' };
export const failed: FoundService = { ...off, wentWell: false, endedAt: at - 3_600_000 };
const ran: FoundService = { ...off, enabled: true, endedAt: at - 3_600_000 };

const everything: Readonly<Record<string, FoundService>> = {
  'docker.service': on,
  'nginx.service': on,
  'dnsmasq.service': on,
  'immich-at-home-dns-vpn.service': on,
  'wg-quick@wg0.service': on,
  'immich-at-home-tunnel.service': on,
  'immich-at-home-firewall.service': on,
  'certbot.timer': on,
  'certbot.service': ran,
  'immich-at-home-endpoint.timer': on,
  'immich-at-home-endpoint.service': ran,
  'immich-at-home-copy.timer': on,
  'immich-at-home-copy.service': ran,
};
export const services = (more: Readonly<Record<string, FoundService>> = {}): HouseSeen['services'] =>
  new Map(Object.entries({ ...everything, ...more }));

export const part = (step: StepId, more: Partial<OpenPart> = {}): OpenPart => ({
  ...{ step, leaving: false, changes: 0, replaces: [], replacing: 0, failure: null },
  ...more,
});

const containers = ['database', 'immich-machine-learning', 'immich-server', 'redis'].map((service) => ({
  service,
  state: 'running',
  healthy: true,
}));
export const stopped = (...which: readonly string[]): HouseSeen['immich'] => ({
  containers: containers.map((one) => (which.includes(one.service) ? { ...one, state: 'exited', healthy: null } : one)),
  pong: !which.some((service) => service !== 'immich-machine-learning'),
  version: 'v3.2.4',
});

export const fine: HouseSeen = {
  at,
  settings: { ...settings, backup: { folder: '/mnt/second', photos: true } },
  account: false,
  newest: 'v3.2.4',
  services: services(),
  timers: new Map(),
  immich: { containers, pong: true, version: 'v3.2.4' },
  certificate: { names: [hosts.photos], issuer: 'x', from: at - 10 * day, until: at + 80 * day, now: at },
  disks: [{ path: '/srv/photos', mount: '/srv', totalBytes: 4e12, freeBytes: 1e12 }],
  connections: 4,
  names: { outcome: 'answer', addresses: [lan.address] },
  line: { publicKey: 'k', port: 51820, addresses: [], peers: [] },
  phones: { highest: 1, phones: [] },
  published: { host: hosts.vpn, address: '203.0.113.2', address6: null, ipv6: false, ipv4: true },
  guarded: true,
  dumps: [{ name: 'dump.sql.gz', at: at - day / 2, bytes: 1 }],
  copy: { lastAt: at - day / 2, lastCheckAt: null, ok: true, copies: 3, failedAt: null },
  updates: 'on',
  clock: { synchronised: true, timeZone: 'Europe/Berlin', seconds: at / 1000 },
  addresses: { own: [lan.address, '10.83.0.1'], outgoing: lan.address, routerMac: null },
  work: { unfinished: false, running: false, since: at - 100 * day },
  paths: {},
  parts: (['base', 'docker', 'immich', 'nginx', 'tunnel'] as const).map((step) => part(step)),
  outside: {
    door: {
      at,
      hosts: [hosts.photos, hosts.share].map((host) => ({ host, trouble: null, detail: '' })),
      connections: 4,
    },
    leaks: { requests: 25, seconds: 0.1, leaks: [] },
    seen4: '203.0.113.2',
    upkeep: { waiting: 0, lastAt: at - day, restartSince: null },
  },
};

// A workplace whose every part is a stand-in: what the handlers are tested in.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { failure, FailureError } from '../../../electron/contract/failure';
import type { HomeReport } from '../../../electron/contract/home';
import type { EventName, Events } from '../../../electron/contract/ipc';
import type { Phone } from '../../../electron/contract/phone';
import type { Plan } from '../../../electron/contract/plan';
import type { ApplyEvent } from '../../../electron/contract/progress';
import { failed, ok } from '../../../electron/contract/result';
import type { Settings } from '../../../electron/contract/settings';
import { allHandlers } from '../../../electron/ipc/handlers';
import { Session } from '../../../electron/ipc/session';
import type { Workplace } from '../../../electron/ipc/workplace';
import { redaction } from '../../../electron/log/redact';
import {
  requireWords,
  wantedGone,
  type ApplyOptions,
  type NewPhone,
  type Wanted,
} from '../../../electron/provision/engine';
import type { HouseSeen } from '../../../electron/provision/home';
import { contentsOf, parseKit } from '../../../electron/provision/kit/parse';
import { Secret } from '../../../electron/provision/shell/secret';
import type { Connection, ConnectOptions } from '../../../electron/server/connection';
import { hostKeys } from '../../../electron/store/host-keys';
import { phoneKeys } from '../../../electron/store/phone-keys';
import { preferences } from '../../../electron/store/preferences';
import { servers } from '../../../electron/store/servers';
import { notice } from '../../../electron/update/notice';
import { fine } from '../../cases/house';

export const household: Settings = {
  access: 'both',
  hosts: {
    photos: 'photos.example-family.net',
    share: 'share-photos.example-family.net',
    vpn: 'vpn.example-family.net',
  },
  photos: { folder: '/srv/photos' },
  database: { folder: '/var/lib/immich/database' },
  timeZone: 'Europe/Berlin',
  recognition: true,
  admin: { name: 'Anna', email: 'anna@example-family.net' },
  lan: { network: '192.168.178.0/24', address: '192.168.178.10', router: '192.168.178.1' },
  vpn: { network: '10.86.0.0/16', port: 51820, network6: null },
  endpoint: { kind: 'record', ipv6: false, ipv4: true },
  router: { mapping: false, dhcp: null },
  cloudflare: { way: 'token', settings: { strictTls: false, minimumTls: false, alwaysHttps: false } },
  share: { uploads: false, links: 'share-host' },
  former: [],
  immich: { version: null, images: null },
  backup: null,
  adopts: null,
};

export const plan: Plan = {
  id: 'plan-1',
  parts: [
    {
      step: 'nginx',
      leaving: false,
      changes: [
        {
          id: 'nginx/1',
          summary: { key: 'write-file', values: { path: '/etc/nginx/conf.d/photos.conf' } },
          detail: {
            kind: 'file',
            path: '/etc/nginx/conf.d/photos.conf',
            mode: '0644',
            before: null,
            after: 'server {\n}\n',
          },
          risk: 'restarts',
          replacesForeign: true,
          accepts: '/etc/nginx/conf.d/photos.conf',
          undo: 'restore-previous',
        },
      ],
    },
  ],
  done: ['base'],
  downloadBytes: 0,
  whole: false,
  left: [],
};

export const at = 1_000;
export const event = {
  started: { kind: 'started', at, planId: 'plan-1', parts: [{ step: 'nginx', leaving: false, changes: 1 }] },
  finished: { kind: 'finished', at, changes: 1, seconds: 2, roundTrips: 3 },
} as const satisfies Record<string, ApplyEvent>;

const hostKey = { type: 'ed25519', fingerprint: 'SHA256:abc' };

export class FakeConnection {
  host = 'homeserver';
  identity = { user: 'owner', from: 'desktop' };
  hostKey = hostKey;
  roundTrips = 1;
  bytes = { sent: 0, received: 0 };
  alive = true;
  peer: string | null = '192.168.178.10';
  closed = false;
  reconnects = 0;
  lose: () => void = () => undefined;
  onLost(listener: () => void) {
    this.lose = listener;
    return () => undefined;
  }
  run() {
    return Promise.reject(new Error('the engine is a stand-in'));
  }
  async reconnect() {
    this.reconnects += 1;
    this.alive = true;
  }
  async renew() {}
  close() {
    this.closed = true;
  }
}

/** What a test looks at and sets. */
export interface Stage {
  readonly session: Session;
  readonly work: Workplace;
  readonly folder: string;
  readonly handlers: ReturnType<typeof allHandlers>;
  readonly connection: FakeConnection;
  readonly connectedWith: ConnectOptions[];
  readonly told: { readonly name: EventName; readonly value: Events[EventName] }[];
  readonly opened: string[];
  copied: string;
  chosen: string | null;
  protects: boolean;
  onServer: Settings | null;
  /** What plans were made with, in order. */
  readonly plannedWith: Wanted[];
  accepts: (options: ConnectOptions) => boolean;
  /** The set-up tokens that accounts were opened with, in order. */
  readonly accounts: string[];
  /** What was asked of the door, with which household. */
  readonly door: { readonly what: 'look' | 'leaks'; readonly wanted: Wanted }[];
  /** What a look at the house finds. */
  house: () => Promise<HouseSeen>;
  readonly noted: HomeReport[];
  lastWords: readonly string[];
  /** In the book of the server. */
  phones: Phone[];
  readonly newPhone: (more: Partial<Phone>) => NewPhone;
  readonly members: (object & { readonly adminPassword: string })[];
  /** What a kit of the server says, and what was noted of those that were saved. */
  kitText: string;
  readonly kitsNoted: string[];
  /** What an undo was given. */
  undoneWith: Wanted | null;
  /** What an apply does; an undo has no options that matter here. */
  events: (options?: ApplyOptions) => AsyncGenerator<ApplyEvent>;
}

export const phone: Phone = {
  name: 'Ben’s Pixel',
  person: null,
  scope: 'photos',
  enabled: true,
  publicKey: 'pub',
  address: '10.86.0.2',
  address6: null,
  addedAt: at,
};

/** What stands for the digest of the household's file. */
export const digestOf = (settings: Settings | null): string | null => settings && JSON.stringify(settings);

async function* someEvents(): AsyncGenerator<ApplyEvent> {
  yield event.started;
  yield event.finished;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function setStage(): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'iah-ipc-'));
  folders.push(folder);
  const session = new Session();
  const connection = new FakeConnection();
  const notes = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const vault = {
    available: async () => stage.protects,
    seal: async (text: string) => Buffer.from(`sealed ${text}`),
    open: async (sealed: Buffer) => sealed.toString().replace('sealed ', ''),
  };
  const liked = preferences(folder, notes);
  const work: Workplace = {
    engine: {
      readFacts: async () => ({ system: { name: 'Debian GNU/Linux 13' }, architecture: 'amd64' }) as never,
      judge: () => [],
      readHousehold: async () => stage.onServer,
      seeHousehold: async () => ({ settings: stage.onServer, sum: digestOf(stage.onServer) }),
      householdDigest: (settings) => digestOf(settings) ?? '',
      makePlan: async (_server, wanted) => {
        stage.plannedWith.push(wanted);
        return { plan, parts: [], household: digestOf(stage.onServer) };
      },
      makeLeavePlan: async (_server, wanted) => {
        stage.plannedWith.push(wanted);
        return { plan, parts: [], household: digestOf(stage.onServer) };
      },
      wantedGone,
      requireWords,
      apply: (_server, _wanted, options) => stage.events(options),
      undoAll: (_server, wanted) => {
        stage.undoneWith = wanted;
        return stage.events();
      },
      lookForAdoption: async () => null,
      lookAtDoor: async (_server, wanted) => {
        stage.door.push({ what: 'look', wanted });
        return { at, hosts: [], connections: 4 };
      },
      tryTheDoor: async (_server, wanted) => {
        stage.door.push({ what: 'leaks', wanted });
        return { at, inside: { requests: 300, seconds: 2, leaks: [] }, outside: null };
      },
      lookAtHome: async () => Promise.reject(new Error('nobody at home')),
      lookAtBackup: async () => Promise.reject(new Error('no backups here')),
      copyNow: async () => undefined,
      readKit: async () => ({ text: new Secret(stage.kitText), hostname: 'homeserver', phones: 0, covers: 'abc' }),
      noteKit: async (_server, { covers }) => void stage.kitsNoted.push(covers),
      parseKit,
      contentsOf,
      lookAtUpdates: async () => Promise.reject(new Error('nothing to bring up to date')),
      lookAtHouse: async (_server, { settings }) => ({ ...(await stage.house()), settings }),
      noteLook: async (_server, _house, report) => void stage.noted.push(report),
      lastWords: async () => ({ system: 'Debian GNU/Linux 13 (trixie), amd64', lines: stage.lastWords }),
      routerMac: async () => null,
      seenFromInternet: async () => ({ seen4: null, seen6: null, server6: null }),
      listPhones: async (_server, kept) => ({
        phones: stage.phones.map((phone) => ({
          ...phone,
          seen: null,
          kept: kept?.has(phone.publicKey) ?? false,
          stale: false,
        })),
        ...{ packets: 0, hellos: 0, limit: 250, at },
      }),
      addPhone: async (_server, wish) => stage.newPhone(wish),
      changePhone: async (_server, _which, edit) => ({ ...phone, ...(edit as Partial<Phone>) }),
      removePhone: async () => phone,
      replacePhone: async () => stage.newPhone({ ...phone, publicKey: 'next' }),
      codeOf: async (_server, publicKey, keys) => ({ ...stage.newPhone({ ...phone, publicKey }), keys }),
      makeAccount: async (_server, _settings, adminPassword, member) =>
        void stage.members.push({ ...member, adminPassword: adminPassword.reveal() }),
    },
    connect: async (options) => {
      stage.connectedWith.push(options);
      if (stage.accepts(options)) return ok(connection as unknown as Connection);
      return failed(failure('login-refused', { user: options.user, host: options.host, methods: 'password' }));
    },
    checkDnsToken: async ({ token }) =>
      token.reveal().startsWith('good')
        ? ok({ zone: 'example-family.net', tooWide: ['12 zones'] })
        : failed(failure('dns-token-invalid', {})),
    checkSetupToken: async ({ token }) =>
      token.reveal().startsWith('good')
        ? ok({ zones: [{ name: 'example-family.net', active: true }], zone: 'example-family.net', settings: null })
        : failed(failure('setup-token-invalid', {})),
    openAccount: (token) => {
      stage.accounts.push(token.reveal());
      return {
        calls: 0,
        look: async () => ({ owner: 'family', tunnel: null, records: [], settings: {} }),
        make: async () => ({}),
      };
    },
    qrCode: (text) => ({ size: text.length, path: 'M0 0' }),
    release: {
      pins: () => ({}) as never,
      template: () => '',
      words: () => ['tulip', 'harbor', 'mosaic', 'cedar'],
      routers: () => [],
      waysOut: () => [],
      vendors: () => '{}',
    },
    gateway: {
      detect: async (address) => ({ guide: 'fritzbox', model: null, system: null, by: null, address, upnp: true }),
      hardwareAddress: async () => null,
      wanAddress: async () => null,
      mapping: async () => null,
    },
    names: {
      isAtHome: () => true,
      look: async () => ({ resolvers: [], taken: null, way: null, browsers: [] }),
    },
    desktop: {
      version: '0.1.0',
      platform: 'linux',
      locale: 'de-AT',
      timeZone: 'Europe/Vienna',
      home: '/home/anna',
      startedAt: Date.now(),
      openExternal: async (url) => void stage.opened.push(url),
      copy: async (text) => void (stage.copied = text),
      chooseFile: async () => stage.chosen,
      chooseTarget: async () => stage.chosen,
      useTheme: () => undefined,
      networks: () => [],
      reverse: async () => [],
    },
    program: {
      facts: { signed: false, parts: [], folder, logs: join(folder, 'logs'), hasChromiumLicences: false },
      releases: null,
      licences: async () => [],
      show: async () => undefined,
      openInstaller: async () => undefined,
      lastLogLines: async () => [],
      forget: async () => undefined,
    },
    notice: notice({ version: '0.1.0', ask: null, way: 'page', preferences: liked, log: notes }),
    renewal: null,
    vault,
    servers: servers(folder, vault, notes),
    hostKeys: hostKeys(folder, notes),
    phoneKeys: phoneKeys(folder, vault, notes),
    preferences: liked,
    log: notes,
    redaction: redaction('/home/anna'),
    broadcast: (name, value) => void stage.told.push({ name, value }),
  };
  const stage: Stage = {
    session,
    work,
    folder,
    handlers: allHandlers(session, work),
    connection,
    connectedWith: [],
    told: [],
    opened: [],
    copied: '',
    chosen: null,
    protects: true,
    onServer: null,
    plannedWith: [],
    accepts: () => true,
    accounts: [],
    door: [],
    house: async () => fine,
    noted: [],
    lastWords: [],
    phones: [],
    newPhone: (more) => {
      const made = { ...phone, ...more };
      stage.phones.push(made);
      return {
        phone: made,
        keys: { privateKey: new Secret('private'), presharedKey: new Secret('preshared') },
        config: new Secret('[Interface]\nPrivateKey = private\n'),
        endpoint: 'vpn.example-family.net:51820',
      };
    },
    members: [],
    kitText: '',
    kitsNoted: [],
    undoneWith: null,
    events: someEvents,
  };
  return stage;
}

export const request = {
  host: 'homeserver',
  port: 22,
  user: 'owner',
  auth: { kind: 'password', password: 'wonder land' },
  trust: null,
  sudoPassword: null,
  remember: false,
} as const;

export const codeOf = async (work: unknown): Promise<string> => {
  try {
    await work;
    return 'went well';
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code;
    throw error;
  }
};

/** Resolves when the work that was begun has ended. */
export const rested = (session: Session): Promise<void> =>
  new Promise((resolve) => {
    session.onWorking((working) => {
      if (!working) resolve();
    });
  });

// A household that stands, and what it is to be called: everything goes through the engine in this process, so that a try costs seconds.
// Surprise: a fault is put where the server or Cloudflare is spoken to, by the change that is being made, and not into the engine.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../../electron/cloudflare/account';
import { openAccount } from '../../electron/cloudflare/client';
import { failure, FailureError } from '../../electron/contract/failure';
import { renamed } from '../../electron/contract/names';
import type { ApplyEvent } from '../../electron/contract/progress';
import { readSettings, type Settings } from '../../electron/contract/settings';
import { readPins } from '../../electron/provision/engine';
import { apply } from '../../electron/provision/engine/apply';
import { prepare } from '../../electron/provision/engine/plan';
import type { Wanted } from '../../electron/provision/engine/step';
import type { Remote } from '../../electron/provision/remote';
import { Secret } from '../../electron/provision/shell/secret';
import { steps } from '../../electron/provision/steps';
import { admin, wishesWith } from './command-line.ts';
import { fetchFrom } from './fetch-from.ts';
import { internet, pinsFile, tokens } from './internet/index.ts';
import { serverExec } from './lab.ts';
import { directRemote } from './remote.ts';
import { state } from './state.ts';

const root = join(import.meta.dirname, '../..');

export function familySettings(more: object = {}): Settings {
  const read = readSettings({ ...wishesWith('both'), ...more });
  if ('settings' in read) return read.settings;
  throw new Error(JSON.stringify(read.issues));
}

/** The same household, called otherwise, with the names of before leading here. */
export const calling = (before: Settings, hosts: Partial<Settings['hosts']>): Settings =>
  renamed(before, { ...before.hosts, ...hosts });

export const wantedFor = (settings: Settings, more: Partial<Wanted> = {}): Wanted => ({
  settings,
  secrets: { dnsToken: new Secret(tokens.dnsTwoZones.value), adminPassword: new Secret(admin.password) },
  cloud: openAccount(new Secret(tokens.wideTwoZones.value), fetchFrom('inet')),
  pins: readPins(readFileSync(pinsFile, 'utf8')),
  switchOffApache: false,
  whole: true,
  template: (name) => readFileSync(join(root, 'resources/server', name), 'utf8'),
  ...more,
});

/** Every change that a plan would make: "nginx/2 reload-service". */
export async function planned(settings: Settings): Promise<readonly string[]> {
  const { plan } = await prepare(directRemote(), steps, wantedFor(settings));
  return plan.parts.flatMap(({ changes }) => changes.map(({ id, summary }) => `${id} ${summary.key}`));
}

export interface Fault {
  /** The change that fails, "nginx/2": on the server, or at Cloudflare, whichever it is made at. */
  readonly at: string;
}

/** Applies; every event. With a fault the change named fails, after it was done where it is made on the server. */
export async function applied(wanted: Wanted, fault?: Fault): Promise<readonly ApplyEvent[]> {
  let now: string | null = null;
  const isNow = (): boolean => fault !== undefined && now === fault.at;
  const remote = fault ? failing(directRemote(), isNow) : directRemote();
  const of: Wanted = fault && wanted.cloud ? { ...wanted, cloud: failingAccount(wanted.cloud, isNow) } : wanted;
  const { plan } = await prepare(remote, steps, of);
  const events: ApplyEvent[] = [];
  for await (const event of apply(remote, steps, of, { planId: plan.id })) {
    if (event.kind === 'change-started') now = event.id;
    if (event.kind === 'undoing' || event.kind === 'change-done') now = null;
    events.push(event);
  }
  return events;
}

/** What is done is done, and its answer is that it failed: the worst that can be found. */
const failing = (remote: Remote, isNow: () => boolean): Remote => ({
  ...remote,
  get roundTrips() {
    return remote.roundTrips;
  },
  async run(script, options) {
    const answer = await remote.run(script, options);
    if (!isNow()) return answer;
    // a long change is a job: it is its end that is bad news
    if (script.text.includes('systemd-run')) return answer;
    if (script.text.includes('entry.json')) return { ...answer, status: 1 };
    return { ...answer, stdout: answer.stdout.replace(/^status 0\n/, 'status 1\n') };
  },
});

const failingAccount = (account: Account, isNow: () => boolean): Account => ({
  get calls() {
    return account.calls;
  },
  look: (question) => account.look(question),
  async make(change) {
    const outcome = await account.make(change);
    if (isNow()) throw new FailureError(failure('cloudflare-unreachable', {}));
    return outcome;
  },
});

/** All that a change of names may touch, here and at Cloudflare. What was issued stays: certificates are not among it. */
export async function household(): Promise<Readonly<Record<string, unknown>>> {
  const texts = `for f in /etc/nginx/conf.d/*.conf /etc/dnsmasq.d/* /etc/immich-at-home/names* /etc/immich-at-home/dns-vpn.conf \\
  /etc/systemd/system/immich-at-home-* /var/lib/immich-at-home/*.json /var/lib/immich-at-home/renewal-tested /usr/local/lib/immich-at-home/*; do
  [ ! -e "$f" ] || sha256sum "$f"; done
curl -s http://127.0.0.1:2283/api/server/config | grep -o '"externalDomain":"[^"]*"'
cat /var/lib/private/immich-at-home-endpoint/* 2>/dev/null | grep -v address; true`;
  const { stdout } = await serverExec(['sh', '-c', texts]);
  return { ...(await state()), texts: stdout, cloudflare: await internet.snapshot() };
}

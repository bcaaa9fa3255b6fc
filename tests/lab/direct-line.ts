// The direct line without the rest of a set-up: what its parts build on, and the parts of it that a test wants, on a server as new.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FailureError } from '../../electron/contract/failure';
import { readSettings, type Settings } from '../../electron/contract/settings';
import { apply, undo } from '../../electron/provision/engine/apply';
import { prepare } from '../../electron/provision/engine/plan';
import type { AnyStep, Wanted } from '../../electron/provision/engine/step';
import { wishes } from './command-line.ts';
import { tokens } from './internet/index.ts';
import { serverExec } from './lab.ts';
import { noPins } from './pins.ts';
import { directRemote } from './remote.ts';

const resources = join(import.meta.dirname, '../../resources/server');

function settingsOf(draft: object): Settings {
  const read = readSettings(draft);
  if ('settings' in read) return read.settings;
  throw new Error(`the family's wishes are not valid: ${JSON.stringify(read.issues)}`);
}

/** `network6`: as a new set-up has it. */
export const householdWith = (network6: string | null = null): Wanted => ({
  settings: settingsOf({ ...wishes, vpn: { ...wishes.vpn, network6 } }),
  secrets: {},
  cloud: null,
  pins: noPins,
  switchOffApache: false,
  template: (name) => readFileSync(join(resources, name), 'utf8'),
});

export const onServer = async (script: string): Promise<string> =>
  (await serverExec(script, { timeoutMs: 300_000 })).stdout;

/** What these parts build on, without the part that brings it. */
export async function groundwork({ settings }: Wanted): Promise<void> {
  await onServer(`set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update && apt-get -q -y install --no-install-recommends python3 curl
install -d -m 0700 /var/lib/immich-at-home /var/lib/immich-at-home/secrets
install -d -m 0755 /etc/immich-at-home
printf '%s' '${JSON.stringify(settings)}' > /var/lib/immich-at-home/household.json
printf 'dns_cloudflare_api_token = %s\\n' '${tokens.dnsOnly.value}' > /etc/immich-at-home/cloudflare.ini
chmod 0600 /etc/immich-at-home/cloudflare.ini`);
}

export async function setUp(steps: readonly AnyStep[], household: Wanted): Promise<void> {
  const remote = directRemote();
  const { plan } = await prepare(remote, steps, household);
  for await (const event of apply(remote, steps, household, { planId: plan.id }))
    if (event.kind === 'failed') throw new Error(`${event.failure.code} ${event.failure.detail ?? ''}`);
}

export async function takeBack(household: Wanted): Promise<void> {
  for await (const event of undo(directRemote(), household))
    if (event.kind === 'failed') throw new Error(`${event.failure.code} ${event.failure.detail ?? ''}`);
}

/** The parts that are not as wanted. */
export const planned = async (steps: readonly AnyStep[], household: Wanted): Promise<readonly string[]> =>
  (await prepare(directRemote(), steps, household)).plan.parts.map((part) => part.step);

export const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : error),
  );

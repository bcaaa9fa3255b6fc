// A server with Docker and Immich and nothing else of the household, through the engine in this process: what concerns Immich alone is
// tried here in half the time. Surprise: whoever stops listening to an apply is a PC that was switched off; its job goes on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../electron/contract/settings';
import type { ApplyEvent } from '../../electron/contract/progress';
import { readPins } from '../../electron/provision/engine';
import { apply } from '../../electron/provision/engine/apply';
import { prepare } from '../../electron/provision/engine/plan';
import { step, type Wanted } from '../../electron/provision/engine/step';
import { Secret } from '../../electron/provision/shell/secret';
import { base } from '../../electron/provision/steps/base';
import { docker } from '../../electron/provision/steps/docker';
import { immich } from '../../electron/provision/steps/immich';
import { admin, wishes } from './command-line.ts';
import { onServer } from './family-album.ts';
import { pinsFile } from './internet/index.ts';
import { serverExec } from './lab.ts';
import { directRemote } from './remote.ts';

const root = join(import.meta.dirname, '../..');
const steps = [step(base), step(docker), step(immich)];

/** The family's wishes with some changed, by a program that knows the releases in `pins`. */
export function wantedWith(more: object = {}, pins = pinsFile): Wanted {
  const read = readSettings({ ...wishes, ...more });
  if (!('settings' in read)) throw new Error(JSON.stringify(read.issues));
  return {
    settings: read.settings,
    secrets: { adminPassword: new Secret(admin.password) },
    cloud: null,
    pins: readPins(readFileSync(pins, 'utf8')),
    switchOffApache: false,
    whole: true,
    template: (name) => readFileSync(join(root, 'resources/server', name), 'utf8'),
  };
}

/** Every change of a plan: "write-file". Throws FailureError where there can be none. */
export async function planned(wanted: Wanted): Promise<readonly string[]> {
  const { plan } = await prepare(directRemote(), steps, wanted);
  return plan.parts.flatMap(({ changes }) => changes.map(({ summary }) => summary.key));
}

/** Applies; every event. The PC is switched off at the first event for which `off` is true. */
export async function applied(wanted: Wanted, off?: (event: ApplyEvent) => boolean): Promise<readonly ApplyEvent[]> {
  const remote = directRemote();
  const { plan } = await prepare(remote, steps, wanted);
  const events: ApplyEvent[] = [];
  for await (const event of apply(remote, steps, wanted, { planId: plan.id })) {
    events.push(event);
    if (off?.(event)) break;
  }
  return events;
}

/** How an apply failed; throws when it did not. */
export function failureIn(events: readonly ApplyEvent[]): Extract<ApplyEvent, { kind: 'failed' }> {
  const failed = events.findLast((event) => event.kind === 'failed');
  if (!failed) throw new Error(`it did not fail: ${JSON.stringify(events.at(-1))}`);
  return failed;
}

/** Throws with its reason when an apply did not end well. */
export function requireFinished(events: readonly ApplyEvent[]): void {
  const last = events.at(-1);
  if (last?.kind !== 'finished') throw new Error(JSON.stringify(last));
}

export const shell = async (command: string): Promise<string> => (await serverExec(command)).stdout.trim();

export const sql = (question: string): Promise<string> =>
  shell(`docker exec immich_postgres psql -At -U postgres -d immich -c '${question}'`);

/** Photos in Immich's own way, and an album; their ids. */
export async function takePhotos(count: number): Promise<readonly string[]> {
  const login = {
    method: 'POST',
    path: '/api/auth/login',
    body: { email: admin.email, password: admin.password },
  } as const;
  const { accessToken: token } = (await onServer(login)) as { accessToken: string };
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    const file = { name: `Urlaub ${n} – Grüße.jpg`, bytes: Buffer.from(`photo ${n} `.repeat(20_000)) };
    ids.push(((await onServer({ method: 'POST', path: '/api/assets', token, file })) as { id: string }).id);
  }
  const body = { albumName: 'Summer', description: 'at the lake' };
  await onServer({ method: 'POST', path: '/api/albums', token, body });
  return ids;
}

/** A photo's bytes as Immich hands them out, by their digest. */
export async function digestOf(id: string): Promise<string> {
  const answer = await shell(`api=http://127.0.0.1:2283/api
token=$(curl -sf -H 'content-type: application/json' -d '${JSON.stringify({ email: admin.email, password: admin.password })}' $api/auth/login | sed 's/.*"accessToken": *"\\([^"]*\\)".*/\\1/')
curl -sf -H "Authorization: Bearer $token" $api/assets/${id}/original | sha256sum`);
  return answer.slice(0, 64);
}

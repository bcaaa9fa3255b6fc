// Two PCs of one family at one server: who works keeps the other out by name, who planned from what is no more is told who changed it,
// and who vanished in the middle keeps nobody out. With the first part alone; that the others hang together is proven elsewhere.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FailureError, type Failure } from '../../electron/contract/failure';
import type { ApplyEvent } from '../../electron/contract/progress';
import { readSettings } from '../../electron/contract/settings';
import { readPins, seeHousehold, type Wanted } from '../../electron/provision/engine';
import { apply } from '../../electron/provision/engine/apply';
import { takeLock } from '../../electron/provision/engine/lock';
import { prepare } from '../../electron/provision/engine/plan';
import { step } from '../../electron/provision/engine/step';
import { base } from '../../electron/provision/steps/base';
import { root } from '../../scripts/build/bundles';
import { wishes } from './command-line.ts';
import { pinsFile } from './internet/index.ts';
import { cannotRunHere, reset, serverExec } from './lab.ts';
import { directRemote } from './remote.ts';
import { labIsUp } from '../support/lab-up';

const steps = [step(base)];
const anna = directRemote('owner', 'anna-pc');
const ben = directRemote('owner', 'ben-laptop');

function wanted(recognition: boolean, basis?: Wanted['basis']): Wanted {
  const read = readSettings({ ...wishes, recognition });
  if (!('settings' in read)) throw new Error(JSON.stringify(read.issues));
  return {
    settings: read.settings,
    secrets: {},
    cloud: null,
    pins: readPins(readFileSync(pinsFile, 'utf8')),
    switchOffApache: false,
    ...(basis ? { basis } : {}),
    template: (name) => readFileSync(join(root, 'resources/server', name), 'utf8'),
  };
}

const planned = async (at: typeof anna, of: Wanted): Promise<string> => (await prepare(at, steps, of)).plan.id;
const work = (at: typeof anna, of: Wanted, planId: string): AsyncGenerator<ApplyEvent> =>
  apply(at, steps, of, { planId });
async function applied(at: typeof anna, of: Wanted, planId: string): Promise<ApplyEvent | undefined> {
  let last: ApplyEvent | undefined;
  for await (const event of work(at, of, planId)) last = event;
  return last;
}
const seen = async (at: typeof anna): Promise<readonly (string | null)[]> => [(await seeHousehold(at)).sum];
const refusal = async (doing: Promise<unknown>): Promise<Failure | null> => {
  try {
    await doing;
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
};

describe.skipIf(cannotRunHere() !== undefined)('two PCs of one family', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
  });

  it('do not work at once: the second is told who does, since when, and from where', async () => {
    const [ofAnna, ofBen] = [wanted(true, await seen(anna)), wanted(true, await seen(ben))];
    const [plan, other] = [await planned(anna, ofAnna), await planned(ben, ofBen)];
    const begun = Date.now();
    let locked: Failure | null = null;
    let last: ApplyEvent | undefined;
    for await (const event of work(anna, ofAnna, plan)) {
      last = event;
      if (event.kind === 'part-started') locked = await refusal(applied(ben, ofBen, other));
    }
    expect(last).toMatchObject({ kind: 'finished' });
    expect(locked).toMatchObject({ code: 'apply-locked', values: { holder: 'owner', from: 'anna-pc' } });
    const since = locked?.code === 'apply-locked' ? Date.parse(locked.values.since) : 0;
    expect(Math.abs(since - begun)).toBeLessThan(60_000);
    // what it had planned before is worth nothing now, and nothing of it happened
    expect(await refusal(applied(ben, ofBen, other))).toMatchObject({
      code: 'household-changed',
      values: { by: 'owner', from: 'anna-pc' },
    });
  });

  it('a plan made from what another has changed since is refused, at planning and at applying', async () => {
    const basis = await seen(ben);
    const ofBen = wanted(true, basis);
    const plan = await planned(ben, ofBen);
    const ofAnna = wanted(false, await seen(anna));
    expect(await applied(anna, ofAnna, await planned(anna, ofAnna))).toMatchObject({ kind: 'finished' });
    const after = wanted(false, await seen(anna));

    const changed = { code: 'household-changed', values: { by: 'owner', from: 'anna-pc' } };
    expect(await refusal(applied(ben, ofBen, plan))).toMatchObject(changed);
    expect(await refusal(planned(ben, ofBen))).toMatchObject(changed);
    expect((await seeHousehold(ben)).settings?.recognition).toBe(false);

    const anew = wanted(true, await seen(ben));
    expect(await applied(ben, anew, await planned(ben, anew))).toMatchObject({ kind: 'finished' });
    expect((await seeHousehold(anna)).settings?.recognition).toBe(true);
    expect(await refusal(planned(anna, after))).toMatchObject({ values: { from: 'ben-laptop' } });
  });

  it('one that vanished in the middle keeps nobody out', async () => {
    await takeLock(anna, 'vanished');
    const of = wanted(false, await seen(ben));
    const plan = await planned(ben, of);
    expect(await refusal(applied(ben, of, plan))).toMatchObject({ code: 'apply-locked' });
    await serverExec(`touch -d '3 minutes ago' /run/immich-at-home/lock`);
    expect(await applied(ben, of, plan)).toMatchObject({ kind: 'finished' });
  });
});

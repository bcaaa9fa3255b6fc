// What `status` tells of a server, also where the public door cannot be planned.
import { describe, expect, it } from 'vitest';
import { openWork } from '../../../electron/cli/open-work';
import { failure, FailureError } from '../../../electron/contract/failure';
import { say, type StepId } from '../../../electron/contract/message';
import type { Plan } from '../../../electron/contract/plan';
import type { AnyStep } from '../../../electron/provision/engine/step';
import { codeOf } from '../ipc/workplace';

const change = (id: string) => ({ id, summary: say('close-sign-up', {}) });
const planOf = (ids: readonly StepId[], open: readonly StepId[]): Plan =>
  ({
    id: 'plan',
    parts: open.map((step) => ({ step, leaving: false, changes: [change(`${step}/1`), change(`${step}/2`)] })),
    done: ids.filter((id) => !open.includes(id)),
    downloadBytes: 0,
  }) as unknown as Plan;
const missing = (name: string): FailureError => new FailureError(failure('secret-missing', { name }));
const idsOf = (parts: readonly AnyStep[]): readonly StepId[] => parts.map(({ id }) => id);

describe('open work', () => {
  it('is what the plan holds, after one look', async () => {
    let looks = 0;
    const work = await openWork((parts) => {
      looks += 1;
      return Promise.resolve(planOf(idsOf(parts), ['tunnel']));
    });
    expect(work).toMatchObject({ open: [{ step: 'tunnel', changes: 2 }], changes: 2 });
    expect(work.done).toContain('nginx');
    expect(looks).toBe(1);
  });

  it.each(['setupToken', 'tunnelToken'])(
    'holds the public door where %s is not at hand, and all else as it is',
    async (name) => {
      const work = await openWork((parts) =>
        idsOf(parts).includes('tunnel')
          ? Promise.reject(missing(name))
          : Promise.resolve(planOf(idsOf(parts), ['nginx'])),
      );
      expect(work.open).toEqual([
        { step: 'nginx', changes: 2 },
        { step: 'tunnel', changes: null },
      ]);
      expect(work.done).not.toContain('tunnel');
      expect(work.done).toContain('immich');
      expect(work.changes).toBe(2);
    },
  );

  it('what another part lacks, or what goes wrong otherwise, is said', async () => {
    expect(await codeOf(openWork(() => Promise.reject(missing('/var/lib/immich-at-home/secrets/database'))))).toBe(
      'secret-missing',
    );
    expect(await codeOf(openWork(() => Promise.reject(new FailureError(failure('not-connected', {})))))).toBe(
      'not-connected',
    );
  });
});

/**
 * What a plan for the household as it stands would do, part by part. The surprise: no part's refusal ends it for the others. A public door
 * that can be planned only with Cloudflare's token, or photos whose disk is away, are told as that.
 */
import { FailureError, type Failure } from '../../contract/failure';
import type { StepId } from '../../contract/message';
import { describe } from '../engine/describe';
import { agenda, planStep } from '../engine/plan';
import type { AnyStep, Wanted } from '../engine/step';
import type { Fact, Reader } from '../facts/fact';
import { server } from '../facts/immich';
import { Sh } from '../shell/sh';

export interface OpenPart {
  readonly step: StepId;
  readonly leaving: boolean;
  readonly changes: number;
  /** Files and records of others, or changed by others, that those changes would replace. */
  readonly replaces: readonly string[];
  /** How many of the changes replace such. */
  readonly replacing: number;
  /** Why it could not be planned; null = it could. */
  readonly failure: Failure | null;
}

/** A plan waits for a container that has just been started; a look says what is so now. */
const impatient: Fact<unknown> = {
  ...server,
  command: new Sh(`base=http://127.0.0.1:2283/api/server
ping=$(curl -sf --max-time 4 $base/ping) || exit 1
printf '%s\\n' "$ping"; curl -sf --max-time 4 $base/config`),
};

const hurried = (reader: Reader): Reader => ({
  ask: <T>(fact: Fact<T>) => reader.ask(fact.key === server.key ? (impatient as Fact<T>) : fact),
});

/** Every part that is wanted or on its way out, also those with nothing to do. All of it asks in one round trip. */
export const lookAtParts = (reader: Reader, steps: readonly AnyStep[], wanted: Wanted): Promise<readonly OpenPart[]> =>
  Promise.all(
    agenda(steps, wanted).map(async ({ step, leaving }) => {
      const part = { step: step.id, leaving };
      try {
        const found = await step.inspect(hurried(reader), wanted);
        const shown = planStep({ step, leaving }, wanted, found).map((change, n) =>
          describe(`${step.id}/${n + 1}`, change),
        );
        const replaced = shown.flatMap(({ accepts }) => (accepts === null ? [] : [accepts]));
        return {
          ...part,
          changes: shown.length,
          replaces: [...new Set(replaced)],
          replacing: replaced.length,
          failure: null,
        };
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        return { ...part, changes: 0, replaces: [], replacing: 0, failure: error.failure };
      }
    }),
  );

/**
 * All facts of a plan in one round trip: what steps ask before they await is gathered, equal questions are asked once, the
 * commands become one script and its answer is cut by markers.
 */
import { randomBytes } from 'node:crypto';
import type { Fact, Reader } from '../facts/fact';
import type { Answer, Remote } from '../remote';
import { prelude } from '../shell/prelude';
import { Sh } from '../shell/sh';

interface Question {
  readonly fact: Fact<unknown>;
  readonly answer: Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

const question = (fact: Fact<unknown>): Question => {
  let resolve!: (value: unknown) => void;
  let reject!: (reason: unknown) => void;
  const answer = new Promise<unknown>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return { fact, answer, resolve, reject };
};

/** A reader of one server. Answers are not kept from one call of `reader` to the next: make a new one to look again. */
export function reader(remote: Remote, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Reader {
  const known = new Map<string, Question>();
  let waiting: Question[] = [];

  const send = async (): Promise<void> => {
    // what is asked aside answers last
    const asked = waiting.toSorted((a, b) => Number(a.fact.aside ?? false) - Number(b.fact.aside ?? false));
    waiting = [];
    try {
      const mark = `iah-${randomBytes(9).toString('hex')}`;
      const answers = cut(
        mark,
        asked.length,
        await remote.run(script(mark, asked), { timeoutMs: 120_000, ...options }),
      );
      asked.forEach(({ fact, resolve, reject }, n) => {
        try {
          resolve(fact.parse(answers[n] ?? { status: 255, stdout: '' }));
        } catch (error) {
          reject(error);
        }
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  return {
    ask<T>(fact: Fact<T>): Promise<T> {
      let asked = known.get(fact.key);
      if (!asked) {
        asked = question(fact);
        known.set(fact.key, asked);
        if (waiting.push(asked) === 1) setImmediate(() => void send());
      }
      return asked.answer as Promise<T>;
    },
  };
}

/** Seconds that what is asked aside is waited for after all the others. */
const longer = 6;

const script = (mark: string, asked: readonly Question[]): Sh => {
  const inTurn = asked.filter(({ fact }) => !fact.aside);
  const asides = asked.filter(({ fact }) => fact.aside);
  return new Sh(
    [
      prelude,
      ...(asides.length > 0 ? begin(asides) : []),
      ...inTurn.map(
        ({ fact }) => `( ${fact.command.text}\n) </dev/null 2>/dev/null; printf '\\n%s %s\\n' ${mark} "$?"`,
      ),
      ...(asides.length > 0 ? [end(mark, asides.length)] : []),
    ].join('\n'),
  );
};

/** Each by itself in the background, its answer into a file. One that goes on too long ends by its own limits, and nobody hears it. */
const begin = (asides: readonly Question[]): readonly string[] => [
  'iah_aside=$(mktemp -d)',
  ...asides.map(
    ({ fact }, n) =>
      `{ ( ${fact.command.text}\n) > "$iah_aside/${n}"; echo "$?" > "$iah_aside/${n}.new"; mv "$iah_aside/${n}.new" "$iah_aside/${n}.status"; } </dev/null >/dev/null 2>&1 &`,
  ),
];

const end = (mark: string, count: number): string => `iah_until=$(( $(date +%s) + ${longer} ))
while [ "$(ls "$iah_aside" | grep -c 'status$')" -lt ${count} ] && [ "$(date +%s)" -lt "$iah_until" ]; do sleep 0.1; done
n=0; while [ "$n" -lt ${count} ]; do
  said=124; if [ -e "$iah_aside/$n.status" ]; then said=$(cat "$iah_aside/$n.status"); cat "$iah_aside/$n"; fi
  printf '\\n%s %s\\n' ${mark} "$said"; n=$(( n + 1 ))
done
rm -rf "$iah_aside"`;

function cut(mark: string, count: number, { stdout }: Answer): Pick<Answer, 'status' | 'stdout'>[] {
  const parts = stdout.split(new RegExp(`\\n${mark} (\\d+)\\n`));
  return Array.from({ length: count }, (_, n) => ({
    stdout: parts[n * 2] ?? '',
    status: Number(parts[n * 2 + 1] ?? 255),
  }));
}

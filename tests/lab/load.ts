// Requests without end from a host of the lab, each with a connection, a handshake and a question for the name of its own, as a new visitor
// would come; redirects are followed. Surprise: it is a shell and curl, one beside the other for each place, because a test that waits for a
// server cannot send at the same time as evenly. And a nginx that reloads says GOAWAY on a connection of HTTP/2 that has not asked anything
// yet: what was not begun every browser sends again by itself, so such a question is sent again here as well, and counted.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDir, type Host } from './names.ts';
import { startIn, until } from './processes.ts';

export interface Place {
  readonly from: Exclude<Host, 'home' | 'router'>;
  readonly url: string;
  /** What a right answer holds. */
  readonly holds: string;
}
export interface Outcome {
  readonly requests: number;
  /** "pc https://…: 28 000 …", each that was not answered as it should. */
  readonly failed: readonly string[];
  /** Questions that nginx had not begun when it changed its workers, and answered when they came again. */
  readonly sentAgain: number;
  /** Names that answered in the end, by place: where redirects led to. */
  readonly answeredBy: readonly string[];
}

const folder = join(runDir, 'load');

const script = (stop: string, log: string, { url, holds }: Place): string => `
ask() {
  said=$(curl -sSL --max-redirs 5 --max-time 15 -o ${log}.body -w '%{http_code} %{url_effective}' '${url}' 2> ${log}.why)
  status=$?
}
while [ ! -e ${stop} ]; do
  how=fine
  ask
  if [ "$status" -eq 16 ]; then how=again; ask; fi
  if [ "$status" -eq 0 ] && [ "\${said%% *}" = 200 ] && grep -qF '${holds}' ${log}.body; then
    printf '%s %s\n' "$how" "\${said#* }"
  else
    printf 'failed %s curl %s %s %s %s\n' "$(date +%T)" "$status" "$said" "$(cat ${log}.why)" "$(head -c 200 ${log}.body | tr '\n' ' ')"
  fi >> ${log}
  sleep 0.05 # between two visitors; nothing waits for it
done
: > ${log}.over`;

export interface Load {
  /** How many requests have come to an end until now, by place. */
  counts(): readonly number[];
  /** Until each place has had so many more answers. */
  more(answers: number): Promise<void>;
  stop(): Promise<Outcome>;
}

/** Begins at all of the places at once, and waits for the first answer at each. */
export async function loadFrom(places: readonly Place[]): Promise<Load> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const stop = join(folder, 'stop');
  const log = (n: number): string => join(folder, `${n}.log`);
  for (const [n, place] of places.entries()) {
    const path = join(folder, `${n}.sh`);
    writeFileSync(path, script(stop, log(n), place));
    await startIn(place.from, `load-${n}-${Date.now()}`, ['sh', path]);
  }
  const lines = (n: number): readonly string[] =>
    existsSync(log(n)) ? readFileSync(log(n), 'utf8').split('\n').filter(Boolean) : [];
  const counts = (): readonly number[] => places.map((_, n) => lines(n).length);
  const more = async (answers: number): Promise<void> => {
    const before = counts();
    await until(
      `${answers} more answers at ${places.map(({ url }) => url).join(', ')}`,
      () => counts().every((now, n) => now >= (before[n] ?? 0) + answers),
      60_000,
    );
  };
  await more(1);
  return {
    counts,
    more,
    async stop() {
      writeFileSync(stop, '');
      await until('the load has ended', () => places.every((_, n) => existsSync(`${log(n)}.over`)), 30_000);
      const failed = places.flatMap(({ from, url }, n) =>
        lines(n)
          .filter((line) => line.startsWith('failed '))
          .map((line) => `${from} ${url}: ${line}`),
      );
      const answeredBy = [
        ...new Set(
          places.flatMap(({ from }, n) =>
            lines(n)
              .filter((line) => !line.startsWith('failed '))
              .map((line) => `${from} ${new URL(line.split(' ')[1] ?? '').host}`),
          ),
        ),
      ];
      const sentAgain = places.flatMap((_, n) => lines(n)).filter((line) => line.startsWith('again ')).length;
      return { requests: counts().reduce((sum, count) => sum + count, 0), failed, sentAgain, answeredBy };
    },
  };
}

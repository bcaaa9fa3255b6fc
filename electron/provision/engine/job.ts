/**
 * A long action runs on the server as a transient unit of its own: a closed laptop lid loses nothing. Its output is a file read
 * by offset; its end is a status file. Asking waits on the server for news, so that a job costs few round trips.
 */
import { failure, FailureError } from '../../contract/failure';
import type { Remote } from '../remote';
import { jobFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { statePrelude } from '../shell/state';

export interface JobNews {
  readonly output: string;
  readonly offset: number;
  /** Exit status once it has ended and all it said is read; 'lost' when it ended without one (the server was restarted); null while it runs. */
  readonly status: number | 'lost' | null;
}

const unitOf = (id: string): string => `immich-at-home-job-${id}`;

/**
 * The body (for `framed`) that starts a job unless it was started before; `input` lines are read by its command from stdin.
 * The job itself marks its change as done.
 */
export const startJob = (id: string, command: Sh, input: readonly string[]): Sh =>
  new Sh(`${sh`dir=${`${jobFolder}/${id}`}; unit=${unitOf(id)}`.text}
if [ ! -e "$dir/started" ]; then
mkdir -p -m 0700 "$dir"
base64 -d > "$dir/script" <<'IAH_JOB'
${Buffer.from(`${statePrelude}\nentry=$1\numask 022\n( set -e\n${command.text}\n)\nstatus=$?; [ "$status" -eq 0 ] || exit "$status"\n: > "$entry/done"\n`).toString('base64').replace(/.{76}/g, '$&\n')}
IAH_JOB
base64 -d > "$dir/input" <<'IAH_JOB'
${Buffer.from(input.map((line) => `${line}\n`).join(''))
  .toString('base64')
  .replace(/.{76}/g, '$&\n')}
IAH_JOB
chmod 0600 "$dir/script" "$dir/input"
: > "$dir/started"
systemd-run --quiet --collect --unit="$unit" --property=KillMode=control-group --setenv=LC_ALL=C --setenv=PATH="$PATH" /bin/sh -c 'exec < "$1/input"; rm -f "$1/input"; /bin/sh "$1/script" "$2" > "$1/out" 2>&1; echo $? > "$1/status.new"; mv "$1/status.new" "$1/status"' sh "$dir" "$entry" || { rm -f "$dir/started"; exit 1; }
fi`);

/** What one answer carries at most. */
const answerBytes = 400_000;

/** Waits for news of a job after `offset`: half a second at least, two at most, or its end. Keeps the lock alive. */
export async function news(remote: Remote, applyId: string, id: string, offset: number): Promise<JobNews> {
  const answer = await remote.run(
    new Sh(`${statePrelude}
${sh`dir=${`${jobFolder}/${id}`}; unit=${unitOf(id)}; offset=${offset}; iah_hold ${applyId} || :`.text}
n=0
while [ "$n" -lt 20 ] && [ ! -e "$dir/status" ]; do
  [ "$n" -lt 5 ] || [ "$(stat -c %s "$dir/out" 2>/dev/null || echo 0)" -le "$offset" ] || break
  sleep 0.1; n=$((n + 1))
done
status=running
if [ -e "$dir/status" ]; then status=$(cat "$dir/status")
elif ! systemctl is-active --quiet "$unit"; then sleep 0.2; if [ -e "$dir/status" ]; then status=$(cat "$dir/status"); else status=lost; fi; fi
printf 'status %s\\n' "$status"
tail -c "+$((offset + 1))" "$dir/out" 2>/dev/null | head -c ${answerBytes} | base64 -w 0`),
  );
  const [head = '', encoded = ''] = answer.stdout.split('\n');
  const word = head.replace('status ', '');
  const output = Buffer.from(encoded, 'base64');
  const ended = word !== 'running' && output.length < answerBytes;
  return {
    output: output.toString('utf8'),
    offset: offset + output.length,
    status: !ended ? null : word === 'lost' ? 'lost' : Number(word),
  };
}

/** Ids of jobs that still run: those of a holder who is gone are waited for before anything else is done. */
export async function runningJobs(remote: Remote): Promise<readonly string[]> {
  const answer = await remote.run(
    new Sh(
      `systemctl list-units --plain --no-legend --state=active,activating 'immich-at-home-job-*' | cut -d ' ' -f 1`,
    ),
  );
  return answer.stdout
    .split('\n')
    .map((unit) => /^immich-at-home-job-(.+)\.service$/.exec(unit.trim())?.[1])
    .filter((id) => id !== undefined);
}

/** Ends a job that took too long, so that it does not work beside its own undo. */
export const stopJob = (id: string): Sh => sh`systemctl stop ${unitOf(id)}`;

export function jobLost(): never {
  throw new FailureError(failure('server-restarted', {}));
}

/**
 * One apply at a time per server. The lock is on a tmpfs (a reboot ends it), says who holds it since when and from where, and
 * counts as gone when its SSH session is gone or has given no sign for two minutes; a job of a gone holder is waited for.
 */
import { failure, FailureError } from '../../contract/failure';
import type { Answer, Remote } from '../remote';
import { Sh, sh } from '../shell/sh';
import { exitCodes, statePrelude } from '../shell/state';

const value = (text: string, name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? '';

/** FailureError when the answer says that the lock is not ours (any more). */
export function requireLock(answer: Answer): void {
  if (answer.status === exitCodes.locked)
    throw new FailureError(
      failure('apply-locked', {
        holder: value(answer.stdout, 'who'),
        since: new Date(Number(value(answer.stdout, 'since')) * 1000).toISOString(),
        from: value(answer.stdout, 'from'),
      }),
    );
  if (answer.status === exitCodes.lockGone) throw new FailureError(failure('server-restarted', {}));
}

/** Takes the lock, or takes it over when its holder is gone. */
export async function takeLock(remote: Remote, applyId: string): Promise<void> {
  const { user, from } = remote.identity;
  requireLock(await remote.run(new Sh(`${statePrelude}\n${sh`iah_take ${applyId} ${user} ${from}`.text}`)));
}

export async function releaseLock(remote: Remote, applyId: string): Promise<void> {
  await remote.run(new Sh(`${statePrelude}\n${sh`iah_release ${applyId}`.text}`));
}

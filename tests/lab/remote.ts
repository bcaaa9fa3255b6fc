/**
 * The engine's Remote without SSH: straight into the lab's server as root. For tests of the engine itself; whatever people use
 * goes over the real connection (electron/server).
 */
import { randomBytes } from 'node:crypto';
import type { Answer, Remote, RunOptions } from '../../electron/provision/remote';
import { Secret } from '../../electron/provision/shell/secret';
import type { Sh } from '../../electron/provision/shell/sh';
import { serverExec } from './lab.ts';

export interface DirectRemote extends Remote {
  /** Each script that was run, newest last. */
  readonly scripts: readonly string[];
}

const bytes = (input: RunOptions['input']): Buffer =>
  Buffer.from(input instanceof Secret ? input.reveal() : (input ?? ''));

export function directRemote(user = 'owner', from = 'lab'): DirectRemote {
  const scripts: string[] = [];
  return {
    host: 'homeserver',
    identity: { user, from },
    scripts,
    get roundTrips() {
      return scripts.length;
    },
    bytes: { sent: 0, received: 0 },
    async run(script: Sh, options: RunOptions = {}): Promise<Answer> {
      scripts.push(script.text);
      const end = `IAH_${randomBytes(6).toString('hex')}`;
      const frame = `export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
main() {
${script.text}
}
base64 -d > /run/${end} <<'${end}'
${bytes(options.input).toString('base64')}
${end}
( main < /run/${end} ); status=$?; rm -f /run/${end}; exit "$status"`;
      const { code, stdout, stderr } = await serverExec(['/bin/sh', '-s'], {
        input: frame,
        allowFailure: true,
        timeoutMs: options.timeoutMs ?? 60_000,
      });
      return { status: code, stdout, stderr };
    },
  };
}

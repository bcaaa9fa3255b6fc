/**
 * How this person becomes root on this server, learnt in the first round trip. The surprises: sudo says "not in the sudoers" only
 * after a right password; its three tries are three lines of stdin, so it gets one line and then the end, or a person would be
 * locked out after one mistake; sudo-rs (Ubuntu 25.10) says the same things in other words.
 */
import { failure, type Failure } from '../contract/failure';
import { failed, ok, type Result } from '../contract/result';
import type { Answer } from '../provision/remote';
import type { Secret } from '../provision/shell/secret';
import type { Rights } from './envelope';

/** Run as the person who logged in. Its input is the password to try; empty when there is none. */
export const probeScript = `
printf 'uid %s\\n' "$(id -u)"
printf 'hostname %s\\n' "$(uname -n)"
if [ "$(id -u)" -eq 0 ]; then exit; fi
if ! command -v sudo >/dev/null; then echo 'sudo missing'; exit; fi
if sudo -k -n -- /bin/sh -c : </dev/null >/dev/null 2>&1; then echo 'sudo free'; exit; fi
if ! IFS= read -r password; then echo 'sudo asks'; exit; fi
said=$(printf '%s\\n' "$password" | sudo -S -k -p '' -- /bin/sh -c : 2>&1 >/dev/null)
if [ "$?" -eq 0 ]; then echo 'sudo password'; exit; fi
echo 'sudo refuses'
printf '%s\\n' "$said"`;

export interface Probed {
  readonly hostname: string;
  readonly rights: Rights;
}

export interface SudoPassword {
  readonly password: Secret;
  /** False when it is only the login password, tried because it is usually the same. */
  readonly given: boolean;
}

export function readProbe(answer: Answer, user: string, tried: SudoPassword | null): Result<Probed, Failure> {
  const [uidLine = '', hostLine = '', sudo = '', ...said] = answer.stdout.split('\n');
  const hostname = hostLine.replace(/^hostname /, '');
  const refuse = (reason: Failure): Result<Probed, Failure> => failed(reason);
  if (uidLine === 'uid 0') return ok({ hostname, rights: { kind: 'direct' } });
  switch (sudo) {
    case 'sudo missing':
      return refuse(failure('sudo-missing', { user }));
    case 'sudo free':
      return ok({ hostname, rights: { kind: 'sudo' } });
    case 'sudo password':
      if (tried) return ok({ hostname, rights: { kind: 'sudo-password', password: tried.password } });
      return refuse(failure('sudo-password-needed', { user }));
    case 'sudo asks':
      return refuse(failure('sudo-password-needed', { user }));
    case 'sudo refuses': {
      const reason =
        sudoRefusal(said.join('\n'), user) ?? failure('sudo-not-allowed', { user }, { detail: said.join('\n').trim() });
      const guessed = reason.code === 'sudo-wrong-password' && tried?.given !== true;
      return refuse(guessed ? failure('sudo-password-needed', { user }) : reason);
    }
    default:
      return refuse(failure('unexpected', {}, { detail: `${answer.stdout}\n${answer.stderr}`.trim().slice(0, 500) }));
  }
}

/** What sudo (or the shell, or env) meant when the script did not run; null when it was none of their doing. */
export function sudoRefusal(said: string, user: string): Failure | null {
  const detail = { detail: said.trim().slice(0, 500) };
  if (
    /not in the sudoers|may not run|is not allowed to|I'm sorry \S+ I'm afraid|must have a tty|no valid sudoers/i.test(
      said,
    )
  )
    return failure('sudo-not-allowed', { user }, detail);
  if (
    /Sorry, try again|incorrect password|incorrect authentication|Authentication fail|no password was provided/i.test(
      said,
    )
  )
    return failure('sudo-wrong-password', { user }, detail);
  if (/password is required|authentication (?:is )?required|terminal is required/i.test(said))
    return failure('sudo-password-needed', { user }, detail);
  if (/sudo.*(?:not found|No such file)|Unknown command.*sudo/i.test(said))
    return failure('sudo-missing', { user }, detail);
  return null;
}

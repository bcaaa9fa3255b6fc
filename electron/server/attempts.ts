/**
 * Which proofs of identity are offered to the server, in which order. The surprises: "none" is asked first, because only a
 * refusal lists what the server takes; many servers ask for the password as a question ("keyboard-interactive") and may ask for
 * a one-time code the same way, which a program that reconnects by itself cannot answer.
 */
import type { AnyAuthMethod, AuthHandlerMiddleware, BaseAgent, ParsedKey, Prompt } from 'ssh2';
import type { Secret } from '../provision/shell/secret';

export type Proof =
  | { readonly kind: 'password'; readonly password: Secret }
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'agent'; readonly agent: BaseAgent };

/** What the server said about logging in, for the failure. */
export interface LoginSeen {
  methods: string;
  askedForCode: boolean;
  /** What sshd or PAM said meanwhile: "System is booting up." */
  banner: string;
}

export const nothingSeen = (): LoginSeen => ({ methods: '', askedForCode: false, banner: '' });

export function attempts(user: string, proof: Proof, seen: LoginSeen): AuthHandlerMiddleware {
  const tried = new Set<string>();
  return (offered, partial, next) => {
    // ssh2 calls with null the first time, whatever its types say
    const methods = offered as readonly string[] | null;
    if (methods === null) {
      next({ type: 'none', username: user });
      return;
    }
    seen.methods = methods.join(', ');
    const method = choose(proof, methods, tried, partial);
    if (method === null || seen.askedForCode) {
      giveUp(next);
      return;
    }
    tried.add(method);
    next(attempt(method, user, proof, seen));
  };
}

const giveUp = (next: (method: AnyAuthMethod) => void): void => next(false as unknown as AnyAuthMethod);

type Method = 'password' | 'keyboard-interactive' | 'publickey';

/** The password is offered one way only: the same wrong password in two ways would count twice against the person. */
function choose(proof: Proof, offered: readonly string[], tried: ReadonlySet<string>, partial: boolean): Method | null {
  const open = (method: Method): boolean => offered.includes(method) && !tried.has(method);
  if (proof.kind !== 'password') return open('publickey') ? 'publickey' : null;
  if (tried.size > 0 && !partial) return null;
  if (open('password')) return 'password';
  return open('keyboard-interactive') ? 'keyboard-interactive' : null;
}

function attempt(method: Method, user: string, proof: Proof, seen: LoginSeen): AnyAuthMethod {
  if (proof.kind === 'agent') return { type: 'agent', username: user, agent: proof.agent };
  if (proof.kind === 'key') return { type: 'publickey', username: user, key: proof.key };
  if (method === 'password') return { type: 'password', username: user, password: proof.password.reveal() };
  return { type: 'keyboard-interactive', username: user, prompt: answers(proof.password, seen) };
}

const oneTimeCode = /code|token|otp|one.?time|verif|authenticator|duo|passcode|einmal|bestätigung/i;

/** Hidden questions get the password, once. Anything else is left empty, which the server refuses. */
function answers(password: Secret, seen: LoginSeen) {
  let given = false;
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: Prompt[],
    finish: (responses: string[]) => void,
  ): void => {
    finish(
      prompts.map(({ prompt, echo }) => {
        if (oneTimeCode.test(prompt)) seen.askedForCode = true;
        const wanted = !oneTimeCode.test(prompt) && echo !== true && !given;
        if (!wanted) return '';
        given = true;
        return password.reveal();
      }),
    );
  };
}

/**
 * What is said to Immich during set-up, and what it answers. Pure: requests are data, answers are parsed from `unknown`.
 * The surprise: `{"res":"pong"}` is compared exactly, because a login page or a proxy's error would also answer 200.
 */
import * as v from 'valibot';

export interface ImmichRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body: unknown;
}

/** The first account. Immich takes it once (201) and refuses ever after (400). */
export const signUp = (person: { name: string; email: string; password: string }): ImmichRequest => ({
  method: 'POST',
  path: '/api/auth/admin-sign-up',
  body: { email: person.email, password: person.password, name: person.name },
});

/** Spares the family Immich's own welcome tour of settings that are made already. */
export const finishOnboarding: ImmichRequest = {
  method: 'POST',
  path: '/api/system-metadata/admin-onboarding',
  body: { isOnboarded: true },
};

/** A member of the family; who gets the password changes it at the first sign-in. */
export const newUser = (person: { name: string; email: string; password: string }): ImmichRequest => ({
  method: 'POST',
  path: '/api/admin/users',
  body: { email: person.email, name: person.name, password: person.password, shouldChangePassword: true },
});

/** Changes nothing: whoever gets an answer is signed in. */
export const validateToken: ImmichRequest = { method: 'POST', path: '/api/auth/validateToken', body: {} };

const Refusal = v.object({ message: v.union([v.string(), v.array(v.string())]) });
/** Immich has no code for it, only words: "User exists". */
export function userExists(body: string): boolean {
  try {
    const { message } = v.parse(Refusal, JSON.parse(body));
    return [message].flat().some((line) => /\bexists\b/i.test(line));
  } catch {
    return false;
  }
}

export const isPong = (body: string): boolean => body.trim() === '{"res":"pong"}';

const ServerConfig = v.object({
  isInitialized: v.boolean(),
  isOnboarded: v.boolean(),
  externalDomain: v.string(),
});
/** What `GET /api/server/config` tells without a login, as far as it matters here. */
export type ServerConfig = v.InferOutput<typeof ServerConfig>;

/** Null when it is no answer of Immich. */
export function parseServerConfig(body: string): ServerConfig | null {
  try {
    const read = v.safeParse(ServerConfig, JSON.parse(body));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

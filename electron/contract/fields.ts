/**
 * Single fields of what a household wants, checked as they are typed. No hostname is among them: whoever needs one brings the list of
 * public suffixes along (see settings.ts), and a window or a main process that only begins to be shown does not.
 */
import * as v from 'valibot';

/** A reason a field is not right, as a key: renderer/text has the sentence. */
export const fieldProblems = [
  'empty',
  'characters',
  'too-long',
  'too-short',
  'no-domain',
  'public-suffix',
  'address',
  'same-name',
  'different-domain',
  'too-deep',
  'not-absolute',
  'system-folder',
  'range',
  'range-too-small',
  'not-private',
  'overlap',
  'outside-range',
  'email',
  'time-zone',
  'port',
  'leading-space',
  'tunnel-token',
  'not-public',
  'not-ula',
  'no-family',
] as const;
export type FieldProblem = (typeof fieldProblems)[number];
/** A reason as the message of a schema. */
export const because = (problem: FieldProblem): FieldProblem => problem;

/** Folders nobody should fill with photos, as the article's readers have done. */
const systemFolders =
  /^\/(?:$|(?:bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|tmp|usr|root)(?:\/|$))|^\/(?:var|home|srv|mnt|media|opt)$/;
export const Folder = v.pipe(
  v.string(),
  v.transform((path) => path.trim().replace(/(?<=.)\/+$/, '')),
  v.startsWith('/', because('not-absolute')),
  v.maxLength(200, because('too-long')),
  // docker compose reads .env: quotes, $, # and control characters would change meaning there
  v.regex(/^\/[\p{L}\p{N} ._@+,/-]*$/u, because('characters')),
  v.check((path) => !path.split('/').includes('..'), because('characters')),
  v.check((path) => !systemFolders.test(path), because('system-folder')),
);

export const PhoneName = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, because('empty')),
  v.normalize('NFC'),
  v.maxLength(40, because('too-long')),
  v.regex(/^[\p{L}\p{M}\p{N} ._'’()+-]+$/u, because('characters')),
);

export const Email = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.minLength(1, because('empty')),
  v.email(because('email')),
  v.maxLength(200, because('too-long')),
);

/** Without @: files on the server name their secrets by it. */
export const PersonName = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, because('empty')),
  v.maxLength(80, because('too-long')),
  v.regex(/^[^@\p{Cc}]+$/u, because('characters')),
);

/** The first account's password: Immich asks for eight, we ask for ten; spaces at the ends get lost when copied. */
export const Password = v.pipe(
  v.string(),
  v.minLength(10, because('too-short')),
  v.maxLength(200, because('too-long')),
  v.check((text) => text === text.trim(), because('leading-space')),
  v.regex(/^\P{Cc}*$/u, because('characters')),
);

/** The password of an account that is there already: whatever Immich once took. */
export const AnyPassword = v.pipe(
  v.string(),
  v.minLength(1, because('empty')),
  v.maxLength(200, because('too-long')),
  v.regex(/^\P{Cc}*$/u, because('characters')),
);

/** What Cloudflare's page shows for a tunnel: base64 of its account, id and secret. People paste the whole command around it. */
export const TunnelToken = v.pipe(
  v.string(),
  v.transform((text) => /\beyJ[A-Za-z0-9+/=_-]{60,}/.exec(text)?.[0] ?? text.trim()),
  v.minLength(1, because('empty')),
  v.maxLength(2000, because('too-long')),
  v.check((text) => readTunnelToken(text) !== null, because('tunnel-token')),
);

/** Which tunnel a token is for; null when it is none. Its secret is not looked at. */
export function readTunnelToken(token: string): { account: string; tunnel: string } | null {
  try {
    const read = v.safeParse(
      v.object({
        a: v.pipe(v.string(), v.hexadecimal()),
        t: v.pipe(v.string(), v.uuid()),
        s: v.pipe(v.string(), v.minLength(20)),
      }),
      JSON.parse(atob(token)),
    );
    return read.success ? { account: read.output.a, tunnel: read.output.t } : null;
  } catch {
    return null;
  }
}

/** A Cloudflare API token: 40 characters, newer ones longer and with a prefix. */
export const Token = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, because('empty')),
  v.regex(/^[A-Za-z0-9_-]{30,200}$/, because('characters')),
);

export const TimeZone = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/, because('time-zone')),
);

/** A release of Immich, as its tags are called: "v3.2.4". */
export const ImmichVersion = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^v\d{1,3}\.\d{1,3}\.\d{1,3}$/, because('characters')),
);
/** An image as Docker names it, digest included where one is pinned. */
const ImageName = v.pipe(v.string(), v.regex(/^[a-z0-9][A-Za-z0-9._:/@-]{0,250}$/, because('characters')));
export const ImmichImages = v.strictObject({
  server: ImageName,
  machineLearning: ImageName,
  valkey: ImageName,
  postgres: ImageName,
});
export type ImmichImages = v.InferOutput<typeof ImmichImages>;

/** Names under which this home was known before; more than a few at once nobody can tell apart any more. */
export const mostFormer = 12;

export const accessModels = ['both', 'home', 'public'] as const;
export type Access = (typeof accessModels)[number];
/** By the set-up token from this PC, or by hand in Cloudflare's dashboard with a tunnel's token pasted here. */
export const cloudflareWays = ['token', 'hand'] as const;

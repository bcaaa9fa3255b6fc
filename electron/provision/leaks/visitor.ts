/**
 * Who the probes pretend to be: the holder of a link, with an account's credentials besides. The surprise: in a leak run nothing of
 * it exists; a test hands over a real link and a real account, and the same probes must open nothing more.
 */
export interface Visitor {
  /** As Immich makes them: 67 characters. */
  readonly key: string;
  readonly slug: string;
  readonly album: string;
  readonly asset: string;
  /** A session's token and an API key. */
  readonly token: string;
  readonly apiKey: string;
}

export const stranger: Visitor = {
  key: `immich-at-home-leak-run-${'A'.repeat(43)}`,
  slug: 'immich-at-home-leak-run',
  album: '00000000-0000-4000-8000-000000000000',
  asset: '00000000-0000-4000-8000-000000000001',
  token: 'immich-at-home-leak-run-session',
  apiKey: 'immich-at-home-leak-run-api-key',
};

export type CredentialWay = readonly [what: string, headers: readonly (readonly [string, string])[]];

/** Every way in which Immich takes the credentials of an account by header. */
export const accountHeaders = ({ token, apiKey }: Visitor): readonly CredentialWay[] => [
  ['Authorization', [['Authorization', `Bearer ${token}`]]],
  ['x-immich-user-token', [['x-immich-user-token', token]]],
  ['x-immich-session-token', [['x-immich-session-token', token]]],
  ['x-api-key', [['x-api-key', apiKey]]],
  ['the cookie of an account', [['Cookie', `immich_access_token=${token}; immich_is_authenticated=true`]]],
  [
    'the cookie of an account beside that of a link',
    [['Cookie', `immich_shared_link_token=x; immich_access_token=${token}; immich_auth_type=password`]],
  ],
];

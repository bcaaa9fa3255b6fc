// What programs say when they fail, and what that means. The outputs are as they were said in the lab (Debian 12 and 13).
import { describe, expect, it } from 'vitest';
import type { Action } from '../../electron/provision/engine/action';
import { commandFailure, immichFailure } from '../../electron/provision/engine/failures';
import { sh } from '../../electron/provision/shell/sh';
import { family } from './family';

const install: Action = { kind: 'install', packages: ['nginx'] };
const acme: Action = { kind: 'run', command: sh`certbot certonly`, failure: 'acme' };
const nginx: Action = { kind: 'run', command: sh`nginx -t`, failure: 'nginx' };
const pull: Action = {
  kind: 'run',
  command: sh`curl http://localhost/images/create?fromImage=ghcr.io/immich-app/immich-server:v3.2.4`,
  failure: 'pull',
};
const tunnel: Action = { kind: 'run', command: sh`wait`, failure: 'tunnel' };
const leaks: Action = { kind: 'run', command: sh`probe`, failure: 'leaks' };
const signUp: Action = { kind: 'run', command: sh`curl`, failure: 'sign-up' };
const meaning = (action: Action, output: string) => commandFailure(action, 1, output, family());

describe('what a failed command means', () => {
  it.each([
    [
      install,
      `Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)...
E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)`,
      'apt-locked',
      { holder: 'unattended-upgr' },
    ],
    [
      install,
      `E: You don't have enough free space in /var/cache/apt/archives/.`,
      'disk-full',
      { path: '/var/cache/apt/archives/' },
    ],
    [
      install,
      `dpkg: error processing archive: cannot copy extracted data: failed to write (No space left on device)`,
      'disk-full',
      {},
    ],
    [
      leaks,
      `an account's call: GET /api/users/me HTTP/1.1 -> 401 application/json {"message"
960 requests, 1 leaks`,
      'share-host-leaks',
      {
        leaks: 1,
        requests: 960,
        first: `an account's call: GET /api/users/me HTTP/1.1 -> 401 application/json {"message"`,
      },
    ],
    [signUp, `{"isInitialized":false}`, 'sign-up-open', {}],
    [
      tunnel,
      'ERR Register tunnel error error="Unauthorized: Invalid tunnel secret"\ntcp: open',
      'tunnel-token-refused',
      {},
    ],
    [tunnel, 'edge: known\ntcp: closed\nudp: silent\nwaited: 31 s', 'tunnel-blocked', {}],
    [tunnel, 'edge: unknown\ntcp: closed\nwaited: 150 s', 'tunnel-not-connected', { seconds: 150 }],
    [install, `E: Unable to locate package nginx`, 'packages-unavailable', { packages: 'nginx' }],
    [install, `E: Failed to fetch http://deb.debian.org/x  Connection failed`, 'apt-failed', { packages: 'nginx' }],
    [
      acme,
      `Error determining zone_id: 9109 Invalid access token. Please confirm that you have supplied valid Cloudflare API credentials.`,
      'dns-token-invalid',
      {},
    ],
    [
      acme,
      `Error communicating with the Cloudflare API: Authentication error code: 10000`,
      'dns-token-without-rights',
      { zone: 'example-family.net' },
    ],
    [
      acme,
      `Unable to determine zone_id for photos.example-family.net using zone names`,
      'dns-token-without-rights',
      {},
    ],
    [
      acme,
      `Unable to determine zone_id for fotos.example-cousins.org using zone names: ['fotos.example-cousins.org']`,
      'dns-token-without-rights',
      { zone: 'example-cousins.org' },
    ],
    [
      acme,
      `An unexpected error occurred:\nAttributeError: can't set attribute\n  "type": "urn:ietf:params:acme:error:rateLimited",\n  "detail": "too many certificates"`,
      'acme-limit',
      { host: 'photos.example-family.net' },
    ],
    [
      acme,
      `Certbot failed to authenticate some domains\n  Detail: Incorrect TXT record "x" found at _acme-challenge.photos.example-family.net`,
      'acme-proof-not-seen',
      {},
    ],
    [
      acme,
      `urn:ietf:params:acme:error:caa :: Certification Authority Authorization (CAA) records forbid the CA`,
      'acme-refused',
      {},
    ],
    [
      nginx,
      `nginx: [emerg] unknown directive "http3" in /etc/nginx/conf.d/other.conf:3\nnginx: configuration file /etc/nginx/nginx.conf test failed`,
      'nginx-refuses-file',
      { file: '/etc/nginx/conf.d/other.conf' },
    ],
    [
      pull,
      `{"status":"Pulling from immich-app/immich-server","id":"v3.2.4"}\n{"errorDetail":{"message":"unexpected EOF"},"error":"unexpected EOF"}`,
      'image-pull-failed',
      { image: 'immich-app/immich-server' },
    ],
  ] as const)('%o: %s', (action, output, code, values) => {
    expect(meaning(action, output)).toMatchObject({ code, values });
  });

  it('shows the end of what was said, without apt’s own counting', () => {
    expect(meaning(install, 'dlstatus:1:50:x\nGet:1 a\nE: broken\n').detail).toBe('Get:1 a\nE: broken');
  });

  it('a second sign-up means that Immich belongs to somebody', () => {
    expect(
      immichFailure('POST /api/auth/admin-sign-up', 400, '{"message":"The server already has an admin"}').code,
    ).toBe('immich-already-claimed');
    expect(immichFailure('POST /api/auth/login', 401, '{"message":"Incorrect email or password"}')).toMatchObject({
      code: 'immich-refused',
      values: { status: 401 },
    });
  });
});

// The first account, made once: the real script against a curl that answers as Immich does.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { secret } from '../../electron/contract/secrets';
import { finishOnboarding, signUp } from '../../electron/immich/calls';
import { apiScript } from '../../electron/provision/engine/api';
import { Secret } from '../../electron/provision/shell/secret';
import { family } from './family';

const folder = mkdtempSync(join(tmpdir(), 'iah-sign-up-'));
afterAll(() => rmSync(folder, { recursive: true }));

const wanted = family({ secrets: { adminPassword: new Secret('sunflower "tractor" 42') } });
const { admin } = wanted.settings;
const request = signUp({ ...admin, password: secret('adminPassword') });
const taken = { code: 400, body: '{"message":"The server already has an admin"}' };

interface Reply {
  readonly code: number;
  readonly body: string;
}

/** Answers by path. */
function answering(signingUp: Reply, login: Reply): void {
  writeFileSync(
    join(folder, 'curl'),
    `#!/bin/sh
for word; do [ "$last" != -o ] || out=$word; last=$word; done
cat > /dev/null
case "$last" in
  *admin-sign-up) printf '%s' '${signingUp.body}' > "$out"; printf ${signingUp.code};;
  *logout) : > ${folder}/logged-out;;
  *login) printf '%s' '${login.body}' > "$out"; printf ${login.code};;
  *) printf '{}' > "$out"; printf 200;;
esac
`,
  );
  chmodSync(join(folder, 'curl'), 0o755);
}

function ask(asked = request, as: 'nobody' | 'admin' = 'nobody'): { status: number | null; said: string } {
  const { body, input } = apiScript(asked, as, wanted);
  const script = `set -e\n${body.text.replace('/run/immich-at-home', folder)}`;
  const { status, stdout } = spawnSync('/bin/sh', ['-c', script], {
    input: input.reveal(),
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin` },
  });
  return { status, said: stdout };
}

describe('the first account', () => {
  it('is made', () => {
    answering({ code: 201, body: '{"id":"1"}' }, { code: 401, body: '' });
    expect(ask()).toEqual({ status: 0, said: '201\n{"id":"1"}' });
  });

  it('counts as made when Immich has it already and takes its password; the session is told to nobody', () => {
    answering(taken, { code: 201, body: '{"accessToken":"open-sesame","isAdmin":true}' });
    expect(ask()).toEqual({ status: 0, said: '201\n' });
  });

  it('is somebody else’s when its password is another, or it is no admin: Immich’s own words are kept', () => {
    for (const login of [
      { code: 401, body: '{"message":"Incorrect email or password"}' },
      { code: 201, body: '{"accessToken":"open-sesame","isAdmin":false}' },
    ]) {
      answering(taken, login);
      expect(ask()).toEqual({ status: 1, said: `400\n${taken.body}` });
    }
  });

  it('lets the admin ask as before', () => {
    answering(taken, { code: 201, body: '{"accessToken":"open-sesame","isAdmin":true}' });
    expect(ask(finishOnboarding, 'admin')).toEqual({ status: 0, said: '200\n{}' });
    expect(existsSync(join(folder, 'logged-out'))).toBe(true);
    answering(taken, { code: 401, body: 'no' });
    expect(ask(finishOnboarding, 'admin')).toEqual({ status: 1, said: '401\nno' });
  });
});

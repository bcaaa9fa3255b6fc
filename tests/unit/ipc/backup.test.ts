// Recovery kits as the window asks for them: sealed before they touch this PC's disk, and opened into main, not into the window.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FailureError } from '../../../electron/contract/failure';
import { kitText } from '../../../electron/provision/kit/parse';
import { household, setStage, type Stage } from './workplace';

const passphrase = 'six words are better than one';
const secrets = { dnsToken: null, adminPassword: null, setupToken: null, tunnelToken: null };
const key = Buffer.from('a key that opens the copies').toString('base64');

let stage: Stage;
let path: string;
const connect = (): Promise<unknown> =>
  Promise.resolve(
    stage.handlers['server:connect']({
      ...{ host: '192.168.178.10', port: 22, user: 'owner', trust: null, sudoPassword: null, remember: false },
      auth: { kind: 'agent' },
    }),
  );
const codeOf = async (attempt: () => unknown): Promise<unknown> => {
  try {
    await attempt();
    return 'fine';
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : error;
  }
};

beforeEach(async () => {
  stage = setStage();
  path = join(stage.folder, 'home.age');
  stage.onServer = household;
  stage.kitText = kitText({
    ...{ version: '1', madeAt: 1, hostname: 'homeserver', settings: household, manifest: '' },
    files: { 'copy-key': Buffer.from(key).toString('base64') },
  });
  await connect();
});

describe('a recovery kit', () => {
  it('that nobody wanted to save, or that anybody could guess, is noted nowhere', async () => {
    stage.chosen = null;
    expect(await stage.handlers['kit:save']({ passphrase })).toBeNull();
    stage.chosen = path;
    expect(await codeOf(() => stage.handlers['kit:save']({ passphrase: 'sunflower 4' }))).toBe('kit-passphrase-short');
    expect(stage.kitsNoted).toEqual([]);
  });

  it('is saved sealed, for its owner alone, and opened into main: the window gets what is in it, a plan gets it whole, and it goes with the server', async () => {
    stage.chosen = path;
    expect(await stage.handlers['kit:save']({ passphrase })).toEqual({ path, phones: 0 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
    expect(stage.kitsNoted).toEqual(['abc']);

    expect(await codeOf(() => stage.handlers['kit:open']({ passphrase: 'six other words of mine' }))).toBe(
      'kit-passphrase-wrong',
    );
    const choices = { switchOffApache: false, kit: true };
    expect(await codeOf(() => stage.handlers['plan:make'](household, secrets, choices))).toBe('secret-missing');
    const contents = await stage.handlers['kit:open']({ passphrase });
    expect(contents).toMatchObject({ path, hostname: 'homeserver', hasCopyKey: true, hasTunnel: false });
    expect(JSON.stringify(contents)).not.toContain(key);
    await stage.handlers['plan:make'](household, secrets, choices);
    expect(stage.plannedWith.at(-1)?.kit?.files.map(({ content }) => content.reveal())).toEqual([key]);
    await stage.handlers['plan:make'](household, secrets, { switchOffApache: false });
    expect(stage.plannedWith.at(-1)?.kit).toBeUndefined();
    await stage.handlers['server:disconnect']();
    expect(stage.session.kit).toBeNull();
  }, 120_000);

  it('gets a passphrase of six words', async () => {
    expect((await stage.handlers['kit:passphrase']()).split('-')).toHaveLength(6);
  });
});

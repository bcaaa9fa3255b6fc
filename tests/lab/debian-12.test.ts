// The same on Debian 12, where Docker comes from its own repository, nginx spells HTTP/2 the old way and certbot is older.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine, summary } from './command-line.ts';
import { announceDns, cannotRunHere, reset, serverExec } from './lab.ts';
import { addresses, hostnames } from './names.ts';
import { runIn } from './processes.ts';

describe.skipIf(cannotRunHere() !== undefined)('a plain Debian 12', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset({ system: 'bookworm' });
  });
  afterAll(async () => {
    await announceDns(addresses.router);
    await reset();
  });

  it('becomes what the household wants, answers at home, and then there is nothing left to do', async () => {
    const said = await commandLine(['apply']);
    expect(said.failure).toBeNull();
    expect(said.code).toBe(0);
    await announceDns(addresses.home);
    const { stdout } = await runIn('pc', [
      'curl',
      '-sS',
      '--http2',
      '-w',
      ' %{http_version}',
      `https://${hostnames.photos}/api/server/ping`,
    ]);
    expect(stdout).toBe('{"res":"pong"} 2');
    expect((await serverExec('dpkg-query -W -f "\\${Package}" docker-ce')).stdout).toBe('docker-ce');
    expect(summary(await commandLine(['apply'])).changes).toBe(0);
  });
});

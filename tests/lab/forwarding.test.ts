// What a host of the home reaches through the server, once the server forwards for Docker. The surprise: Docker before 28 passes on
// whatever is sent to a container's own address, so a static route is all it takes to go around nginx and its limits.
import { beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine, summary } from './command-line.ts';
import { cannotRunHere, reset, serverExec } from './lab.ts';
import { addresses } from './names.ts';
import { runIn } from './processes.ts';

const onServer = async (script: string): Promise<string> => (await serverExec(script)).stdout.trim();
const containerAddress = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';

/** Whether a host of the home, with a route to containers through the server, gets an answer from Immich itself. */
async function reachesImmich(): Promise<boolean> {
  const container = await onServer(`docker inspect -f '${containerAddress}' immich_server`);
  await runIn('pc', ['ip', 'route', 'replace', container, 'via', addresses.home]);
  try {
    const ping = `http://${container}:2283/api/server/ping`;
    const { code } = await runIn('pc', ['curl', '-s', '-m', '3', '-o', '/dev/null', ping], { allowFailure: true });
    return code === 0;
  } finally {
    await runIn('pc', ['ip', 'route', 'del', container]);
  }
}

describe.skipIf(cannotRunHere() !== undefined)('forwarding', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    summary(await commandLine(['apply']));
  });

  it('a static route to the container leads nowhere', async () => {
    expect(await reachesImmich()).toBe(false);
  });

  it('it is our table that sees to it', async () => {
    await onServer('nft delete table inet immich_at_home');
    try {
      expect(await reachesImmich()).toBe(true);
    } finally {
      await onServer('systemctl restart immich-at-home-firewall');
    }
    expect(await reachesImmich()).toBe(false);
  });
});

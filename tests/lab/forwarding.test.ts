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

/** Whether a host of the home, with a route to containers through the server, gets an answer from one itself. */
async function reaches(name: string, port: number): Promise<boolean> {
  const container = await onServer(`docker inspect -f '${containerAddress}' ${name}`);
  await runIn('pc', ['ip', 'route', 'replace', container, 'via', addresses.home]);
  try {
    const connects = ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${container}/${port}`];
    return (await runIn('pc', connects, { allowFailure: true })).code === 0;
  } finally {
    await runIn('pc', ['ip', 'route', 'del', container]);
  }
}
const reachesImmich = (): Promise<boolean> => reaches('immich_server', 2283);
const reachesDatabase = (): Promise<boolean> => reaches('immich_postgres', 5432);

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

  // what a restart makes of a server with a phone that reaches the home
  it('nor to the database, where forwarding was on before Docker started and Docker leaves it open', async () => {
    await onServer('iptables -P FORWARD ACCEPT');
    expect(await reachesDatabase()).toBe(false);
    await onServer('nft delete table inet immich_at_home');
    expect(await reachesDatabase()).toBe(true);
    await onServer('systemctl restart immich-at-home-firewall; iptables -P FORWARD DROP');
  });
});

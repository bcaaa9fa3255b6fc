// What `router` prints: every check by name with its sentence, and what still works where a home cannot be reached.
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../electron/cli/arguments';
import { routerText } from '../../../electron/cli/words';
import { judgeReach } from '../../../electron/network/judge-reach';
import { judgeRouter } from '../../../electron/network/judge-router';
import { dhcp, home, now } from '../network/router-seen';

const access = ['--host', 'homeserver', '--user', 'owner', '--agent'];

describe('what is typed', () => {
  it('may let the router be asked for its list', () => {
    expect(readArguments(['router', ...access])).toMatchObject({ arguments: { command: 'router', mappings: false } });
    expect(readArguments(['router', '--mappings', ...access])).toMatchObject({ arguments: { mappings: true } });
    expect(readArguments(['status', '--mappings', ...access])).toMatchObject({
      problem: '--mappings goes with router',
    });
  });
});

it('a look is told in words', () => {
  const all = home({ server: { dhcp: dhcp.router } });
  const reach = judgeReach({
    wan: '100.64.3.4',
    seen4: '203.0.113.77',
    seen6: null,
    server6: null,
    came4: null,
    came6: null,
    guide: 'fritzbox',
  });
  const router = {
    guide: 'fritzbox',
    model: 'FRITZ!Box 7590 AX',
    system: '8.02',
    by: 'fritzbox',
    address: '192.168.178.1',
    upnp: true,
  } as const;
  const checks = judgeRouter({ ...all, reach: reach.why });
  const text = routerText(
    router,
    { at: now, pc: all.pc, server: all.server, mapping: null, checks },
    { at: now, ...reach, wan: '100.64.3.4', seen4: '203.0.113.77', seen6: null },
  );
  const lines = text.split('\n');
  expect(lines[0]).toBe('FRITZ!Box 7590 AX 8.02 at 192.168.178.1');
  expect(lines).toHaveLength(1 + 10 + 3);
  expect(text).toMatch(/^! .*: Waiting for the router\./m);
  expect(text).toMatch(/^✓ .*: This PC goes straight there\./m);
  expect(text).toMatch(/^✗ /m);
  expect(text).not.toMatch(/\*\*|undefined|\[object/);
});

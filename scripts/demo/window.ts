// The wizard on the family's PC, for a person to use: in Electron where its binary can be had, otherwise the same built program in
// a Chromium window without tabs.
import { spawn } from 'node:child_process';
import { pinsFile, tokens } from '../../tests/lab/internet/index';
import { addresses, hostnames, owner } from '../../tests/lab/names';
import { hostEnvironment, onHost } from '../../tests/lab/processes';
import { buildStandIn } from '../../tests/support/electron/build';
import { root } from '../build/bundles';
import { electronBinary } from '../electron-binary';
import { binary } from '../test/run';

const card = `
  the server      ${addresses.home}     user ${owner.name}, password "${owner.password}"
  the addresses   ${hostnames.photos}   ${hostnames.share}   ${hostnames.vpn}
  set-up token    ${tokens.wide.value}
  DNS token       ${tokens.dnsOnly.value}
`;

export async function openForAPerson(): Promise<void> {
  console.log(`What to type into the wizard:\n${card}\nThe demo ends when its window is closed.`);
  const electron = electronBinary();
  if (electron === undefined) await buildStandIn();
  await onThePc(
    electron === undefined
      ? [binary('tsx'), 'tests/support/electron/open.ts']
      : [electron, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
  );
}

export const hasScreen = (): boolean => Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** Nobody can look: the specification of the whole way drives the wizard and leaves a picture of every screen. */
export async function driveWithoutAScreen(): Promise<void> {
  console.log('No screen here (DISPLAY is not set): the wizard is driven by its own test.');
  await onThePc([binary('playwright'), 'test', 'public-door.spec.ts', '--grep', 'both doors']);
  console.log('Its pictures are in test-results/screens.');
}

function onThePc(command: readonly string[]): Promise<void> {
  const [program = '', ...args] = [...onHost('pc', root), ...command];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      env: { ...hostEnvironment('pc'), IMMICH_AT_HOME_PINS: pinsFile },
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command.join(' ')} ended with ${code}`));
    });
  });
}

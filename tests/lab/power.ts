// The home server's power supply: plugs the cable in, boots the tree in systemd-nspawn, and boots it again when the system
// inside asks for a reboot. Runs outside as a process of its own, so that a reboot needs nobody to wait for it.
// Surprise: with --keep-unit nspawn does not reboot by itself; it ends with 133. Without the SYSTEMD_ variables Docker will
// not start (/proc/sys would be read-only), without --timezone=off tzdata cannot be configured.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { namespaceOf } from './names.ts';
import { plugInServer } from './namespaces.ts';
import { serverTree } from './trees.ts';

const rebootAsked = 133;
const button = new AbortController();
process.on('SIGTERM', () => button.abort()); // nspawn is in our process group and gets its own

function boot(): Promise<number | null> {
  const devices = ['/dev/net/tun', '/dev/fuse'].filter(existsSync).map((device) => `--bind=${device}`);
  const options = [
    ...['--register=no', '--keep-unit', '--boot', '--resolv-conf=off', '--timezone=off', '--machine=homeserver'],
    ...['--capability=all', '--system-call-filter=add_key keyctl bpf', '--console=pipe', ...devices],
    `--network-namespace-path=/run/netns/${namespaceOf('home')}`,
  ];
  const machine = spawn('systemd-nspawn', ['-D', serverTree, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1',
      SYSTEMD_SECCOMP: '0',
      SYSTEMD_NSPAWN_API_VFS_WRITABLE: '1',
    },
  });
  return new Promise((resolve, reject) => {
    machine.once('error', reject);
    machine.once('exit', resolve);
  });
}

let code: number | null;
do {
  await plugInServer();
  code = await boot();
  console.log(`the server ended with ${code}`);
} while (code === rebootAsked && !button.signal.aborted);
process.exitCode = code ?? 1;

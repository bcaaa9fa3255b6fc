// Who signed: what the operating systems' own tools answer, and that nothing but a clear yes is a yes. The tools themselves are not here.
import { expect, it } from 'vitest';
import { requireSameSigner, type Run } from '../../../electron/update/signature';

const paths = { running: "C:\\Users\\O'Hara\\x.exe", installer: 'C:\\Temp\\$(calc).exe' };
const anna = 'CN=Anna, O=Anna, C=DE';
const answering =
  (stdout: string): Run =>
  async () => ({ stdout, stderr: '' });
const authenticode = (...seen: readonly [status: number, subject: string][]): Run =>
  answering(JSON.stringify(seen.map(([status, subject]) => ({ status, subject }))));

it('on Windows, both are valid and of the same subject', async () => {
  await requireSameSigner('win32', paths, authenticode([0, anna], [0, anna]));
});

it.each([
  ['another subject', authenticode([0, anna], [0, 'CN=Eve'])],
  ['a subject that only begins the same', authenticode([0, anna], [0, `${anna}, OU=Eve`])],
  ['a broken signature', authenticode([0, anna], [3, anna])],
  ['none', authenticode([0, anna], [2, ''])],
  ['a running program without one', authenticode([2, ''], [0, anna])],
  ['neither signed', authenticode([0, ''], [0, ''])],
  ['one answer for two', authenticode([0, anna])],
  ['no answer', answering('')],
  ['words instead', answering('"The term is not recognized"')],
  ['a PowerShell that fails', (async () => Promise.reject(new Error('ENOENT'))) satisfies Run],
])('on Windows, %s is a no', async (_what, run) => {
  await expect(requireSameSigner('win32', paths, run)).rejects.toThrow();
});

it('on Windows, paths are no part of the command, and no shell is asked', async () => {
  let asked: readonly string[] = [];
  let told: Readonly<Record<string, string | undefined>> = {};
  const run: Run = async (program, args, env) => {
    asked = [program, ...args];
    told = env;
    return authenticode([0, anna], [0, anna])(program, args, env);
  };
  await requireSameSigner('win32', paths, run);
  expect(asked.join(' ')).not.toMatch(/O'Hara|calc/);
  expect(told).toMatchObject({ IAH_RUNNING: paths.running, IAH_INSTALLER: paths.installer });
});

const mac = { running: '/Applications/Immich at Home.app', installer: '/tmp/a.dmg' };
const codesign =
  (refuses: (args: readonly string[]) => boolean, team = 'ABCDE12345'): Run =>
  async (_program, args) => {
    if (refuses(args)) throw new Error('code object is not signed at all');
    return { stdout: '', stderr: args[0] === '--display' ? `Executable=/x\nTeamIdentifier=${team}\n` : '' };
  };

it('on macOS, the disk image must be of the team that signed the running program', async () => {
  const requirements: string[] = [];
  const run: Run = async (program, args, env) => {
    requirements.push(...args.filter((arg) => arg.startsWith('--test-requirement')));
    return codesign(() => false)(program, args, env);
  };
  await requireSameSigner('darwin', mac, run);
  expect(requirements).toEqual([
    '--test-requirement==anchor apple generic and certificate leaf[subject.OU] = "ABCDE12345"',
  ]);
});

it.each([
  ['a disk image of somebody else', codesign((args) => args.includes(mac.installer))],
  ['a running program that is not whole', codesign((args) => args.includes('--verify') && args.includes(mac.running))],
  ['a running program of no team', codesign(() => false, 'not set')],
])('on macOS, %s is a no', async (_what, run) => {
  await expect(requireSameSigner('darwin', mac, run)).rejects.toThrow();
});

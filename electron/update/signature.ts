/**
 * Whether an installer was signed by whoever signed this program, asked of the operating system. The surprise: electron-updater's own check lets
 * everything through where PowerShell gives no answer, or where a build names no publisher; here only a clear yes is a yes.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';

export type SignedPlatform = 'win32' | 'darwin';

/** Runs a program without a shell. Resolves to stdout and stderr; rejects when it ends with another code than 0. */
export type Run = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
) => Promise<{ readonly stdout: string; readonly stderr: string }>;

const secondsToWait = 120;
const runProgram: Run = (program, args, env) =>
  promisify(execFile)(program, [...args], { env, timeout: secondsToWait * 1000, windowsHide: true });

/**
 * Rejects with what was not as it must be. `running`: the executable on Windows, the .app on macOS. `installer`: an .exe, or a .dmg.
 */
export const requireSameSigner = (
  platform: SignedPlatform,
  paths: { readonly running: string; readonly installer: string },
  run: Run = runProgram,
): Promise<void> => (platform === 'win32' ? authenticode(paths, run) : codesign(paths, run));

/** Paths go by the environment, where nothing in them can be read as a command. Status 0 is "Valid". */
const script = [
  "$ErrorActionPreference = 'Stop'",
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  '$seen = foreach ($file in $env:IAH_RUNNING, $env:IAH_INSTALLER) {' +
    ' $s = Get-AuthenticodeSignature -LiteralPath $file;' +
    ' @{ status = [int]$s.Status; subject = [string]$s.SignerCertificate.Subject } }',
  'ConvertTo-Json -Compress -InputObject @($seen)',
].join('; ');

const Seen = v.strictTuple([
  v.object({ status: v.number(), subject: v.string() }),
  v.object({ status: v.number(), subject: v.string() }),
]);

async function authenticode({ running, installer }: { running: string; installer: string }, run: Run): Promise<void> {
  const windows = process.env['SystemRoot'] ?? 'C:\\Windows';
  const { stdout } = await run(
    join(windows, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    ['-NoProfile', '-NonInteractive', '-InputFormat', 'None', '-Command', script],
    // Another PowerShell's modules would be tried first.
    { ...process.env, PSModulePath: undefined, IAH_RUNNING: running, IAH_INSTALLER: installer },
  );
  const [ours, theirs] = v.parse(Seen, JSON.parse(stdout));
  if (ours.status !== 0 || ours.subject === '') throw new Error(`this program's signature: status ${ours.status}`);
  if (theirs.status !== 0) throw new Error(`the installer's signature: status ${theirs.status}`);
  if (theirs.subject !== ours.subject) throw new Error(`signed by ${theirs.subject}, not by ${ours.subject}`);
}

async function codesign({ running, installer }: { running: string; installer: string }, run: Run): Promise<void> {
  const tool = '/usr/bin/codesign';
  await run(tool, ['--verify', '--strict', running], process.env);
  const { stderr } = await run(tool, ['--display', '--verbose=2', running], process.env);
  const team = /^TeamIdentifier=([A-Z0-9]{10})$/m.exec(stderr)?.[1];
  if (team === undefined) throw new Error("this program's signature names no team");
  const byTheTeam = `=anchor apple generic and certificate leaf[subject.OU] = "${team}"`;
  await run(tool, ['--verify', '--strict', `--test-requirement=${byTheTeam}`, installer], process.env);
}

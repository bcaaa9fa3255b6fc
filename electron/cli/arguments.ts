/** What was typed, read once: a command and its options, or why it cannot be understood. Pure. */
import { parseArgs } from 'node:util';

export type Command = 'check' | 'plan' | 'apply' | 'undo' | 'status' | 'phone add' | 'phone list' | 'phone remove';
const commands: readonly Command[] = [
  'check',
  'plan',
  'apply',
  'undo',
  'status',
  'phone add',
  'phone list',
  'phone remove',
];

export interface Arguments {
  readonly command: Command;
  /** The phone's name. */
  readonly name: string | null;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly login:
    | { kind: 'password'; file: string }
    | { kind: 'key'; path: string; passphraseFile: string | null }
    | { kind: 'agent' };
  readonly sudoPasswordFile: string | null;
  /** "SHA256:…": the server's host key; unknown = the first answer shows it and stops. */
  readonly fingerprint: string | null;
  readonly settings: string | null;
  /** Secrets beside the settings, so that the server's own copy can do with them; they count more than those the settings name. */
  readonly setupTokenFile: string | null;
  readonly adminPasswordFile: string | null;
  readonly pins: string | null;
  /** Where `phone add` writes the configuration (0600) and the QR code. */
  readonly out: string | null;
  readonly accept: readonly string[];
  readonly switchOffApache: boolean;
  /** `status` tries the public door as well. */
  readonly leaks: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export const usage = `immich-at-home <command> --host <name> --user <name> (--password-file <file> | --key <file> | --agent) [options]

  check                look at the server; change nothing
  plan                 show every change that would be made
  apply                make them (asks, unless --yes)
  undo                 take back what the last apply did
  status               what stands and what is missing; whether the public door works as seen from outside
  status --leaks       try to get past the guests' door, some hundred times; 4 when one of them got in
  phone add <name>     a new phone; prints its WireGuard configuration as QR code, or writes it with --out
  phone list           phones and when they were last seen
  phone remove <name>  its key stops working at once

  --settings <file>             household.json; the server's own copy when absent. It names the files of its secrets:
                                "secrets": {"dnsTokenFile", "setupTokenFile", "tunnelTokenFile", "adminPasswordFile"}
  --setup-token-file <file>     Cloudflare's wide token: used from here for the public door and its undo, never sent on
  --admin-password-file <file>  of Immich's administrator, when a setting of Immich must change
  --fingerprint <SHA256:…>      the server's host key, compared by you
  --port <n>                    SSH port, default 22
  --passphrase-file <file>      for --key
  --sudo-password-file <file>   when sudo asks for another password
  --accept <name>               replace what others made (repeatable): a file's path, or dns:<host> for a DNS record
  --switch-off-apache           let the plan switch Apache off
  --yes                         apply without asking
  --json                        JSON, one line an event

exit: 0 done, 2 bad input, 3 the server refused, 4 a step failed (undone; what was done before stands)
      or the guests' door leaks, 5 locked by another apply
`;

export function readArguments(argv: readonly string[]): { arguments: Arguments } | { problem: string } {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        host: { type: 'string' },
        port: { type: 'string', default: '22' },
        user: { type: 'string' },
        'password-file': { type: 'string' },
        key: { type: 'string' },
        'passphrase-file': { type: 'string' },
        agent: { type: 'boolean', default: false },
        'sudo-password-file': { type: 'string' },
        fingerprint: { type: 'string' },
        settings: { type: 'string' },
        pins: { type: 'string' },
        out: { type: 'string' },
        accept: { type: 'string', multiple: true, default: [] },
        'setup-token-file': { type: 'string' },
        'admin-password-file': { type: 'string' },
        'switch-off-apache': { type: 'boolean', default: false },
        leaks: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const { values, positionals } = parsed;
  const words = positionals[0] === 'phone' ? 2 : 1;
  const command = commands.find((it) => it === positionals.slice(0, words).join(' '));
  if (!command) return { problem: `unknown command: ${positionals.join(' ') || '(none)'}` };
  const [name = null, ...more] = positionals.slice(words);
  if (more.length > 0 || (name !== null && words === 1)) return { problem: `too many words: ${positionals.join(' ')}` };
  if (name === null && (command === 'phone add' || command === 'phone remove')) return { problem: 'which phone?' };
  if (values.leaks && command !== 'status') return { problem: '--leaks goes with status' };
  const { host, user } = values;
  if (!host) return { problem: '--host is missing' };
  if (!user) return { problem: '--user is missing' };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) return { problem: `--port ${values.port} is no port` };
  const logins = [values['password-file'], values.key, values.agent ? 'agent' : undefined].filter(
    (it) => it !== undefined,
  );
  if (logins.length !== 1) return { problem: 'one of --password-file, --key, --agent is needed' };
  const login: Arguments['login'] =
    values['password-file'] !== undefined
      ? { kind: 'password', file: values['password-file'] }
      : values.key !== undefined
        ? { kind: 'key', path: values.key, passphraseFile: values['passphrase-file'] ?? null }
        : { kind: 'agent' };
  return {
    arguments: {
      command,
      name,
      host,
      port,
      user,
      login,
      sudoPasswordFile: values['sudo-password-file'] ?? null,
      fingerprint: values.fingerprint ?? null,
      settings: values.settings ?? null,
      setupTokenFile: values['setup-token-file'] ?? null,
      adminPasswordFile: values['admin-password-file'] ?? null,
      pins: values.pins ?? null,
      out: values.out ?? null,
      accept: values.accept,
      switchOffApache: values['switch-off-apache'],
      leaks: values.leaks,
      yes: values.yes,
      json: values.json,
    },
  };
}

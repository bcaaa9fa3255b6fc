/** What was typed, read once: a command and its options, or why it cannot be understood. Pure. */
import { parseArgs } from 'node:util';
import { phoneScopes, type PhoneScope } from '../contract/phone';

/** How many names each command is told, of phones or of its file: none, one, a name and its new name, or as many as there are. */
const names = {
  check: 'none',
  plan: 'none',
  apply: 'none',
  undo: 'none',
  status: 'none',
  router: 'none',
  adopt: 'none',
  'phone add': 'many',
  'phone list': 'none',
  'phone rename': 'two',
  'phone disable': 'one',
  'phone enable': 'one',
  'phone replace': 'one',
  'phone remove': 'one',
  'kit save': 'one',
  'kit restore': 'one',
  'backup now': 'none',
  'backup status': 'none',
  leave: 'none',
} as const;
export type Command = keyof typeof names;
const commands = Object.keys(names) as Command[];

export interface Arguments {
  readonly command: Command;
  /** The phones' names, or the kit's file, as typed. */
  readonly names: readonly string[];
  /** `phone add`: a file with a name a line. */
  readonly namesFile: string | null;
  /** `phone add`: whose they are, and what they may reach. */
  readonly person: string | null;
  readonly scope: PhoneScope;
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
  /** What a recovery kit is, or was, sealed with. */
  readonly kitPassphraseFile: string | null;
  readonly pins: string | null;
  /** Where `phone add` and `phone replace` write the configuration (0600). */
  readonly out: string | null;
  readonly accept: readonly string[];
  readonly switchOffApache: boolean;
  /** `plan`, `apply`: it holds as a whole, or everything is as it was before. */
  readonly whole: boolean;
  /** `leave`: these go as well, each only with its words typed. */
  readonly deletePhotos: boolean;
  readonly deleteDatabase: boolean;
  /** `status` tries the public door as well. */
  readonly leaks: boolean;
  /** `router` asks the router for its list of port forwards as well. */
  readonly mappings: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export const usage = `immich-at-home <command> --host <name> --user <name> (--password-file <file> | --key <file> | --agent) [options]

  check                look at the server; change nothing
  plan                 show every change that would be made
  apply                make them (asks, unless --yes)
  undo                 take back what the last apply did
  status               which ways lead in, what is wrong or soon will be and what to do; 4 when something does not work
  status --leaks       try to get past the guests' door, some hundred times; 4 when one of them got in
  router               which router it is, whether its settings have taken, whether this home can be reached: seen
                       from this PC, the server and the router
  router --mappings    ask the router for its list of port forwards as well
  adopt                what somebody set up by hand on this server, and what of it stands open; taken over by an apply
                       whose settings name its folder ("adopts"), with its folders, version and images
  phone add <name> …   new phones, all or none; prints their configurations as QR codes, or writes one with --out
  phone list           phones and when they were last seen
  phone rename <name> <new name>
  phone disable <name> not let in until it is enabled again; phone enable <name>
  phone replace <name> a lost phone's line goes to its successor: the old key stops working, a new code is shown
  phone remove <name>  its key stops working at once
  kit save <file>      settings and keys of this server into one encrypted file; it holds no photos and no database
  kit restore <file>   apply, on a server as new, with what a kit holds: settings too, unless --settings says others
  backup now           start the copy to the second disk; backup status tells how it goes
  backup status        dumps of the database, the copy on a second disk, the age of the recovery kit
  leave                take everything of ours away again; photos and database stay, and all that others need
  leave --delete-photos --delete-database
                       these as well, for ever: the photos' folder and the family's host are to be typed, a line each

  --settings <file>             household.json; the server's own copy when absent. It names the files of its secrets:
                                "secrets": {"dnsTokenFile", "setupTokenFile", "tunnelTokenFile", "adminPasswordFile"}
  --setup-token-file <file>     Cloudflare's wide token: used from here for the public door and its undo, never sent on
  --admin-password-file <file>  of Immich's administrator, when a setting of Immich must change
  --kit-passphrase-file <file>  kit save, kit restore: at least 12 characters
  --file <file>                 phone add: a name a line
  --person <name>               phone add: whose they are
  --scope <photos|home|all>     phone add: what they may reach: the photos alone (default), everything at home, or all
                                their traffic goes through the home
  --out <file>                  phone add, phone replace: where the configuration of the one phone is written (0600)
  --fingerprint <SHA256:…>      the server's host key, compared by you
  --port <n>                    SSH port, default 22
  --passphrase-file <file>      for --key
  --sudo-password-file <file>   when sudo asks for another password
  --accept <name>               replace what others made (repeatable): a file's path, or dns:<host> for a DNS record
  --whole                       plan, apply: it holds as a whole, or everything is as it was before; for other names,
                                another release of Immich, another folder of the photos
  --switch-off-apache           let the plan switch Apache off
  --yes                         apply without asking
  --json                        JSON, one line an event

exit: 0 done, 2 bad input, 3 the server refused, 4 a step failed (undone; what was done before stands)
      or something does not work (status), 5 locked by another apply
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
        file: { type: 'string' },
        person: { type: 'string' },
        scope: { type: 'string', default: 'photos' },
        accept: { type: 'string', multiple: true, default: [] },
        'setup-token-file': { type: 'string' },
        'admin-password-file': { type: 'string' },
        'kit-passphrase-file': { type: 'string' },
        'switch-off-apache': { type: 'boolean', default: false },
        whole: { type: 'boolean', default: false },
        'delete-photos': { type: 'boolean', default: false },
        'delete-database': { type: 'boolean', default: false },
        leaks: { type: 'boolean', default: false },
        mappings: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const { values, positionals } = parsed;
  const words = ['phone', 'kit', 'backup'].includes(positionals[0] ?? '') ? 2 : 1;
  const command = commands.find((it) => it === positionals.slice(0, words).join(' '));
  if (!command) return { problem: `unknown command: ${positionals.join(' ') || '(none)'}` };
  const typed = positionals.slice(words);
  const most = { none: 0, one: 1, two: 2, many: Infinity }[names[command]];
  if (typed.length > most) return { problem: `too many words: ${positionals.join(' ')}` };
  if (names[command] === 'two' && typed.length === 1) return { problem: 'which new name?' };
  if (most > 0 && typed.length === 0 && values.file === undefined)
    return { problem: command.startsWith('kit ') ? 'which file?' : 'which phone?' };
  if (command.startsWith('kit ') !== (values['kit-passphrase-file'] !== undefined))
    return { problem: '--kit-passphrase-file goes with kit save and kit restore' };
  if (command !== 'phone add' && (values.file !== undefined || values.person !== undefined))
    return { problem: '--file and --person go with phone add' };
  if (values.out !== undefined && (typed.length !== 1 || values.file !== undefined))
    return { problem: '--out is for one phone' };
  const scope = phoneScopes.find((it) => it === values.scope);
  if (scope === undefined) return { problem: `--scope ${values.scope} is none of ${phoneScopes.join(', ')}` };
  if (values.mappings && command !== 'router') return { problem: '--mappings goes with router' };
  if (values.leaks && command !== 'status') return { problem: '--leaks goes with status' };
  if ((values['delete-photos'] || values['delete-database']) && command !== 'leave')
    return { problem: '--delete-photos and --delete-database go with leave' };
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
      names: typed,
      namesFile: values.file ?? null,
      person: values.person ?? null,
      scope,
      host,
      port,
      user,
      login,
      sudoPasswordFile: values['sudo-password-file'] ?? null,
      fingerprint: values.fingerprint ?? null,
      settings: values.settings ?? null,
      setupTokenFile: values['setup-token-file'] ?? null,
      adminPasswordFile: values['admin-password-file'] ?? null,
      kitPassphraseFile: values['kit-passphrase-file'] ?? null,
      pins: values.pins ?? null,
      out: values.out ?? null,
      accept: values.accept,
      switchOffApache: values['switch-off-apache'],
      whole: values.whole,
      deletePhotos: values['delete-photos'],
      deleteDatabase: values['delete-database'],
      leaks: values.leaks,
      mappings: values.mappings,
      yes: values.yes,
      json: values.json,
    },
  };
}

/**
 * How a script travels so that nothing on the way can change it. The command line is constant but for a nonce, and reads the
 * same in sh, bash, zsh, fish and csh (single quotes, no newline, no exclamation mark). Password and script go by stdin.
 *
 * The surprises: whether sudo takes the password line is not known beforehand (it may hold a ticket), so a loop skips lines
 * until the nonce, and a password is never executed; `read` takes its input byte by byte, which leaves the rest for the shell
 * that follows; and the whole script stands in one `{ … }`, so a connection cut while sending runs nothing of it.
 */
import { Secret } from '../provision/shell/secret';
import type { Answer } from '../provision/remote';

/** How a script is run: as who we are (root, or for the first look), by sudo without a password, or by sudo with one. */
export type Rights =
  | { readonly kind: 'direct' }
  | { readonly kind: 'sudo' }
  | { readonly kind: 'sudo-password'; readonly password: Secret };

const receive = `'while IFS= read -r l; do [ "$l" = "$0" ] && exec /bin/sh -s; done; exit 125'`;
/** The exit status of the receiving loop when the nonce never came. */
export const nothingReceived = 125;

export function commandLine(rights: Rights, nonce: string): string {
  const shell = `/bin/sh -c ${receive} ${nonce}`;
  switch (rights.kind) {
    case 'direct':
      return `exec ${shell}`;
    case 'sudo':
      return `exec env LC_ALL=C sudo -n -- ${shell}`;
    case 'sudo-password':
      return `exec env LC_ALL=C sudo -S -k -p '' -- ${shell}`;
  }
}

/** What is sent to stdin. `main` is a subshell: its `exit` ends it and not the envelope, and it cannot eat the rest. */
export function envelope(script: string, rights: Rights, nonce: string, input?: string | Secret | Uint8Array): Buffer {
  const password = rights.kind === 'sudo-password' ? [rights.password.reveal()] : [];
  const lines = [
    ...password,
    nonce,
    '{',
    'export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'umask 022; cd /',
    'main() (',
    // a body of comments alone would be a mistake in syntax
    ':',
    script,
    ')',
    ...mark(`'${nonce}-start'`),
    ...fed(input, nonce),
    'status=$?',
    ...mark(`"${nonce}-end $status"`),
    'exit 0',
    '}',
    '',
  ];
  return Buffer.from(lines.join('\n'), 'utf8');
}

const mark = (words: string): string[] => [`printf '\\n%s\\n' ${words}`, `printf '\\n%s\\n' ${words} >&2`];

function fed(input: string | Secret | Uint8Array | undefined, nonce: string): string[] {
  if (input === undefined) return ['main </dev/null'];
  const bytes = Buffer.from(input instanceof Secret ? input.reveal() : input);
  const encoded = bytes.toString('base64').replace(/.{76}/g, '$&\n');
  // of a pipe, $? is the last command's: main's own
  return [`base64 -d <<'${nonce}' | main`, encoded, nonce];
}

/** The end mark, to be looked for while output comes in. */
export const endMark = (nonce: string): RegExp => new RegExp(`\\n${nonce}-end (\\d+)\\n`);

/** The answer between the marks, free of banners before and of words after; null when the script did not run to its end. */
export function open(nonce: string, stdout: string, stderr: string): Answer | null {
  const end = endMark(nonce).exec(stdout);
  if (!end) return null;
  return { status: Number(end[1]), stdout: between(nonce, stdout), stderr: between(nonce, stderr) };
}

function between(nonce: string, text: string): string {
  const startMark = `\n${nonce}-start\n`;
  const start = text.indexOf(startMark);
  if (start < 0) return '';
  const from = start + startMark.length;
  const rest = text.slice(from);
  const end = rest.search(endMark(nonce));
  return end < 0 ? rest : rest.slice(0, end);
}

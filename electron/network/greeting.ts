/**
 * Which system greets with "SSH-2.0-OpenSSH_10.0p1 Debian-7"? A guess good enough for a list of names. The surprise: only updates
 * of an older Debian carry its number ("+deb12u2"); otherwise OpenSSH's own version tells, as each release has had its own.
 */
const debian: Readonly<Record<string, string>> = { '7.9': '10', '8.4': '11', '9.2': '12', '10.0': '13' };
const ubuntu: Readonly<Record<string, string>> = {
  '8.2': '20.04',
  '8.9': '22.04',
  '9.6': '24.04',
  '9.9': '25.04',
  '10.0': '25.10',
};
const names: Readonly<Record<string, string>> = { Debian: 'Debian', Raspbian: 'Raspberry Pi OS', Ubuntu: 'Ubuntu' };

/** "Debian 13", "Ubuntu"; null when the greeting does not say. */
export function systemOf(greeting: string): string | null {
  const read = /^SSH-[\d.]+-OpenSSH_(\d+\.\d+)\S* (Debian|Ubuntu|Raspbian)-\S*?(?:\+deb(\d+)u\d+)?\s*$/.exec(greeting);
  if (!read) return null;
  const [, openssh = '', family = '', update] = read;
  const name = names[family] ?? family;
  const version = update ?? (family === 'Ubuntu' ? ubuntu : debian)[openssh];
  return version === undefined ? name : `${name} ${version}`;
}

/** Which version comes after which, by semver. Versions before a release are never offered; a downgrade never is. */
const released = (version: string): readonly number[] | null => {
  const parts = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:\+[\w.-]+)?$/.exec(version);
  return parts ? parts.slice(1).map(Number) : null;
};

/** By semver's order. A release comes after what was tried before it under the same number. */
export function isNewer(offered: string, running: string): boolean {
  const there = released(offered);
  const here = released(running.replace(/-[\w.-]+/, ''));
  if (there === null || here === null) return false;
  for (const [index, number] of there.entries()) {
    if (number !== here[index]) return number > (here[index] ?? 0);
  }
  return running.includes('-');
}

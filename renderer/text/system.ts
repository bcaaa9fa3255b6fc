// What people call their system: "Debian 13", where /etc/os-release says "Debian GNU/Linux 13 (trixie)".
import type { ServerFacts } from '../../electron/contract/check';

export const systemName = ({ system }: ServerFacts): string =>
  system.name.replace(' GNU/Linux', '').replace(/ \([^)]*\)$/, '');

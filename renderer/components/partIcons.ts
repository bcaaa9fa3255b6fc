// Each part of the stack has its picture.
import type { StepId } from '../../electron/contract/message';
import type { IconName } from './icons';

export const partIcons = {
  base: 'server',
  docker: 'containers',
  immich: 'folder',
  certificate: 'lock',
  nginx: 'door',
  dns: 'names',
  wireguard: 'road',
  endpoint: 'globe',
  firewall: 'shield',
  mapping: 'open',
  dhcp: 'names',
  tunnel: 'cloud',
  links: 'globe',
  former: 'undo',
  backup: 'disk',
  kit: 'key',
} satisfies Record<StepId, IconName>;

/** The services and timers that a set-up consists of, each with the part that sets it up: what is down is mended by planning that part. */
import type { StepId } from '../../contract/message';
import type { Settings } from '../../contract/settings';
import { hasDirectWay, hasPublicDoor } from '../../contract/ways';
import { unitName as tunnelUnit } from '../facts/tunnel';

export interface HouseService {
  readonly service: string;
  readonly step: StepId;
}

export interface HouseTimer {
  readonly timer: string;
  /** What it starts. */
  readonly service: string;
  readonly step: StepId;
}

const always = (): boolean => true;
const timer = (name: string): { readonly timer: string; readonly service: string } => ({
  timer: `${name}.timer`,
  service: `${name}.service`,
});

export const lineService = 'wg-quick@wg0.service';
export const firewallService = 'immich-at-home-firewall.service';
export const renewalTimer = 'certbot.timer';
export const endpointTimer = 'immich-at-home-endpoint.timer';
export const mappingTimer = 'immich-at-home-mapping.timer';
export const backupTimer = 'immich-at-home-copy.timer';
export { tunnelUnit };

const services: readonly (HouseService & { readonly wantedBy: (settings: Settings) => boolean })[] = [
  { service: 'docker.service', step: 'docker', wantedBy: always },
  { service: 'nginx.service', step: 'nginx', wantedBy: always },
  { service: 'dnsmasq.service', step: 'dns', wantedBy: hasDirectWay },
  { service: 'immich-at-home-dns-vpn.service', step: 'dns', wantedBy: hasDirectWay },
  { service: lineService, step: 'wireguard', wantedBy: hasDirectWay },
  { service: tunnelUnit, step: 'tunnel', wantedBy: hasPublicDoor },
];

const timers: readonly (HouseTimer & { readonly wantedBy: (settings: Settings) => boolean })[] = [
  { ...timer('certbot'), step: 'certificate', wantedBy: hasDirectWay },
  {
    ...timer('immich-at-home-endpoint'),
    step: 'endpoint',
    wantedBy: (settings) => hasDirectWay(settings) && settings.endpoint.kind === 'record',
  },
  {
    ...timer('immich-at-home-mapping'),
    step: 'mapping',
    wantedBy: (settings) => hasDirectWay(settings) && settings.router.mapping,
  },
  { ...timer('immich-at-home-copy'), step: 'backup', wantedBy: ({ backup }) => backup !== null },
];

export const servicesOf = (settings: Settings): readonly HouseService[] =>
  services.filter(({ wantedBy }) => wantedBy(settings));
export const timersOf = (settings: Settings): readonly HouseTimer[] =>
  timers.filter(({ wantedBy }) => wantedBy(settings));

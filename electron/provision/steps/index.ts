/** The parts of this release. Their order follows from what each builds on. */
import type { AnyStep } from '../engine/step';
import { step } from '../engine/step';
import { backup } from './backup';
import { base } from './base';
import { certificate } from './certificate';
import { dhcp } from './dhcp';
import { dns } from './dns';
import { docker } from './docker';
import { endpoint } from './endpoint';
import { firewall } from './firewall';
import { former } from './former';
import { immich } from './immich';
import { links } from './links';
import { mapping } from './mapping';
import { nginx } from './nginx';
import { tunnel } from './tunnel';
import { wireguard } from './wireguard';

export const steps: readonly AnyStep[] = [
  step(base),
  step(docker),
  step(immich),
  step(certificate),
  step(nginx),
  step(dns),
  step(wireguard),
  step(endpoint),
  step(firewall),
  step(mapping),
  step(dhcp),
  step(tunnel),
  step(links),
  step(former),
  step(backup),
];

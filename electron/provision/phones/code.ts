/**
 * What a phone's app reads. The surprise: it is made anew from its two keys each time it is shown, so that a key that was kept on
 * this PC still works when the home has another name or address by now.
 */
import type { Phone } from '../../contract/phone';
import { phoneConfig } from '../../wireguard/config';
import { Secret } from '../shell/secret';
import type { Line } from './line';

/** The secret half of a phone: exists on this PC, on the phone, and the preshared key on the server. */
export interface PhoneKeys {
  readonly privateKey: Secret;
  readonly presharedKey: Secret;
}

export interface NewPhone {
  readonly phone: Phone;
  readonly keys: PhoneKeys;
  /** What the phone's app reads. */
  readonly config: Secret;
  /** "vpn.example-family.net:51820" */
  readonly endpoint: string;
}

export const withCode = (line: Line, phone: Phone, keys: PhoneKeys): NewPhone => ({
  phone,
  keys,
  config: new Secret(
    phoneConfig({
      privateKey: keys.privateKey.reveal(),
      presharedKey: keys.presharedKey.reveal(),
      scope: phone.scope,
      address: phone.address,
      address6: phone.address6,
      server: line.server,
    }),
  ),
  endpoint: line.server.endpoint,
});

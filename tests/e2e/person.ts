// What the person does away from the window: at the router's own pages, at the PC's cable, with the phone in the hand.
// Surprise: the router's settings reach the PC only when it is told anew, as at home: a cable must be pulled.
import {
  announceDns,
  announceDns6,
  homeIpv6,
  phone,
  phoneInHotel,
  phoneOnTheRoad,
  portForward,
  renewPc,
  wan,
} from '../lab/lab';
import { addresses } from '../lab/names';
import { runOutside } from '../lab/processes';
import { resetRouter } from '../lab/router';

export const person = {
  /** "Local DNS server" in a FRITZ!Box. */
  setsDns: () => announceDns(addresses.home, { renewsPc: false }),
  /** "Local DNSv6 server", and that it is announced. */
  setsDns6: () => announceDns6('server', { renewsPc: false }),
  pullsThePcsCable: renewPc,
  forwards: () => portForward(true),
  takesTheForwardAway: () => portForward(false),
  /** Another provider: one address for many homes. */
  movesBehindACarrier: () => wan('carrier'),
  getsAnOwnAddress: () => wan('own'),
  getsIpv6: () => homeIpv6({ ula: true, internet: true }),
  goesToTheHotel: phoneInHotel,
  leavesTheHotel: phoneOnTheRoad,
  /** The router as it came, the phone on mobile data without a tunnel. */
  async leavesAllAsItWas(): Promise<void> {
    await phone.disconnect();
    await phoneOnTheRoad();
    await resetRouter();
  },
};

/** A phone that has scanned an older code: all is right but its key. */
export async function withAnotherKey(config: string): Promise<string> {
  const { stdout } = await runOutside(['wg', 'genkey']);
  return config.replace(/^PrivateKey = .*$/m, `PrivateKey = ${stdout.trim()}`);
}

// What visitors meet at the public door, in English: why, and what to do, also by the person who made it by hand in the dashboard.
import type { DoorTrouble } from '../../../electron/contract/door';

export const again = 'Try again. If it happens again, copy the report and ask for help with it.';

export const doorCauses = {
  'no-record': 'This name does not exist yet.',
  'not-proxied': 'This name leads somewhere else, not through Cloudflare.',
  'no-connection': 'Cloudflare knows the name, but no tunnel of yours is connected behind it.',
  'no-hostname': 'The tunnel has no published application (public hostname) of this name.',
  'wrong-service': 'The tunnel passes this name to something that does not answer.',
  'past-the-doorkeeper': 'Something answers, but not our doorkeeper. Guests could see more than they should.',
  'cloudflare-asks': 'Cloudflare asks visitors for something of its own first: a login (Access) or a challenge.',
  unreachable: 'From this server, nobody answers there.',
} satisfies Record<DoorTrouble, string>;
const service = 'Set its service URL to `http://127.0.0.1:8283`';
/** For a door that was made by hand. */
export const doorByHand = {
  'no-record':
    'Add it as a published application (public hostname) of the tunnel. The record then comes by itself, within a minute or two.',
  'not-proxied':
    'In the domain’s DNS records, remove the record of this name, then add the published application (public hostname) once more.',
  'no-connection':
    'Check that the published application (public hostname) belongs to the tunnel whose token you pasted.',
  'no-hostname': 'Add it as a published application (public hostname) of the tunnel, spelled the same.',
  'wrong-service': `${service}, and look for a typing error.`,
  'past-the-doorkeeper': `${service}, not Immich’s own port 2283. Do this now.`,
  'cloudflare-asks': 'Under Zero Trust › Access, remove the application for this name; under Security, allow it.',
  unreachable: again,
} satisfies Record<DoorTrouble, string>;
/** For a door that we made: trying again compares anew and mends. */
export const doorTodos = {
  'no-record': 'A new name takes a minute or two to be known. Try again then.',
  'not-proxied': 'Remove the record of this name from the domain’s DNS records, then try again with a plan made anew.',
  'no-connection':
    'Try again in a minute. If it stays, restart the server: the tunnel connects by itself when it is up.',
  'no-hostname': 'Try again: the tunnel is told its names anew.',
  'wrong-service': 'Try again: our doorkeeper is looked at and started anew.',
  'past-the-doorkeeper':
    'Try again: the tunnel is led to our doorkeeper anew. If it stays, somebody else changes this tunnel at Cloudflare.',
  'cloudflare-asks': 'Under Zero Trust › Access, remove the application for this name; under Security, allow it.',
  unreachable: again,
} satisfies Record<DoorTrouble, string>;

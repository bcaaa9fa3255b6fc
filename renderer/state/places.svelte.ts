// Where somebody is in a set-up that stands: a place, not a step. The surprise: the places stand where a connected server is asked
// what to do (the journey's step "connect"), so whatever is opened from a place leads back to it.
export const places = ['home', 'phones', 'addresses', 'updates', 'backup', 'server'] as const;
export type Place = (typeof places)[number];

export class Places {
  at = $state<Place>('home');
}

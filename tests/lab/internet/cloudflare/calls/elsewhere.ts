// What a token could reach beside the family's door: rules of the zone, programs and sign-in pages of the account, other tokens.
// Surprise: there is nothing to see; only whether it may be looked at matters to a check of what a token can do too much.
import { route, type Answered } from '../route.ts';

export const routesElsewhere = [
  route('GET /zones/:zone/rulesets', 'rules:read', nothing),
  route('GET /accounts/:account/workers/scripts', 'workers:read', nothing),
  route('GET /accounts/:account/access/apps', 'access:read', nothing),
];

function nothing(): Answered {
  return { result: [] };
}

// Deutsch.
import type { en } from '../en';
import { about, firstRun } from './about';
import { addresses } from './addresses';
import { adoption, backup, meanwhile, server, updates } from './day-two';
import { doorByHand } from './door';
import { failures } from './failures';
import { findings } from './findings';
import { home } from './home';
import { messages } from './messages';
import { fieldProblems, parts } from './parts';
import { card, phones, whichWay } from './phones';
import { router } from './router';
import { screens } from './screens';

export const de: typeof en = {
  ...screens,
  about,
  firstRun,
  router,
  phones,
  card,
  whichWay,
  doorByHand,
  failures,
  findings,
  home,
  addresses,
  updates,
  backup,
  server,
  adoption,
  meanwhile,
  messages,
  fieldProblems,
  parts,
};

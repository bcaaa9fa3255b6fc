// Every screen but the ones that the program opens with: fetched as one, while the first is being read.
import About from './about/About.svelte';
import Addresses from './addresses/Addresses.svelte';
import Apply from './apply/Apply.svelte';
import Backup from './backup/Backup.svelte';
import Check from './check/Check.svelte';
import Choose from './choose/Choose.svelte';
import Done from './done/Done.svelte';
import Home from './home/Home.svelte';
import Hostnames from './hostnames/Hostnames.svelte';
import Phones from './phones/Phones.svelte';
import Review from './review/Review.svelte';
import Router from './router/Router.svelte';
import Server from './server/Server.svelte';
import Updates from './updates/Updates.svelte';

export const about = About;

export const steps = {
  check: Check,
  choose: Choose,
  review: Review,
  apply: Apply,
  hostnames: Hostnames,
  router: Router,
  phones: Phones,
  done: Done,
} as const;

export const places = {
  home: Home,
  phones: Phones,
  addresses: Addresses,
  updates: Updates,
  backup: Backup,
  server: Server,
} as const;

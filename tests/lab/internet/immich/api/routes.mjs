// Every API call the stand-in answers, in the order in which they are tried.
import { accountRoutes } from './accounts.mjs';
import { albumRoutes } from './albums.mjs';
import { assetRoutes } from './assets.mjs';
import { downloadRoutes } from './download.mjs';
import { serverRoutes } from './server.mjs';
import { sharedLinkRoutes } from './shared-links.mjs';
import { settingsRoutes } from './settings.mjs';
import { timelineRoutes } from './timeline.mjs';

export const routes = [
  ...serverRoutes,
  ...accountRoutes,
  ...settingsRoutes,
  ...assetRoutes,
  ...albumRoutes,
  ...sharedLinkRoutes,
  ...timelineRoutes,
  ...downloadRoutes,
];

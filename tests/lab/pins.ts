// What a release brings, for steps that need nothing of it: no image is fetched and no key is looked at.
import type { Pins } from '../../electron/provision/engine';

export const noPins: Pins = {
  version: '',
  images: { server: '', machineLearning: '', valkey: '', postgres: '' },
  releases: [],
  dockerKey: '',
  cloudflareKey: '',
  propagationSeconds: 0,
  downloadBytes: 0,
};

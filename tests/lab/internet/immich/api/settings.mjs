// The system's configuration and what the first account was shown.
import { defaults, findings } from '../config.mjs';
import { isBoolean, Refused, validate } from '../refusals.mjs';
import { admin, body, json, nothing, route } from './answers.mjs';

export const settingsRoutes = [
  route('GET', '/system-config', admin('systemConfig.read'), async ({ store, response }) =>
    json(response, 200, await systemConfig(store)),
  ),
  route('GET', '/system-config/defaults', admin('systemConfig.read'), ({ response }) => json(response, 200, defaults)),
  route('PUT', '/system-config', admin('systemConfig.update'), putSystemConfig),
  route('GET', '/system-metadata/admin-onboarding', admin('systemMetadata.read'), getOnboarding),
  route('POST', '/system-metadata/admin-onboarding', admin('systemMetadata.update'), postOnboarding),
];

export const systemConfig = async (store) => (await store.metadata('system-config')) ?? defaults;

async function putSystemConfig({ store, request, response }) {
  const wanted = await body(request);
  const wrong = findings(wanted);
  if (wrong.length > 0) throw new Refused(400, wrong);
  const { externalDomain } = wanted.server;
  if (externalDomain !== '' && !isUrl(externalDomain)) {
    throw new Refused(400, ['server.externalDomain must be an empty string or a URL address']);
  }
  await store.keepMetadata('system-config', wanted);
  json(response, 200, wanted);
}

const isUrl = (text) => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);

async function getOnboarding({ store, response }) {
  json(response, 200, (await store.metadata('admin-onboarding')) ?? { isOnboarded: false });
}

async function postOnboarding({ store, request, response }) {
  const { isOnboarded } = validate(await body(request), { isOnboarded: isBoolean });
  await store.keepMetadata('admin-onboarding', { isOnboarded });
  nothing(response);
}

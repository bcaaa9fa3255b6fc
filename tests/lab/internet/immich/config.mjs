// Immich's system configuration as a whole: it is read whole and must be written whole.
export const defaults = {
  backup: { database: { enabled: true, cronExpression: '0 02 * * *', keepLastAmount: 14 } },
  ffmpeg: {
    crf: 23,
    threads: 0,
    preset: 'ultrafast',
    targetVideoCodec: 'h264',
    targetResolution: '720',
    transcode: 'required',
  },
  image: {
    thumbnail: { format: 'webp', size: 250, quality: 80 },
    preview: { format: 'jpeg', size: 1440, quality: 80 },
    colorspace: 'p3',
    extractEmbedded: false,
  },
  job: {
    backgroundTask: { concurrency: 5 },
    thumbnailGeneration: { concurrency: 3 },
    metadataExtraction: { concurrency: 5 },
  },
  library: { scan: { enabled: true, cronExpression: '0 0 * * *' }, watch: { enabled: false } },
  logging: { enabled: true, level: 'log' },
  machineLearning: {
    enabled: true,
    urls: ['http://immich-machine-learning:3003'],
    clip: { enabled: true, modelName: 'ViT-B-32__openai' },
    facialRecognition: { enabled: true, modelName: 'buffalo_l' },
  },
  map: {
    enabled: true,
    lightStyle: 'https://tiles.immich.cloud/v1/style/light.json',
    darkStyle: 'https://tiles.immich.cloud/v1/style/dark.json',
  },
  newVersionCheck: { enabled: true },
  nightlyTasks: { startTime: '00:00', databaseCleanup: true, missingThumbnails: true, clusterNewFaces: true },
  notifications: {
    smtp: { enabled: false, from: '', replyTo: '', transport: { host: '', port: 587, username: '', password: '' } },
  },
  oauth: {
    enabled: false,
    autoLaunch: false,
    autoRegister: true,
    buttonText: 'Login with OAuth',
    clientId: '',
    issuerUrl: '',
  },
  passwordLogin: { enabled: true },
  reverseGeocoding: { enabled: true },
  server: { externalDomain: '', loginPageMessage: '', publicUsers: true },
  storageTemplate: {
    enabled: false,
    hashVerificationEnabled: true,
    template: '{{y}}/{{y}}-{{MM}}-{{dd}}/{{filename}}',
  },
  theme: { customCss: '' },
  trash: { enabled: true, days: 30 },
  user: { deleteDelay: 7 },
};

/** What a written configuration lacks or has of another kind than the defaults. */
export function findings(value, like = defaults, at = '') {
  return Object.entries(like).flatMap(([key, expected]) => {
    const where = at === '' ? key : `${at}.${key}`;
    const given = value?.[key];
    if (given === undefined) return [`${where} should not be null or undefined`];
    if (Array.isArray(expected)) return Array.isArray(given) ? [] : [`${where} must be an array`];
    if (typeof expected === 'object') return findings(given, expected, where);
    return typeof given === typeof expected ? [] : [`${where} must be a ${typeof expected} value`];
  });
}

// What a file is, by the end of its name, as Immich decides too.
const types = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

export const typeOf = (name) => types[name.split('.').at(-1).toLowerCase()];
export const isVideo = (name) => typeOf(name)?.startsWith('video/') ?? false;

/** Phones with a direct line, as main and the command line see them. */
export { makeAccount } from './account';
export type { NewPhone } from './code';
export { listPhones } from './list';
export { addPhone, addPhones, changePhone, codeOf, removePhone, replacePhone, type PhoneWish } from './verbs';

// Which app a phone has: both say other words. A name is a hint, and the person decides.
export type PhoneSystem = 'ios' | 'android';

/** Words that people give their Android phones; every other name may be an iPhone’s. */
const android =
  /android|galaxy|pixel|samsung|xiaomi|redmi|oneplus|huawei|fairphone|motorola|\bmoto\b|nokia|sony|tablet/i;

export const systemByName = (name: string): PhoneSystem => (android.test(name) ? 'android' : 'ios');

/** Where a scene takes place, and who is at the far end where that is a process of its own. */
export const HOST = '127.0.0.1';

/** What `far-end.ts` can do. */
export type FarEnd = 'never-accepts' | 'closes-on-time';

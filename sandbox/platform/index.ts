export { PlatformControl, type PlatformSeed } from './control';
export type { FieldNameMap } from './fieldNames';
export { type MspSeedOptions, mspSeed } from './mspSeed';
export { ENTITY_PATHS, type PlatformEntity, type PlatformField } from './fields';
export { type PlatformOptions, type RunningPlatform, startPlatform } from './start';
export type { Commit } from './store';
export type { PlatformRecord, Tombstone, Version } from './table';
export { sign as signWebhook } from './webhooks';

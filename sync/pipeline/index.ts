export { applyWrites, APPLY_DEFAULTS, type ApplyOptions, type ApplyResult } from './apply';
export type { ApplyDependencies } from './apply-context';
export { Spool, type SpoolOptions } from './contents/spool';
export { isChange, itemJson, readEnvelope, type ItemJson } from './item';
export { changeMoved, movedHistory, movedTable, type MovedChange, type MovedTable } from './moved-companies';
export type { Outcome, OutcomeKind } from './outcomes';
export { exportHistory, type ExportOptions, type ExportResult } from './export/export-history';
export { verifyExport } from './export/verify';
export { retire, takeBack, RETIRE_CHECKS, type RetireCheck, type RetireResult } from './retire/retire';
export { refuseRetired, retiredSince } from './retire/retired';
export type { FieldMap } from './drift';
export { pull, type PullDependencies, type PullOptions, type PullResult } from './pull';
export { resolveChanges, type ResolveOptions, type ResolveResult } from './resolve-changes';
export { DEFAULT_SETTINGS, type EngineSettings } from './settings';
export {
	checkReadiness,
	OLDEST_READ_MS,
	switchPhase,
	type Readiness,
	type ReadinessOptions,
	type SwitchOptions,
	type SwitchResult,
} from './switch-phase';
export type { RecordPair } from './write-items';

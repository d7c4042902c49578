export type {
	ApiBudget,
	BudgetCall,
	BudgetPolicy,
	BudgetUse,
	CallReport,
	Lesson,
	Permit,
	Refusal,
	Usage,
} from './budget';
export { LocalState } from './local-state';
export { headerUsage } from './rate-limit-headers';
export { standingOf } from './standing';
export type { BudgetStanding } from './standing';
export { readState } from './state';
export type { BudgetState } from './state';
export { budgetKey, TenantBudget } from './tenant-budget';
export type { TenantBudgetOptions } from './tenant-budget';

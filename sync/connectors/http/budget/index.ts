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

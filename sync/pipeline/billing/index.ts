export { billingReport, type BillingOptions } from './bill';
export { monthOf, type Period } from './period';
export type { Amount } from './money';
export type { WaitReason } from './reasons';
export type { BillingReport, CompanyBilling, Minutes, Waiting } from './report';
export { billingCsv } from './csv';

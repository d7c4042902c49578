export {
	type MspOptions,
	type SeedAgreement,
	type SeedBoard,
	type SeedCompany,
	type SeedContact,
	type SeedMember,
	type SeedMsp,
	type SeedNote,
	type SeedSource,
	type SeedState,
	type SeedTicket,
	generateMsp,
} from './msp';
export { Random } from './random';

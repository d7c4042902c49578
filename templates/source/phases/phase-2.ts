import type { Entity } from '../../../sync/model/entity';
import { entitiesOf, type Pairing } from '../pairing';
import type { OwnerLine, PhasePlan, RuleParameters } from '../phase';
import { checkReadiness, moveCompanies, reportBilling, switchHere } from './by-hand';
import { technicianRules, timeRules } from './rules';
import { capital, credentials, listOf, numbered } from './words';

/** What clients see, and what they may edit in a portal. */
const CLIENT_FACING: readonly Entity[] = ['contact', 'ticket', 'note', 'attachment'];

/**
 * Phase 2: clients move over, company by company. For those that have moved, the platform is right about what clients
 * see; for all others it is as in phase 1. A company's name and address stay with the PSA, since they stand on its
 * invoices. "Prefer" as in phase 1: an edit that nobody contradicts travels, so that a slip in the PSA is not lost.
 */
export const phase2: PhasePlan = {
	phase: 2,
	name: ({ psa, platform }) => `Phase 2: Move Clients from ${psa.name} to ${platform.name}`,
	carries: () => true,
	psaNews: true,
	defaultStrategy: 'preferPsa',
	rules: (pairing) => [...movedRules(pairing), ...technicianRules(pairing), ...timeRules(pairing)],
	guide: (pairing, entities) => {
		const { psa, platform } = pairing;
		return `## Phase 2: Clients move over

Client communication moves from ${psa.name} to the portal of ${platform.inText}, company by company. ${psa.name} keeps billing. ${capital(listOf(entities))} stay the same on both sides.

### How it works
${numbered([
	`A list, or a field of the company, says who has moved. Change it any day in **Move Companies** below; the change writes nothing by itself.`,
	`For moved companies ${platform.inText} is right about what clients see. What is written to ${psa.name} for them does not mail the client a second time.`,
	'For all others it is as in phase 1.',
	`Approved time of ${platform.inText} becomes charged time in ${psa.name}, where you invoice.${entities.includes('invoice') ? ' Invoices come back and lock what they cover.' : ''}`,
])}

### Setup
${numbered([
	credentials(pairing),
	'Put copies of your **Map** nodes of phase 1 in the place of these.',
	`Switch off what ${psa.name} itself mails to clients of moved companies: the migration guide says where.`,
	'Use **Switch to Phase 2** below, unpublish the workflow of phase 1, publish this one.',
	'Move a pilot company, and look at its tickets on both sides.',
])}

### Going on
When all clients have moved, check the readiness below and import the template of phase 3. **Back:** publish phase 1 again after its *Switch* branch has said yes; moved companies stay on the list and count again when you return.`;
	},
	owners,
	byHand: () => [
		moveCompanies,
		reportBilling,
		checkReadiness(
			3,
			`Execute this when the last clients have moved: a table and a page of what is open and what differs, differences in billing among them. It changes nothing.`,
		),
		switchHere(2),
	],
};

function movedRules(pairing: Pairing): RuleParameters[] {
	const entities = entitiesOf(pairing);
	return CLIENT_FACING.filter((entity) => entities.includes(entity)).map((entity) => ({
		entity,
		field: '',
		strategy: 'preferPlatform',
		appliesTo: 'moved',
	}));
}

function owners(pairing: Pairing): OwnerLine[] {
	const { psa, platform } = pairing;
	const entities = entitiesOf(pairing);
	const name = capital(platform.inText);
	const lines: (OwnerLine | false)[] = [
		['Companies', psa.name],
		[`${capital(listOf(CLIENT_FACING.filter((entity) => entities.includes(entity))))} of **moved** companies`, name],
		['The same of **other** companies', psa.name],
		['What technicians find out: assignee, category, cause', name],
		entities.includes('timeEntry') && ['Time as it was entered', name],
		entities.includes('timeEntry') && ['How time is charged', psa.name],
		entities.includes('invoice') && ['Agreements, invoices', `${psa.name} alone`],
	];
	return lines.filter((line) => line !== false);
}

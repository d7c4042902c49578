import type { Entity } from '../../../sync/model/entity';
import { entitiesOf, type Pairing } from '../pairing';
import type { OwnerLine, PhasePlan, RuleParameters } from '../phase';
import { exportHistory, reportBilling, retirePsa, switchHere } from './by-hand';
import { givenFields, timeRules } from './rules';
import { capital, credentials, listOf, numbered } from './words';

/** What the PSA needs to invoice, and what it says of it. Notes and attachments stay on the platform. */
const FOR_BILLING: ReadonlySet<Entity> = new Set<Entity>([
	'company',
	'contact',
	'agreement',
	'ticket',
	'timeEntry',
	'invoice',
]);

/** What the PSA says of it. */
const BACK: ReadonlySet<Entity> = new Set<Entity>(['agreement', 'invoice']);

/** What the platform is always right about. */
const ENFORCED: readonly Entity[] = ['company', 'contact', 'ticket'];

/**
 * Phase 3: the PSA only bills. What the platform holds is put back wherever somebody edits it in the PSA; only how time
 * is charged, and what was invoiced, is decided there. Two things differ from "one way", so that nothing is lost: a
 * record that somebody still *makes* in the PSA is brought to the platform, and a field that flows only from the PSA
 * (a country of a list) still does.
 */
export const phase3: PhasePlan = {
	phase: 3,
	name: ({ psa, platform }) => `Phase 3: Let ${psa.name} Only Bill for ${platform.name}`,
	carries: (entity) => FOR_BILLING.has(entity),
	psaNews: false,
	defaultStrategy: 'enforcePlatform',
	rules: (pairing) => [...enforcedRules(pairing), ...timeRules(pairing, 'enforcePlatform')],
	guide: (pairing, entities) => {
		const { psa, platform } = pairing;
		const back = entities.filter((entity) => BACK.has(entity));
		return `## Phase 3: ${psa.name} only bills

Your team and your clients work in ${platform.inText}. ${psa.name} gets what billing needs: ${listOf(entities.filter((entity) => !BACK.has(entity)))}.${back.length > 0 ? ` ${capital(listOf(back))} come back.` : ''}

### How it works
${numbered([
	`Edits in ${psa.name} outside billing are **put back**, and kept in the audit.`,
	`Billing is decided in ${psa.name}: how time is charged, what is invoiced. An invoiced entry is never touched; a later edit of it waits for you.`,
	`A record that somebody still makes in ${psa.name} is brought over, so that nothing is lost.`,
	`${psa.name} sends no webhooks any more; it is asked every minute.`,
])}

### Setup
${numbered([
	credentials(pairing),
	'Put copies of your **Map** nodes of phase 2 in the place of these. Those of notes and attachments may stay away.',
	'Use **Switch to Phase 3** below, unpublish the workflow of phase 2, publish this one.',
])}

### Going on
When nothing is to be invoiced there any more: **Export History**, then **Retire**. After that, nothing calls ${psa.name}. **Back:** publish phase 2 again after its *Switch* branch has said yes; notes and attachments made meanwhile follow then.`;
	},
	owners,
	byHand: (pairing) => [reportBilling, exportHistory(pairing), retirePsa(pairing), switchHere(3)],
};

function enforcedRules(pairing: Pairing): RuleParameters[] {
	const entities = entitiesOf(pairing).filter((entity) => ENFORCED.includes(entity));
	return [
		...givenFields(pairing, entities).map(
			({ entity, field }): RuleParameters => ({ entity, field, strategy: 'preferPsa' }),
		),
		...entities.map((entity): RuleParameters => ({ entity, field: '', strategy: 'enforcePlatform' })),
	];
}

function owners(pairing: Pairing): OwnerLine[] {
	const { psa, platform } = pairing;
	const entities = entitiesOf(pairing);
	const name = capital(platform.inText);
	const lines: (OwnerLine | false)[] = [
		[`Companies, contacts, tickets`, `${name}; edits in ${psa.name} are put back`],
		...givenFields(pairing, ['company']).map(({ label }): OwnerLine => [label, psa.name]),
		entities.includes('timeEntry') && ['Time as it was entered', `${name}; edits in ${psa.name} are put back`],
		entities.includes('timeEntry') && ['How time is charged', psa.name],
		entities.includes('invoice') && ['Agreements, invoices', `${psa.name} alone`],
		['Notes, attachments', 'Not carried any more'],
	];
	return lines.filter((line) => line !== false);
}

import { entitiesOf, type Pairing } from '../pairing';
import type { OwnerLine, PhasePlan } from '../phase';
import { checkReadiness, reportBilling, switchHere } from './by-hand';
import { technicianRules, timeRules } from './rules';
import { capital, listOf, numbered } from './words';

/**
 * Phase 1: both systems run side by side and are kept the same. The PSA still invoices and clients still see its
 * tickets, while technicians begin to work on the platform. "Prefer" everywhere: an edit that nobody contradicts
 * travels, whoever made it.
 *
 * The PSA by default: names, addresses and contacts stand on invoices and in what clients read; agreements, SLA and the
 * client's portal hang on a ticket's title, status, priority, due date and parties.
 */
export const phase1: PhasePlan = {
	phase: 1,
	name: ({ psa, platform }) => `Phase 1: Keep ${psa.name} and ${platform.name} in Step`,
	carries: () => true,
	psaNews: true,
	defaultStrategy: 'preferPsa',
	rules: (pairing) => [...technicianRules(pairing), ...timeRules(pairing)],
	guide: (pairing, entities) => {
		const { psa, platform } = pairing;
		return `## Phase 1: Side by side

${capital(listOf(entities))} of ${psa.name} and ${platform.inText} stay the same, whoever edits where. Your team begins to work in ${platform.inText}; ${psa.name} keeps billing and what clients see.

### How it works
${numbered([
	'As soon as a system says that something changed, and every minute in any case, both are asked what changed.',
	`The **Map** nodes turn ${psa.name} fields and values into those of ${platform.inText}.`,
	'**Resolve Conflicts** merges field by field. Two people can edit different fields of one ticket: both edits survive.',
	'Only fields that changed are written, and never over an edit that was made meanwhile.',
])}

### Setup
${numbered([
	`Choose a credential in the **Get**, **Apply** and **When … Changes** nodes. The triggers need an n8n that both systems can reach (\`WEBHOOK_URL\`); delete them where yours cannot be, and changes arrive within a minute.`,
	`Open the **Map** nodes and compare statuses and priorities with yours. ${psa.setup(platform)}, and add a row for each custom field of yours.`,
	`Records that exist on both sides are linked, not doubled. To see the plan first, set **Resolve Conflicts** to *Preview* and execute **When Due** once.`,
	entities.includes('note') && psa.firstRun !== undefined && `${psa.firstRun}.`,
	'Publish.',
])}

Another pair of tenants needs another **Sync Key** in every node.

### Going on
Import the template of phase 2, put copies of your **Map** nodes in the place of its own, then use its *Switch* branch.`;
	},
	owners,
	byHand: () => [
		checkReadiness(
			2,
			'Execute this at any time: a table and a page of what is open, what waits and what differs between both sides. It changes nothing.',
		),
		reportBilling,
		switchHere(1),
	],
};

function owners(pairing: Pairing): OwnerLine[] {
	const { psa, platform } = pairing;
	const entities = entitiesOf(pairing);
	const has = (...wanted: readonly string[]): boolean => wanted.every((entity) => entities.includes(entity as never));
	const lines: (OwnerLine | false)[] = [
		['Companies, contacts', psa.name],
		['What clients see of a ticket: title, status, priority, due date', psa.name],
		['What technicians find out: assignee, category, cause', capital(platform.inText)],
		has('note') && [`Notes${has('attachment') ? ', attachments' : ''}`, psa.name],
		has('timeEntry') && ['Time as it was entered', capital(platform.inText)],
		has('timeEntry') && ['How time is charged', psa.name],
		has('agreement', 'invoice') && ['Agreements, invoices', `${psa.name} alone`],
	];
	return lines.filter((line) => line !== false);
}

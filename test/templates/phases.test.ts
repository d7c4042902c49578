import type { IDataObject } from 'n8n-workflow';
import { readParameters } from '../../nodes/ConflictResolve/parameters';
import type { Entity } from '../../sync/model/entity';
import { policyOf, type FieldPolicy } from '../../sync/model/policy';
import { entitiesOf, mappingOf, PAIRINGS, type Pairing } from '../../templates/source/pairing';
import type { PhasePlan } from '../../templates/source/phase';
import { draw } from '../../templates/source/draw';
import { NODES } from '../../templates/source/systems';
import { PHASE_PLANS } from '../../templates/source/templates';

/* Who owns which field in which phase, as the Conflict Resolve node of each template reads its own rules. */

const PLANS = PHASE_PLANS.flatMap((plan) =>
	PAIRINGS.map((pairing) => [`phase ${plan.phase} of ${pairing.key}`, plan, pairing] as const),
);

function resolveOf(plan: PhasePlan, pairing: Pairing) {
	const node = draw(plan, pairing).nodes.find(({ name }) => name === NODES.resolve);
	const parameters = (node?.parameters ?? {}) as IDataObject;
	return readParameters({
		getNodeParameter: (name: string, _item: number, fallback?: unknown) => parameters[name] ?? fallback,
	} as never);
}

/** Fields of an entity that flow both ways, in the platform's words. */
const shared = (pairing: Pairing, entity: Entity): string[] =>
	mappingOf(pairing, entity)
		.rows.filter(({ direction, transform }) => direction === 'both' && transform.kind !== 'constant')
		.map(({ platformField }) => platformField);

const truth = (policy: FieldPolicy): string =>
	policy.strategy === 'sourceOfTruth' ? `${policy.truth}, ${policy.mode}` : policy.strategy;

const CLIENT_FACING = ['contact', 'ticket', 'note'] as const;

test.each(PLANS)('%s: the node reads the rules, and the phase is its own', (_, plan, pairing) => {
	expect(resolveOf(plan, pairing)).toMatchObject({ phase: plan.phase, preview: false, sync: 'default' });
});

describe.each(PAIRINGS.map((pairing) => [pairing.key, pairing] as const))('%s', (_, pairing) => {
	const [one, two, three] = PHASE_PLANS.map((plan) => resolveOf(plan, pairing));
	const technician = new Set(pairing.platform.technicianFields);
	const charge = new Set(pairing.platform.chargeFields);
	const rest = (entity: Entity): string[] => shared(pairing, entity).filter((field) => !technician.has(field));
	const carried = CLIENT_FACING.filter((entity) => entitiesOf(pairing).includes(entity));

	test('phase 1: the PSA is right about what clients and invoices see, and nothing is enforced', () => {
		for (const entity of ['company', ...carried] as const) {
			for (const field of rest(entity)) {
				if (pairing.platform.listFields.includes(field)) continue;
				expect(`${field}: ${truth(policyOf(one.policy, entity, field))}`).toBe(`${field}: psa, prefer`);
			}
		}
		for (const field of technician) expect(truth(policyOf(one.policy, 'ticket', field))).toBe('platform, prefer');
	});

	test('phase 2: the platform is right about what clients of moved companies see; for the others it is as in phase 1', () => {
		expect(two.movedPolicy).toBeDefined();
		for (const entity of carried) {
			for (const field of rest(entity)) {
				if (pairing.platform.listFields.includes(field)) continue;
				expect(truth(policyOf(two.movedPolicy ?? two.policy, entity, field))).toBe('platform, prefer');
				expect(truth(policyOf(two.policy, entity, field))).toBe(truth(policyOf(one.policy, entity, field)));
			}
		}
		for (const field of shared(pairing, 'company')) {
			expect(truth(policyOf(two.movedPolicy ?? two.policy, 'company', field))).toBe('psa, prefer');
		}
	});

	test('phase 3: what the platform holds is put back in the PSA, but for the ID that ConnectWise gives to a company', () => {
		const given =
			pairing.psa.system === 'connectwise' ? [pairing.platform.system === 'platform' ? 'identifier' : 'ref'] : [];
		for (const entity of ['company', 'contact', 'ticket'] as const) {
			for (const field of shared(pairing, entity)) {
				const expected = entity === 'company' && given.includes(field) ? 'psa, prefer' : 'platform, enforce';
				expect(`${field}: ${truth(policyOf(three.policy, entity, field))}`).toBe(`${field}: ${expected}`);
			}
		}
	});

	test('time: the platform is right about what was entered, the PSA about how it is charged, in every phase', () => {
		if (!entitiesOf(pairing).includes('timeEntry')) return;
		const entered = shared(pairing, 'timeEntry').filter((field) => !charge.has(field));
		expect(entered.length).toBeGreaterThan(2);
		for (const field of entered) {
			expect([one, two, three].map(({ policy }) => truth(policyOf(policy, 'timeEntry', field)))).toEqual([
				'platform, prefer',
				'platform, prefer',
				'platform, enforce',
			]);
		}
		const charged = shared(pairing, 'timeEntry').filter((name) => charge.has(name));
		expect(charged.length).toBeGreaterThan(1);
		for (const field of charged) {
			for (const { policy } of [one, two, three]) {
				expect(truth(policyOf(policy, 'timeEntry', field))).toBe('psa, prefer');
			}
		}
	});

	test('phases 1 and 2 carry all that can be carried, phase 3 what billing needs; it has no webhooks of the PSA', () => {
		const templates = PHASE_PLANS.map((plan) => draw(plan, pairing));
		const read = templates.map(({ nodes }) => {
			const lists = nodes
				.filter(({ parameters }) => parameters.operation === 'getChanges')
				.map(({ parameters }) => parameters.entities as Entity[]);
			expect(lists[0]).toEqual(lists[1]);
			return lists[0];
		});
		const all = entitiesOf(pairing);
		const billing = all.filter((entity) => entity !== 'note' && entity !== 'attachment');
		expect(read).toEqual([all, all, billing]);
		const webhooks = templates.map(({ nodes }) => nodes.filter(({ type }) => type === pairing.psa.triggerType).length);
		expect(webhooks).toEqual([1, 1, 0]);
	});
});

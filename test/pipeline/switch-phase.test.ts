import { compileMapping } from '../../sync/mapping/compile';
import { isoTime } from '../../sync/model/clock';
import type { Mapping } from '../../sync/model/mapping';
import { CHECKS, type Check, type CheckId } from '../../sync/model/readiness';
import { checkReadiness, switchPhase, type FieldMap } from '../../sync/pipeline';
import type { LinkChange } from '../../sync/model/commit-batch';
import { MemoryStore } from '../model/memory-store';
import { change, entry, intend, SYNC, T0 } from '../store/drafts';

const clock = { now: () => T0 };
const run = { phase: 1, workflow: null } as const;

/** Something that happens after the readiness was looked at and before the switch. */
class RacingStore extends MemoryStore {
	meanwhile: () => Promise<unknown> = async () => undefined;

	override async standing(...asked: Parameters<MemoryStore['standing']>): ReturnType<MemoryStore['standing']> {
		const standing = await super.standing(...asked);
		await this.meanwhile();
		return standing;
	}
}

async function begun(changes: readonly LinkChange[] = []): Promise<RacingStore> {
	const store = new RacingStore();
	for (const side of ['psa', 'platform'] as const) {
		const step = { entity: 'ticket', from: null, to: { state: 1, at: isoTime(T0) } } as const;
		await store.savePull({ id: side, sync: SYNC, side, steps: [step], createdAt: isoTime(T0) });
	}
	await store.commit({ sync: SYNC, now: T0, run, pulls: ['psa', 'platform'], changes });
	return store;
}

const options = { sync: SYNC, to: 2, by: 'ann', although: [], maps: null } as const;

function checkOf(checks: readonly Check[], id: CheckId): Check {
	const found = checks.find((one) => one.id === id);
	if (!found) throw new Error(`there is no check ${id}`);
	return found;
}

describe('a switch of phase is judged by what stands when it is made', () => {
	test('a run that plans a write after the look refuses it, with that reason', async () => {
		const store = await begun();
		const planned = change({ psaId: '9', writes: [intend('platform', 'create', { title: 'x' })] });
		store.meanwhile = async () => await store.commit({ sync: SYNC, now: T0, run, pulls: [], changes: [planned] });
		const { outcome, reasons, now } = await switchPhase({ store, clock }, options);
		expect([outcome, reasons.map(({ id }) => id), now.phase]).toEqual(['refused', ['writesDue'], 1]);
	});

	test('a warning that came after the look is not overridden unseen', async () => {
		const store = await begun();
		const asked = change({ psaId: '9', platformId: 'z', reviews: [entry({})] });
		store.meanwhile = async () => await store.commit({ sync: SYNC, now: T0, run, pulls: [], changes: [asked] });
		const { outcome, reasons } = await switchPhase({ store, clock }, { ...options, although: ['notCompared'] });
		expect([outcome, reasons.map(({ id }) => id)]).toEqual(['refused', ['conflict']]);
	});

	test('somebody else who was faster is named as the cause, and nothing is changed by the slower one', async () => {
		const store = await begun();
		const other = { ...options, by: 'bob', to: 3, although: CHECKS } as const;
		store.meanwhile = async () => {
			store.meanwhile = async () => undefined;
			await switchPhase({ store, clock }, other);
		};
		await expect(switchPhase({ store, clock }, options)).rejects.toMatchObject({
			code: 'PRECONDITION',
			message: expect.stringMatching(/was in phase 1 .* is in phase 3 .*somebody else switched it/) as string,
		});
		expect(await store.phaseSwitches(SYNC, 10)).toMatchObject([{ by: 'bob', to: 3 }]);
	});
});

test('records on one side only are told by name, some of them where there are many; what is under way is none', async () => {
	const contacts = Array.from({ length: 30 }, (_, index) =>
		change({ entity: 'contact', platformId: `k${index}`, platformShadow: { firstName: 'Ann', lastName: `${index}` } }),
	);
	const store = await begun([
		change({ entity: 'company', psaId: '7', psaShadow: { name: 'Acme', identifier: 'AcmeLtd' } }),
		change({ psaId: '9', psaShadow: { summary: 'x' }, writes: [intend('platform', 'create', { title: 'x' })] }),
		...contacts,
	]);
	const { checks } = await checkReadiness({ store, clock }, options);
	const alone = checkOf(checks, 'unlinked');
	expect(alone).toMatchObject({ state: 'warns', count: 31 });
	expect(alone.examples).toHaveLength(20);
	expect(alone.examples[0]).toEqual({ entity: 'company', psaId: '7', platformId: null, name: 'Acme', fields: [] });
	expect(alone.examples[1]).toMatchObject({ entity: 'contact', psaId: null, name: expect.stringMatching(/^Ann \d+$/) });
});

test('what was overridden is on record, and only what had to be', async () => {
	const store = await begun([
		change({ psaId: '9', platformId: 'z', psaShadow: {}, platformShadow: {}, reviews: [entry({})] }),
	]);
	await switchPhase({ store, clock }, { ...options, although: CHECKS });
	expect(await store.phaseSwitches(SYNC, 10)).toMatchObject([{ although: ['conflict'] }]);
});

describe('drift', () => {
	const mapping: Mapping = {
		entity: 'ticket',
		psaSystem: 'connectwise',
		platformSystem: 'platform',
		rows: [
			{ psaField: 'summary', platformField: 'title', direction: 'both', transform: { kind: 'copy' } },
			{ psaField: 'note', platformField: 'note', direction: 'toPlatform', transform: { kind: 'copy' } },
			{ psaField: 'opening', platformField: 'opening', direction: 'both', transform: { kind: 'copy' } },
			{
				psaField: 'company/id',
				platformField: 'companyId',
				direction: 'both',
				transform: { kind: 'reference', entity: 'company' },
			},
			{
				psaField: 'status',
				platformField: 'state',
				direction: 'both',
				transform: {
					kind: 'values',
					unmapped: { policy: 'fail' },
					pairs: [
						{ psa: 'New', platform: 'open', preferred: true },
						{ psa: 'Assigned', platform: 'open' },
						{ psa: 'Closed', platform: 'done' },
					],
				},
			},
		],
	};
	const text = (name: string, more: object = {}) => ({ name, label: name, type: 'string', ...more }) as const;
	const compiled = compileMapping(mapping, {
		psa: [
			text('summary', { maxLength: 10 }),
			text('note'),
			text('opening', { createOnly: true }),
			{ name: 'company/id', label: 'Company', type: 'reference', references: 'company' },
			text('status'),
		],
		platform: [
			text('title', { maxLength: 30 }),
			text('note'),
			text('opening'),
			{ name: 'companyId', label: 'Company', type: 'reference', references: 'company' },
			text('state'),
		],
	});
	const maps: readonly FieldMap[] = [{ mapping, compiled }];
	const psa = { summary: 'A long tit', note: 'n', opening: 'o', 'company/id': 7, status: 'Assigned' };
	const platform = { title: 'A long title', note: 'other', opening: 'other', companyId: 'c7', state: 'open' };
	const company = change({ entity: 'company', psaId: '7', platformId: 'c7', psaShadow: {}, platformShadow: {} });
	const pair = (parts: Partial<LinkChange>): LinkChange =>
		change({ psaId: '1', platformId: 'a', psaShadow: psa, platformShadow: platform, ...parts });

	const driftOf = async (...changes: LinkChange[]) => {
		const store = await begun([company, ...changes]);
		return checkOf((await checkReadiness({ store, clock }, { ...options, maps })).checks, 'drift');
	};

	test('is none where both records agree as far as each system can hold them', async () => {
		expect(await driftOf(pair({}))).toMatchObject({ state: 'ok', count: 0, found: '1 pair compared: all agree.' });
	});

	test('is told with the records and the fields that differ, a reference and a folded value among them', async () => {
		const drift = await driftOf(
			pair({ platformShadow: { ...platform, title: 'Another' } }),
			pair({ psaId: '2', platformId: 'b', platformShadow: { ...platform, companyId: 'c8', state: 'done' } }),
			pair({ psaId: '3', platformId: 'c' }),
		);
		expect(drift).toMatchObject({ state: 'warns', count: 2 });
		expect(drift.found).toMatch(/^2 of 3 pairs do not agree/);
		expect(drift.examples).toEqual([
			{ entity: 'ticket', psaId: '1', platformId: 'a', name: 'Another', fields: ['title'] },
			{ entity: 'ticket', psaId: '2', platformId: 'b', name: 'A long title', fields: ['companyId', 'state'] },
		]);
	});

	test('is not seen where something is on its way or open, a side is gone, or one record is all that is known', async () => {
		const differs = { platformShadow: { ...platform, title: 'Another' } };
		const drift = await driftOf(
			pair({ ...differs, writes: [intend('psa', 'update', { title: 'Another' })] }),
			pair({ psaId: '2', platformId: 'b', ...differs, reviews: [entry({})] }),
			pair({ psaId: '3', platformId: 'c', ...differs, missing: { psa: 'ignored' } }),
			change({ psaId: '4', platformId: 'd', psaShadow: psa }),
			change({ psaId: '5', psaShadow: psa }),
		);
		expect(drift).toMatchObject({ state: 'ok', found: '0 pairs compared: all agree.' });
	});

	test('a record that the field map cannot translate is no drift, and does not end the look', async () => {
		const drift = await driftOf(
			pair({ psaShadow: { ...psa, status: 'Unheard of' } }),
			pair({ psaId: '2', platformId: 'b', platformShadow: { ...platform, title: 'Another' } }),
		);
		expect(drift).toMatchObject({ count: 1, examples: [{ psaId: '2' }] });
	});

	test('counts all pairs, over however many pages, and names some', async () => {
		const many = Array.from({ length: 1203 }, (_, index) =>
			pair({
				psaId: String(index),
				platformId: `p${index}`,
				platformShadow: { ...platform, title: index % 2 === 0 ? 'Another' : platform.title },
			}),
		);
		const drift = await driftOf(...many);
		expect(drift).toMatchObject({ count: 602, examples: { length: 20 } });
		expect(drift.found).toMatch(/^602 of 1203 pairs/);
	});

	test('warns, and can be overridden like any other warning', async () => {
		const store = await begun([company, pair({ platformShadow: { ...platform, title: 'Another' } })]);
		expect(await switchPhase({ store, clock }, { ...options, maps })).toMatchObject({ outcome: 'refused' });
		expect(await switchPhase({ store, clock }, { ...options, maps, although: ['drift'] })).toMatchObject({
			outcome: 'switched',
		});
	});
});

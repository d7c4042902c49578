import { compileMapping } from '../../sync/mapping/compile';
import type { WriteEnvelope } from '../../sync/model/envelope';
import type { Link } from '../../sync/model/link';
import type { Write } from '../../sync/model/write';
import { dueItem } from '../../sync/pipeline/write-items';
import { platformCatalogue, psaCatalogue } from '../properties/simulation/tenant';

const mapping = compileMapping(
	{
		entity: 'ticket',
		psaSystem: 'connectwise',
		platformSystem: 'platform',
		rows: [
			{ psaField: 'summary', platformField: 'title', direction: 'both', transform: { kind: 'copy' } },
			{
				psaField: 'status',
				platformField: 'state',
				direction: 'both',
				transform: {
					kind: 'values',
					unmapped: { policy: 'keepOut' },
					pairs: [
						{ psa: 'Done', platform: 'Completed', preferred: true },
						{ psa: 'Done', platform: 'Closed' },
						{ psa: 'New', platform: 'New' },
					],
				},
			},
			{
				psaField: '',
				platformField: 'owner',
				direction: 'toPlatform',
				transform: { kind: 'constant', value: 'Service Desk' },
			},
		],
	},
	{ psa: psaCatalogue.entities.ticket ?? [], platform: platformCatalogue.entities.ticket ?? [] },
);

const time = '2026-01-01T00:00:00.000Z';
const link: Link = {
	id: 'link-1',
	sync: 's',
	entity: 'ticket',
	psaId: '7',
	platformId: null,
	psaShadow: { summary: 'Printer' },
	platformShadow: null,
	psaMissing: null,
	platformMissing: null,
	state: 'half',
	revision: 1,
	createdAt: time,
	updatedAt: time,
};
const write: Write = {
	id: 'write-1',
	sync: 's',
	linkId: 'link-1',
	entity: 'ticket',
	target: 'platform',
	kind: 'create',
	fields: { title: 'Printer' },
	payload: null,
	replaces: null,
	sentAt: null,
	status: 'pending',
	attempts: 0,
	notBefore: null,
	leaseUntil: null,
	leaseToken: null,
	sourceChangedAt: null,
	sourceAuthor: null,
	targetHint: null,
	createAnyway: false,
	lastError: null,
	createdAt: time,
};

describe('a due write as an item', () => {
	it('carries the fixed values of the field map where it creates a record on the platform', () => {
		expect(dueItem({ write, link }, [mapping])._sync).toMatchObject({
			payload: { title: 'Printer', owner: 'Service Desk' },
		});
	});

	it('carries no fixed value where it changes one', () => {
		const item = dueItem(
			{ write: { ...write, kind: 'update' }, link: { ...link, platformId: 'p7', state: 'linked' } },
			[mapping],
		);
		expect(item._sync).toMatchObject({ payload: { title: 'Printer' }, targetId: 'p7' });
		expect(item).not.toHaveProperty('owner');
	});

	it('names what else the value could be, for a system on the platform’s side that cannot take the first', () => {
		const of = (state: string) =>
			(dueItem({ write: { ...write, fields: { title: 'Printer', state } }, link }, [mapping])._sync as WriteEnvelope)
				.synonyms;
		expect(of('Completed')).toEqual({ state: ['Closed'] });
		expect(of('New')).toBeUndefined();
		expect(of('Nobody knows')).toBeUndefined();
	});

	it('leaves the payload of the PSA to Map Back', () => {
		expect(dueItem({ write: { ...write, target: 'psa' }, link }, [mapping])._sync).toMatchObject({
			payload: null,
			fields: { title: 'Printer' },
		});
	});
});

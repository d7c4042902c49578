import { startPlatform, type RunningPlatform } from '../../../sandbox/platform';
import type { PlatformSeed } from '../../../sandbox/platform/control';
import { MSP_UNTIL, mspSeed } from '../../../sandbox/platform/mspSeed';
import { createPlatformConnector } from '../../../sync/connectors/platform';
import { flattened, nested } from './nested';
import { People, type Screens } from './people';
import type { Calls, ConformingSystem, Entity, SeedSize } from './system';
import { Vocabulary } from './vocabulary';

const PATHS = { company: '/companies', contact: '/contacts', ticket: '/tickets' } as const;

const words = new Vocabulary({
	fields: {
		company: {
			name: 'name',
			identifier: 'identifier',
			website: 'website',
			phone: 'phone',
			addressLine1: 'addressLine1',
			addressLine2: 'addressLine2',
			city: 'city',
			state: 'state',
			postalCode: 'postalCode',
			country: 'country',
			active: 'status',
		},
		contact: {
			firstName: 'firstName',
			lastName: 'lastName',
			company: 'companyId',
			email: 'email',
			phone: 'phone',
			jobTitle: 'title',
			active: 'active',
		},
		ticket: {
			title: 'title',
			description: 'description',
			company: 'companyId',
			contact: 'contactId',
			status: 'status',
			priority: 'priority',
			dueAt: 'dueAt',
			assetTag: 'customFields/Asset Tag',
			neighbour: 'customFields/Site Code',
		},
	},
	values: {
		'company.active': [
			[true, 'active'],
			[false, 'inactive'],
		],
		'ticket.status': [
			['new', 'new'],
			['inProgress', 'in_progress'],
			['waiting', 'waiting'],
			['resolved', 'resolved'],
			['closed', 'closed'],
		],
		'ticket.priority': [
			['critical', 'Critical'],
			['high', 'High'],
			['normal', 'Medium'],
			['low', 'Low'],
		],
	},
});

const calls: Calls = {
	list: {
		company: [`GET ${PATHS.company}/changes`],
		contact: [`GET ${PATHS.contact}/changes`],
		ticket: [`GET ${PATHS.ticket}/changes`],
	},
	create: requests('POST', '$'),
	update: requests('PATCH', '/'),
	isWrite: ({ method, path }) => method !== 'GET' && !isOverhead(path),
	isOverhead: ({ path }) => isOverhead(path),
};

/** Who is told of changes. */
function isOverhead(path: string): boolean {
	return path.startsWith('/webhooks');
}

function requests(method: string, end: string): Calls['create'] {
	const of = (entity: Entity) => ({ method, path: `^${PATHS[entity]}${end}` });
	return { company: of('company'), contact: of('contact'), ticket: of('ticket') };
}

/** The unified platform. */
export const platform: ConformingSystem = {
	id: 'platform',
	seesMovedRecords: true,
	idempotencyKeys: true,
	readsEach: false,
	async start() {
		const running = await startPlatform();
		const { control, url, apiKey } = running;
		return {
			words,
			people: new People(screensOf(running), words),
			credentials: { psaSyncUnifiedPlatformApi: { baseUrl: url, apiKey } },
			faults: control.faults,
			requests: control.requests,
			clock: control.clock,
			calls,
			needed: { company: {}, contact: {}, ticket: {} },
			keptTitle: (text) => text.slice(0, 255),
			connector: (otherSystem) =>
				createPlatformConnector({
					baseUrl: url,
					apiKey,
					otherSystem,
					transport: { sleep: async () => undefined, timeoutMs: 5_000 },
				}),
			seed: (size) => control.seed(seedBeside(running, size), { at: MSP_UNTIL }),
			lag(ms) {
				control.indexLagMs = ms;
			},
			close: () => running.close(),
		};
	},
};

/** The seed speaks of records by their places on an empty platform. */
function seedBeside({ control }: RunningPlatform, size: SeedSize): PlatformSeed {
	const [companies, contacts] = [control.list('company').length, control.list('contact').length];
	const moved = JSON.stringify(mspSeed(size))
		.replace(/"co-(\d+)"/g, (_id, place) => `"co-${Number(place) + companies}"`)
		.replace(/"ct-(\d+)"/g, (_id, place) => `"ct-${Number(place) + contacts}"`);
	return JSON.parse(moved) as PlatformSeed;
}

function screensOf({ control }: RunningPlatform): Screens {
	return {
		create: (entity, fields) => String(control.create(entity, nested(fields) as never).id),
		edit: (entity, id, fields) => void control.edit(entity, id, nested(fields) as never),
		remove: (entity, id) => control.remove(entity, id),
		show(entity, id) {
			const found = control.list(entity).find((record) => record.id === id);
			return found && flattened(found);
		},
		ids: (entity) => control.list(entity).map(({ id }) => String(id)),
	};
}

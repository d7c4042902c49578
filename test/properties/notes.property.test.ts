import fc from 'fast-check';
import { startConnectWise, type ConnectWiseSimulator } from '../../sandbox/connectwise';
import { startPlatform, type RunningPlatform } from '../../sandbox/platform';
import { SIDES, type Side } from '../../sync/model/entity';
import type { MappingRow, Unmapped, ValuePair } from '../../sync/model/mapping';
import type { FieldPolicy } from '../../sync/model/policy';
import { LawBroken } from './law';
import { NotesWorld, type Readers } from './notes-world';
import { trial } from './trial';

const EMPTY = { companies: 0, contactsPerCompany: 0, tickets: 0 };

let psa: ConnectWiseSimulator;
let platform: RunningPlatform;

beforeAll(async () => {
	jest.useFakeTimers({
		now: new Date('2026-03-02T09:00:00Z'),
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
	psa = await startConnectWise({ seed: EMPTY });
	platform = await startPlatform();
});
afterAll(async () => {
	await psa.close();
	await platform.close();
	jest.useRealTimers();
});

type Step =
	| { readonly do: 'write'; readonly side: Side; readonly readers: Readers }
	| {
			readonly do: 'edit';
			readonly side: Side;
			readonly which: number;
			readonly text: boolean;
			readonly readers: Readers | null;
	  }
	| { readonly do: 'run' };

interface Scene {
	readonly map: MappingRow | null;
	readonly policy: FieldPolicy;
	readonly steps: readonly Step[];
}

const side = fc.constantFrom(...SIDES);
const readers = fc.constantFrom<Readers>('public', 'internal', 'resolution', 'both');
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ do: fc.constant('write' as const), side, readers }),
	fc.record({
		do: fc.constant('edit' as const),
		side,
		which: fc.nat(5),
		text: fc.boolean(),
		readers: fc.option(readers, { freq: 2 }),
	}),
	fc.constant<Step>({ do: 'run' }),
);

const psaValue = fc.constantFrom('Discussion', 'Internal', 'Resolution');
const platformValue = fc.constantFrom('public', 'internal');
const pairs: fc.Arbitrary<ValuePair[]> = fc
	.uniqueArray(fc.record({ psa: psaValue, platform: platformValue }), { minLength: 1, selector: ({ psa: one }) => one })
	.map((some) =>
		some.map((pair, index) => ({
			...pair,
			preferred: index === some.findIndex((one) => one.platform === pair.platform),
		})),
	);
const unmapped = fc.oneof(
	fc.constant<Unmapped>({ policy: 'keepOut' }),
	fc.record({ policy: fc.constant('default' as const), psa: psaValue, platform: platformValue }),
);
const valueRow = fc.record({
	psaField: fc.constant('visibility'),
	platformField: fc.constant('visibility'),
	direction: fc.constantFrom('toPlatform' as const, 'toPsa' as const),
	transform: fc.record({ kind: fc.constant('values' as const), pairs, unmapped }),
});
const constantRow = fc.oneof(
	fc.constant<MappingRow>({
		psaField: '',
		platformField: 'visibility',
		direction: 'toPlatform',
		transform: { kind: 'constant', value: 'public' },
	}),
	fc.constant<MappingRow>({
		psaField: 'visibility',
		platformField: '',
		direction: 'toPsa',
		transform: { kind: 'constant', value: 'Discussion' },
	}),
);
const twoWay = (...both: ValuePair[]): MappingRow => ({
	psaField: 'visibility',
	platformField: 'visibility',
	direction: 'both',
	transform: { kind: 'values', pairs: both, unmapped: { policy: 'keepOut' } },
});
/** As it should be. */
const RIGHT = twoWay(
	{ psa: 'Discussion', platform: 'public' },
	{ psa: 'Internal', platform: 'internal', preferred: true },
	{ psa: 'Resolution', platform: 'internal' },
);
const WRONG_WAY_ROUND = twoWay({ psa: 'Discussion', platform: 'internal' }, { psa: 'Internal', platform: 'public' });
const BOTH_ARE_SHOWN = twoWay({ psa: 'Resolution', platform: 'internal' }, { psa: 'Internal', platform: 'public' });
const policy = fc.constantFrom<FieldPolicy>(
	{ strategy: 'lastWriteWins' },
	{ strategy: 'sourceOfTruth', truth: 'psa', mode: 'enforce' },
	{ strategy: 'sourceOfTruth', truth: 'platform', mode: 'enforce' },
);

trial<Scene>('notes under any field map and strategy, while people write, edit, publish and hide them', {
	laws: { P6: 'words that nobody meant for clients are never shown to them' },
	scenes: fc.record({
		map: fc.oneof(fc.constantFrom(null, RIGHT, WRONG_WAY_ROUND, BOTH_ARE_SHOWN), valueRow, constantRow),
		policy,
		steps: fc.array(step, { minLength: 2, maxLength: 12 }),
	}),
	share: 0.1,
	live: async (scene) => {
		psa.control.reset(EMPTY);
		platform.control.reset();
		const fallback = scene.policy;
		const world = new NotesWorld(psa, platform, scene.map, { entities: {}, fallback, tieBreaker: 'psa' });
		await world.open();
		for (const one of [...scene.steps, { do: 'run' }, { do: 'run' }] as Step[]) {
			if (one.do === 'write') world.write(one.side, one.readers);
			else if (one.do === 'edit') world.edit(one.side, one.which, one);
			else await world.cycle();
			const leaked = world.leaked();
			if (leaked.length > 0) throw new LawBroken('P6', `clients can read ${leaked.join(', ')}`);
		}
		// A world in which nothing ever arrives shows nothing to clients either.
		const [here, there] = world.counts();
		if (scene.map === RIGHT && here !== there)
			throw new LawBroken('P6', `${here} notes in ConnectWise, ${there} on the platform`);
	},
});

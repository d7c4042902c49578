import fc from 'fast-check';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { sameValue, type Json } from '../../sync/model/json';
import { DEFAULT_SETTINGS } from '../../sync/pipeline';
import { judge, LawBroken } from './law';
import type { Fault } from './simulation/faults';
import { FIELD_NAMES, FIELDS, People, type Field } from './simulation/people';
import { ENTITIES_IN_PLAY, PLATFORM_STATES, PSA_STATUSES, SYNC } from './simulation/tenant';
import { World, type WorldOptions } from './simulation/world';
import { side, text, worldOptions } from './steps';
import { trial } from './trial';

const LEASE_MS = DEFAULT_SETTINGS.leaseMs;

interface Scene {
	readonly options: WorldOptions;
	/** Where the person makes the ticket. */
	readonly made: Side;
	readonly title: string;
	/** Our create lands, but its answer never comes; `dies`: because the process ended there. */
	readonly create: 'lost' | 'failedAfter' | 'dies';
	/** Until it is looked for, the system lists nothing; the first time, it does not answer the look-up either. */
	readonly silent: boolean;
	readonly edits: readonly {
		readonly field: Field;
		readonly value: number;
		readonly text: string;
		readonly waitMs: number;
	}[];
}

interface Lived {
	readonly world: World;
	/** The ticket that our create made, and the side it is on. */
	readonly there: Side;
	readonly id: string;
	/** What people left in its fields. */
	readonly left: ReadonlyMap<Field, Json>;
}

/** A ticket whose create lands without an answer, and is edited where it was made before anybody knows of it. */
async function live({ options, made, title, create, silent, edits }: Scene): Promise<Lived> {
	const world = new World(options);
	const there = otherSide(made);
	new People(world).createTicket(made, title, 0);
	// The index shows the ticket only after its lag.
	world.wait(options.lagMs);
	await createUnanswered(world, there, create);
	if (!silent && create !== 'dies' && options.lagMs === 0 && options.limit === 50) await seenOnce(world);
	const [id] = world.system(there).all('ticket').keys();
	if (id === undefined) throw new LawBroken('S3', 'the ticket has not reached the other side');
	const left = new Map<Field, Json>();
	for (const { field, value, text: words, waitMs } of edits) {
		world.wait(waitMs);
		const name = FIELDS[field][there];
		const held = (): Json => world.system(there).all('ticket').get(id)?.[name] ?? null;
		const before = held();
		const states = there === 'psa' ? PSA_STATUSES : PLATFORM_STATES;
		const typed = field === 'title' && words.trim() === '' ? 'untitled' : words;
		world
			.system(there)
			.personEdits('ticket', id, { [name]: field === 'state' ? states[value % states.length] : typed });
		if (!sameValue(before, held())) left.set(field, held());
		if (!silent) await world.run();
	}
	if (silent) await lookedFor(world, there);
	await world.settle();
	return { world, there, id, left };
}

/** Every entity of both sides is asked once what has changed. */
const IDLE_CALLS = SIDES.length * ENTITIES_IN_PLAY.length;

/** The run that reads it knows it by its external reference: nothing is looked for, and nothing read again. */
async function seenOnce(world: World): Promise<void> {
	world.wait(1_000);
	const before = world.psa.calls() + world.platform.calls();
	await world.run();
	const calls = world.psa.calls() + world.platform.calls() - before;
	if (calls !== IDLE_CALLS) throw new LawBroken('S5', `${calls} calls instead of ${IDLE_CALLS} to know it again`);
}

/** Two tries to find it, of which the first meets a busy system. */
async function lookedFor(world: World, there: Side): Promise<void> {
	for (const faults of [['refused', 'busy'], ['refused']] satisfies Fault[][]) {
		world.wait(DEFAULT_SETTINGS.settleMs + LEASE_MS);
		world.break(there, faults);
		await world.run();
		world.mend();
	}
}

async function createUnanswered(world: World, there: Side, create: Scene['create']): Promise<void> {
	const landed = (): boolean => world.system(there).all('ticket').size > 0;
	if (create === 'dies') {
		// Long enough for the lease of the run that died.
		for (let life = 0; life < 200 && !landed(); life++, world.wait(LEASE_MS)) await world.run({ life });
		return;
	}
	// One list call for each entity, the look-up, then the create itself.
	const before: Fault[] = ['ok', 'ok', 'ok'];
	world.break(there, [...before, create]);
	await world.run();
	world.mend();
}

function oneCounterpart({ world }: Lived): void {
	const counts = [world.psa.all('ticket').size, world.platform.all('ticket').size, world.links('ticket').length];
	if (counts.some((count) => count !== 1)) throw new LawBroken('S3', `one ticket became ${counts.join(' and ')}`);
}

function editsStand({ world, there, id, left }: Lived): void {
	for (const [field, value] of left) {
		const held = world.system(there).all('ticket').get(id)?.[FIELDS[field][there]] ?? null;
		if (!sameValue(held, value))
			throw new LawBroken('S4', `"${field}" was edited to ${JSON.stringify(value)} but is ${JSON.stringify(held)}`);
	}
}

function editsArrive({ world }: Lived): void {
	const mapping = world.mappings.find(({ entity }) => entity === 'ticket');
	const [psa] = world.psa.all('ticket').values();
	const [platform] = world.platform.all('ticket').values();
	const view = mapping?.forward(psa, () => undefined).view ?? {};
	for (const field of FIELD_NAMES) {
		const name = FIELDS[field].platform;
		if (!mapping?.equivalent(name, view[name], platform[name]))
			throw new LawBroken('S2', `"${field}": ${JSON.stringify(view[name])} ≠ ${JSON.stringify(platform[name])}`);
	}
}

async function nobodyIsAsked({ world }: Lived): Promise<void> {
	const open = await world.memory.reviews(SYNC, { status: 'open', limit: 10 });
	if (open.length > 0) throw new LawBroken('I7', `a person is asked: ${open[0].message}`);
}

trial('a ticket that our create made without an answer, and that people edit before it is found', {
	laws: {
		S2: 'what they edit reaches the side where the ticket came from',
		S3: 'it is found, and no second one is made',
		S4: 'what they edit stays to the letter',
		S5: 'it costs no call to know it again once a list shows it',
		I7: 'it is known for our own, so that nobody is asked which side is right',
	},
	scenes: fc.record({
		options: fc.record(worldOptions),
		made: side,
		title: text,
		create: fc.constantFrom('lost' as const, 'failedAfter' as const, 'dies' as const),
		silent: fc.boolean(),
		edits: fc.array(
			fc.record({
				field: fc.constantFrom(...FIELD_NAMES),
				value: fc.nat(3),
				text,
				waitMs: fc.constantFrom(0, 1000, 40_000, 100_000),
			}),
			{ maxLength: 3 },
		),
	}),
	live: async (scene) =>
		judge(await live(scene), { S3: oneCounterpart, S4: editsStand, S2: editsArrive, I7: nobodyIsAsked }),
});
